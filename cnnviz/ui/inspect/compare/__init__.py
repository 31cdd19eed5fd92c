"""Two pictures, two moments of a run or two models side by side, and what lies between them."""
