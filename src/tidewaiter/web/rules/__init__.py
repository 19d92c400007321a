"""Rules on screen: written with checks as one types, tried on the past, approved by a second person, watched, ended."""
