"""Where one number comes from: its arithmetic, term by term, and the way from there back to the picture."""
