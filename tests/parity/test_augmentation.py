"""Pictures turned and scaled here and by PyTorch's affine grid: the same pixels, up to rounding."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnnviz.engine.arrays import Array
from cnnviz.engine.augmentation import inverse_maps, turned
from cnnviz.engine.workspace import Workspace
from tests.parity.agreement import TOLERANCES

SIZES = [(28, 28), (5, 9), (9, 4), (2, 2), (1, 7)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", range(5))
def test_turned_pictures_are_those_of_grid_sample(seed: int, dtype: type, size: tuple[int, int]) -> None:
    rng, count = np.random.default_rng(seed), 20
    images = rng.standard_normal((count, 3, *size)).astype(dtype)
    angles, factors = rng.uniform(-np.pi, np.pi, count), rng.uniform(0.5, 1.5, count)
    down, right, flipped = rng.integers(-3, 4, count), rng.integers(-3, 4, count), rng.random(count) < 0.5
    maps = inverse_maps(angles, factors, flipped, down, right, size)
    ours = turned(images, maps, Workspace())
    grid = functional.affine_grid(torch.from_numpy(thetas(maps, size)), [count, 3, *size], align_corners=False)
    theirs = functional.grid_sample(
        torch.from_numpy(images).double(), grid, mode="bilinear", padding_mode="zeros", align_corners=False
    ).numpy()
    # places are rounded too, and a pixel may differ from its neighbour by several units
    assert np.abs(ours - theirs).max() <= 10 * TOLERANCES[np.dtype(dtype)]


def thetas(maps: Array, size: tuple[int, int]) -> Array:
    """`maps` between pixels as PyTorch has them: x before y, from -1 at one outer edge to 1 at the other."""
    height, width = size
    # pixel = (side * unit + side - 1) / 2, for columns and rows
    to_pixels = np.array([[width / 2, 0, (width - 1) / 2], [0, height / 2, (height - 1) / 2], [0, 0, 1]])
    swapped = np.zeros((len(maps), 3, 3))
    swapped[:, :2] = maps[:, ::-1][:, :, [1, 0, 2]]
    swapped[:, 2, 2] = 1
    return (np.linalg.inv(to_pixels) @ swapped @ to_pixels)[:, :2]
