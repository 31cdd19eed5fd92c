"""What can be set on the Convolve page, as plain data: it is undone, saved, opened and exported; no Qt here."""
