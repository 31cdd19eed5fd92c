"""The page that shows one operation, one number at a time."""
