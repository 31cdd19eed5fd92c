"""The page that looks inside a network with a picture of one's own."""
