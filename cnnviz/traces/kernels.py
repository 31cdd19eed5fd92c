"""Kernels that everybody meets sooner or later, and how a kernel is made to fit a size and typed in."""

from __future__ import annotations  # naming numpy.random would load it

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cnnviz.engine.geometry import Pair
from cnnviz.engine.initializers import he_uniform
from cnnviz.text import ExplainedError, mark

Kernel = npt.NDArray[np.float32]
LARGEST = 11
LARGEST_NUMBER = 1e6
LONGEST_SHOWN = 30  # characters of a wrong text that its message repeats


class NumberError(ExplainedError):
    """A text that is no number a cell can hold."""


class Preset(NamedTuple):
    """A kernel by name. `make` gives it for a size (rows, columns); one that is not `scalable` has its own size."""

    name: str
    label: str
    help: str
    make: Callable[[Pair], Kernel]
    scalable: bool = False


def of(*rows: tuple[float, ...], scale: float = 1.0) -> Callable[[Pair], Kernel]:
    """A maker of a kernel that has one size only, whatever is asked."""
    values = np.array(rows, dtype=np.float32) * np.float32(scale)
    return lambda _size: values.copy()


def identity(size: Pair) -> Kernel:
    """1 in the middle, 0 elsewhere: the picture comes out as it went in."""
    kernel = np.zeros(size, dtype=np.float32)
    kernel[size[0] // 2, size[1] // 2] = 1
    return kernel


def box(size: Pair) -> Kernel:
    """The mean of the window."""
    return np.full(size, 1 / (size[0] * size[1]), dtype=np.float32)


def gaussian(size: Pair) -> Kernel:
    """Binomial weights, which tend to a Gaussian; they add up to 1.

    >>> (gaussian((3, 3)) * 16).astype(int).tolist()
    [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    """
    down, across = ([math.comb(n - 1, i) / 2 ** (n - 1) for i in range(n)] for n in size)
    return np.outer(down, across).astype(np.float32)


PRESETS: tuple[Preset, ...] = (
    Preset("identity", mark("Identity"), mark("The picture comes out as it went in"), identity, scalable=True),
    Preset("box", mark("Box blur"), mark("The mean of the window"), box, scalable=True),
    Preset("gaussian", mark("Gaussian blur"), mark("A mean with more weight in the middle"), gaussian, scalable=True),
    Preset("sharpen", mark("Sharpen"), mark("Raises the middle against its neighbours"),
           of((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
    Preset("sobel-x", mark("Sobel x"), mark("Answers to vertical edges: left minus right"),
           of((1, 0, -1), (2, 0, -2), (1, 0, -1))),
    Preset("sobel-y", mark("Sobel y"), mark("Answers to horizontal edges: above minus below"),
           of((1, 2, 1), (0, 0, 0), (-1, -2, -1))),
    Preset("prewitt-x", mark("Prewitt x"), mark("Vertical edges, all rows alike"),
           of((1, 0, -1), (1, 0, -1), (1, 0, -1))),
    Preset("prewitt-y", mark("Prewitt y"), mark("Horizontal edges, all columns alike"),
           of((1, 1, 1), (0, 0, 0), (-1, -1, -1))),
    Preset("laplacian", mark("Laplacian"), mark("Answers to edges and points of any direction"),
           of((0, 1, 0), (1, -4, 1), (0, 1, 0))),
    Preset("emboss", mark("Emboss"), mark("Light from the top left"), of((-2, -1, 0), (-1, 1, 1), (0, 1, 2))),
    Preset("cross", mark("Textbook: diagonal cross"), mark("The 0 and 1 kernel of many introductions"),
           of((1, 0, 1), (0, 1, 0), (1, 0, 1))),
)  # fmt: skip
RANDOM = "random"
OWN = "own"


def preset(name: str) -> Preset:
    """The preset of that name; KeyError where there is none."""
    return {entry.name: entry for entry in PRESETS}[name]


def recognised(kernel: npt.NDArray[np.floating[Any]]) -> str:
    """The name of the preset that all channels of a kernel (C, KH, KW) are, or "own".

    >>> recognised(np.ones((3, 2, 2), np.float32) / 4), recognised(np.eye(2)[None])
    ('box', 'own')
    """
    size = (kernel.shape[1], kernel.shape[2])
    for entry in PRESETS:
        values = entry.make(size)
        if values.shape == size and all(np.array_equal(channel, values) for channel in kernel):
            return entry.name
    return OWN


def random_he(channels: int, size: Pair, rng: np.random.Generator) -> Kernel:
    """(C, KH, KW) drawn as a layer's weights are before training, rounded to 2 decimals so that they can be read."""
    shape = (channels, *size)
    cells = size[0] * size[1]
    return np.round(he_uniform(shape, channels * cells, cells, rng), 2).astype(np.float32)


def fitted(kernel: npt.NDArray[np.floating[Any]], size: Pair) -> Kernel:
    """A kernel (..., KH, KW) cut or filled with zeros, evenly around its middle, to `size`.

    >>> fitted(np.ones((1, 1)), (3, 3)).tolist()
    [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    result = np.zeros((*kernel.shape[:-2], *size), dtype=np.float32)
    to, source = [], []
    for have, want in zip(kernel.shape[-2:], size, strict=True):
        shift = want // 2 - have // 2
        to.append(slice(max(0, shift), min(want, have + shift)))
        source.append(slice(max(0, -shift), min(have, want - shift)))
    result[..., to[0], to[1]] = kernel[..., source[0], source[1]]
    return result


def parse_number(text: str) -> float:
    """A number as people type it: ``-1.5``, ``−1,5``, ``1/9``, full-width digits; NumberError says what is wrong.

    >>> parse_number("−1,5"), parse_number("1/4")
    (-1.5, 0.25)
    """
    import unicodedata  # here, because only typing needs it

    plain = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-").replace("\u2044", "/").replace(",", ".")
    above, slash, below = plain.partition("/")
    given = text.strip() if len(text) <= LONGEST_SHOWN else f"{text.strip()[:LONGEST_SHOWN]}…"
    try:
        value = float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        raise NumberError(mark("“{given}” is no number; write for example -1.5 or 1/9."), given=given) from None
    if math.isnan(value):
        raise NumberError(mark("“{given}” is no number; write for example -1.5 or 1/9."), given=given)
    if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
        raise NumberError(mark("{given} is too large; a cell takes -1000000 to 1000000."), given=given)
    return value
