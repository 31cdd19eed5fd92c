"""What can be taken away from the Inspect page, and how it is asked for."""
