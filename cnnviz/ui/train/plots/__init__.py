"""Plots of a run: lines, axes, marks, and the cards around them."""
