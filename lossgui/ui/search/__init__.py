"""The window's part of the search for a number: typing it, the answers, and adding one."""
