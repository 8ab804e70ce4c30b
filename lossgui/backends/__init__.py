"""Cross-checks by real frameworks, each in a process of its own."""
