"""Pictures changed a little at random each time they are learnt from: a digit stays a digit where it is turned a bit.

Simard, Steinkraus and Platt 2003, "Best Practices for Convolutional Neural Networks Applied to Visual Document
Analysis": a training set that is grown so is worth more than a better network.
"""

from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.initializers import Random
from cnnviz.engine.workspace import Workspace

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))


@dataclass(frozen=True)
class Augmentation:
    """How far pictures are changed at most; each gets a change of its own, drawn evenly from the range.

    Every picture is mirrored or not (`flip`), turned by up to `rotation` degrees and made larger or smaller by up to
    `scale` per cent around its middle, and then moved by up to `shift` whole pixels down, up, right or left. What comes
    in from outside is 0. Turned and scaled pictures are read between their pixels (bilinear) in a single step, so
    nothing is blurred twice; a shift or a flip alone moves pixels as they are.
    """

    rotation: float = 0.0
    shift: int = 0
    scale: float = 0.0
    flip: bool = False

    @property
    def active(self) -> bool:
        """Whether anything is changed at all."""
        return bool(self.rotation or self.shift or self.scale or self.flip)

    def apply(self, images: Array, rng: Random, workspace: Workspace | None = None) -> Array:
        """Floating `images` (N, C, H, W), changed; they themselves stay as they are.

        The result is valid until the next call with the same `workspace`; where nothing is to be changed it is `images`
        themselves. The same state of `rng` gives the same changes.

        >>> bar = np.array([[[[0, 0, 0], [1, 1, 1], [0, 0, 0]]]], np.float32)
        >>> Augmentation(shift=1).apply(bar, np.random.default_rng(3))[0, 0].tolist()
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, 0.0]]
        """
        if not self.active or not len(images):
            return images
        workspace = Workspace() if workspace is None else workspace
        count = len(images)
        flipped = rng.random(count) < 0.5 if self.flip else np.zeros(count, np.bool_)
        down, right = rng.integers(-self.shift, self.shift + 1, (2, count))
        if not (self.rotation or self.scale):
            return _moved(images, flipped, down, right, self.shift, workspace)
        angles = np.radians(rng.uniform(-self.rotation, self.rotation, count))
        factors = 1 + rng.uniform(-self.scale, self.scale, count) / 100
        return turned(images, inverse_maps(angles, factors, flipped, down, right, images.shape[2:]), workspace)


def inverse_maps(
    angles: Array, factors: Array, flipped: Array, down: Array, right: Array, size: tuple[int, ...]
) -> Array:
    """For each picture (N, 2, 3): from a pixel (row, column, 1) of the result to the place it is read from.

    A picture of `size` (H, W) is mirrored where `flipped`, turned clockwise by `angles` (radians), made larger by
    `factors`, both around its middle, then moved; all are (N,).

    >>> still = inverse_maps(np.zeros(1), np.ones(1), np.zeros(1, bool), np.array([2]), np.array([0]), (5, 5))
    >>> (still @ [3, 3, 1]).tolist()  # moved down by 2, so row 3 shows what was in row 1
    [[1.0, 3.0]]
    """
    middle = [(side - 1) / 2 for side in size]
    cosine, sine, mirror = np.cos(angles) / factors, np.sin(angles) / factors, np.where(flipped, -1.0, 1.0)
    maps = np.empty((len(angles), 2, 3))
    maps[:, 0, 0], maps[:, 0, 1] = cosine, -sine
    maps[:, 1, 0], maps[:, 1, 1] = sine * mirror, cosine * mirror
    for axis in range(2):
        to_row, to_column = maps[:, axis, 0], maps[:, axis, 1]
        maps[:, axis, 2] = middle[axis] - to_row * (middle[0] + down) - to_column * (middle[1] + right)
    return maps


