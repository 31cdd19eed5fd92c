"""Where the picture comes from, and what is done to it before the network sees it."""
