"""Draws the figures of `lossgui.plots` with pyqtgraph."""
