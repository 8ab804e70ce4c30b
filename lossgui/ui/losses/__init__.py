"""The table of losses: one loss per row, every part of it editable where it stands."""
