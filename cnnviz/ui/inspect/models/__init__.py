"""Which network is looked into: the shipped one, one of a run, one from a file of this or another program."""
