"""What the network has learnt so far, and what it says to one picture."""
