"""The controls of the Convolve page: every one a view of the scenario."""
