"""The page on which a network learns while one watches."""
