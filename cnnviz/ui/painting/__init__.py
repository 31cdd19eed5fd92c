"""Painters: each draws one kind of picture with a QPainter, for the screen and for every export alike."""
