"""Folders of class folders with pictures of any kind, for tests."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image


def write_picture(path: Path, *, colour: bool = True, size: tuple[int, int] = (12, 9), shade: int = 100) -> Path:
    """A picture of one shade, `size` = (width, height)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.full((size[1], size[0], 3) if colour else (size[1], size[0]), shade, np.uint8)
    if colour:
        pixels[..., 0] //= 2
    Image.fromarray(pixels).save(path)
    return path


def write_classes(root: Path, counts: Mapping[str, int], *, colour: bool = True) -> Path:
    """`counts` pictures in each of the class folders, no two alike."""
    for name, count in counts.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            write_picture(root / name / f"{number}.png", colour=colour, shade=40 + number % 200)
    return root
