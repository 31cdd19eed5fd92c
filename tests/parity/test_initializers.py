"""Initialisers beside PyTorch's: the same limit or deviation for the same weights, seen on many of them."""

import numpy as np
import pytest
import torch
from torch.nn import init

from cnnviz.engine.initializers import INITIALIZERS

SHAPES = ((60, 50, 5, 5), (200, 400), (64, 1, 7, 7), (500, 30, 1, 3))
GAIN = {"he": "relu", "lecun": "linear"}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", INITIALIZERS)
def test_weights_are_spread_alike(name: str, shape: tuple[int, ...]) -> None:
    family, _, form = name.partition("_")
    theirs = torch.empty(shape, dtype=torch.float64)
    generator = torch.Generator().manual_seed(0)
    if family == "glorot":
        getattr(init, f"xavier_{form}_")(theirs, generator=generator)
    else:
        getattr(init, f"kaiming_{form}_")(theirs, nonlinearity=GAIN[family], generator=generator)
    fan_in, fan_out = init._calculate_fan_in_and_fan_out(theirs)
    ours = INITIALIZERS[name][1](shape, fan_in, fan_out, np.random.default_rng(0), np.float64)
    wanted = theirs.numpy()
    assert ours.std() == pytest.approx(wanted.std(), rel=0.03)
    assert abs(ours.mean()) < 0.05 * wanted.std()
    if form == "uniform":
        assert abs(ours).max() == pytest.approx(abs(wanted).max(), rel=0.01)
