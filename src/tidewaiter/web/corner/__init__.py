"""The traveler's corner, open to all, and the redress officers' pages behind it."""
