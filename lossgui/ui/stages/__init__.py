"""The read-only grid of the selected step, and which cells it came from."""
