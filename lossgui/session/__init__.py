"""What the user has open: tensors, losses, choices, edits with undo, files. No Qt."""
