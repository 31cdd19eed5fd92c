"""The maps and the kernels of a layer: walls of tiles, one of them large, and what their colours mean."""
