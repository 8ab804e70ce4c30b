"""The window's choice of the Python that the cross-check asks."""
