"""What is chosen before a run, and how it fares: the panel at the left."""
