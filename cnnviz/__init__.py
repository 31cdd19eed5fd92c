"""cnnviz: see a convolutional neural network work, with every number on the screen computed by its own NumPy engine."""

__version__ = "0.1.0"
