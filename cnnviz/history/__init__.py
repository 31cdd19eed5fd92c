"""A run and all that it has told: its settings, its numbers, its snapshots, kept on disk and brought back."""
