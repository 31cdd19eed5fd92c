"""How every layer learns: sizes of slopes, weights and activations, and what was found in them."""
