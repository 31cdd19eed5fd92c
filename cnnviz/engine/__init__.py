"""Arrays in, arrays out: the layers, networks and training of cnnviz, in NumPy alone."""
