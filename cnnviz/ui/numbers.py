"""Numbers for people, as the whole window writes them: the same as in the texts of scenes."""

from cnnviz.numbers import MINUS, THIN_SPACE, count, number, size

__all__ = ["MINUS", "THIN_SPACE", "count", "number", "size"]