def turned(images: Array, maps: Array, workspace: Workspace) -> Array:
    """`images` (N, C, H, W) read at the places that `maps` (N, 2, 3) lead to, between pixels, 0 outside.

    As PyTorch's ``grid_sample`` with ``mode="bilinear", padding_mode="zeros"``. Laid out with one row and one column of
    zeros before each picture and two after it, every place has four pixels around it, the clamped ones zeros.
    """
    count, channels, height, width = images.shape
    padded = workspace.filled("padded", (channels, count, height + 3, width + 3), images.dtype)
    padded[:, :, 1:-2, 1:-2] = images.transpose(1, 0, 2, 3)
    corners, shares = _corners(maps, (height, width), images.dtype, workspace)
    found = workspace.empty("turned", images.shape, images.dtype)
    read = workspace.empty("read", (count, height, width), images.dtype)
    for channel in range(channels):
        pixels, sums = padded[channel].reshape(-1), found[:, channel]
        for number, (corner, share) in enumerate(zip(corners, shares, strict=True)):
            np.take(pixels, corner, out=read, mode="clip")
            if number:
                read *= share
                sums += read
            else:
                np.multiply(read, share, out=sums)
    return found


def _corners(
    maps: Array, size: tuple[int, int], dtype: np.dtype[np.floating], workspace: Workspace
) -> tuple[list[Array], list[Array]]:
    """Where in the padded pictures the four pixels around each place lie, and what share of it each has: (N, H, W)."""
    shape, row_length = (len(maps), *size), size[1] + 3
    wholes, parts = [], []
    for axis, side in enumerate(size):
        place, floor = (workspace.empty(f"{name} {axis}", shape, dtype) for name in ("place", "floor"))
        _places(maps[:, axis], side, place)
        np.floor(place, out=floor)
        place -= floor
        parts.append(place)
        wholes.append(workspace.empty(f"whole {axis}", shape, np.int64))
        np.copyto(wholes[-1], floor, casting="unsafe")
    first, (row_part, column_part) = wholes[0], parts
    first *= row_length
    first += wholes[1]
    first += (np.arange(len(maps)) * (size[0] + 3) * row_length)[:, None, None]
    corners = [workspace.empty(f"corner {number}", shape, np.int64) for number in range(1, 4)]
    for corner, (below, beside) in zip(corners, CORNERS[1:], strict=True):
        np.add(first, below * row_length + beside, out=corner)
    shares = [workspace.empty(f"share {number}", shape, dtype) for number in range(4)]
    np.multiply(row_part, column_part, out=shares[3])
    np.subtract(row_part, shares[3], out=shares[2])
    np.subtract(column_part, shares[3], out=shares[1])
    np.subtract(1 - row_part, shares[1], out=shares[0])
    return [first, *corners], shares


def _places(maps: Array, side: int, out: Array) -> None:
    """Rows, or columns, that the pixels are read from, counted in the padded picture: 0 to `side` + 1."""
    _, height, width = out.shape
    by_row = maps[:, :1] * np.arange(height) + (maps[:, 2:] + 1)  # (N, H)
    by_column = maps[:, 1:2] * np.arange(width)
    np.add(by_row.astype(out.dtype)[:, :, None], by_column.astype(out.dtype)[:, None, :], out=out)
    np.maximum(out, 0, out=out)
    np.minimum(out, side + 1, out=out)


def _moved(images: Array, flipped: Array, down: Array, right: Array, most: int, workspace: Workspace) -> Array:
    """`images` (N, C, H, W) mirrored and moved by whole pixels (N,), at most `most`; zeros come in at the border."""
    height, width = images.shape[2:]
    moved = workspace.empty("moved", images.shape, images.dtype)
    if not most:
        np.copyto(moved, images)
        moved[flipped] = images[flipped][..., ::-1]
        return moved
    padded = workspace.filled("around", (*images.shape[:2], height + 2 * most, width + 2 * most), images.dtype)
    inside = padded[:, :, most : most + height, most : most + width]
    np.copyto(inside, images)
    inside[flipped] = images[flipped][..., ::-1]
    for picture, from_row, from_column, out in zip(padded, most - down, most - right, moved, strict=True):
        np.copyto(out, picture[:, from_row : from_row + height, from_column : from_column + width])
    return moved
