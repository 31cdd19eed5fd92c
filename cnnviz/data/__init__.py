"""From files and random strokes to arrays, and from networks to files."""
