"""Where the network goes wrong: the confusion matrix and the pictures behind it."""
