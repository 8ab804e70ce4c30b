"""The editable grids over N-D tensors: models, painting, keys, the slice bar and the panel."""
