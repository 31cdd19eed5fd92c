"""The page that shows one operation, one output pixel at a time."""
