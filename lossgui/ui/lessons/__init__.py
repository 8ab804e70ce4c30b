"""Lessons in the window: the dock with the text, and their entries in menu and palette."""
