"""Codecs: bytes to the nouns of an announcement and back; pure, no input or output."""
