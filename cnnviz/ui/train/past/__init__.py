"""The time machine: moments of a run, the bar that asks for them, and the film of them all."""
