"""What is on the screen, as a picture or an animation in a file: the same painters, on another device."""
