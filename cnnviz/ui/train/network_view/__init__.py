"""The network editor: rows that can be added, moved and changed, and what comes of each."""
