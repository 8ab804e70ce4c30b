"""Numbers only: a loss' graph, value, gradient and proof. No Qt, no framework, no files."""
