"""The user's own Python: where it may be, what it is, and which one was chosen."""
