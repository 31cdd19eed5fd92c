"""The kernels of filters that are added: each one shows something that those before it do not."""

from __future__ import annotations  # naming numpy.random would load it

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.geometry import Pair
from cnnviz.traces.kernels import OWN, Kernel, preset, random_he, recognised

TELLING = ("sobel-x", "sobel-y", "laplacian", "sharpen", "box", "emboss", "prewitt-x", "prewitt-y", "gaussian", "cross",
           "identity")  # fmt: skip
USUAL_SIZE = (3, 3)  # in which there are all presets


def with_further(kernel: npt.NDArray[np.floating[Any]], filters: int) -> Kernel:
    """`kernel` (F, C, KH, KW) and as many more as make it `filters`.

    To presets of 3 × 3 come the next of `TELLING` that are not there yet, the same in all channels. When these are used
    up, and to everything else, come random numbers whose seed is the filter's place; to kernels that are no presets
    (typed ones, a network's) at the scale of the first.

    >>> [recognised(one) for one in with_further(preset("sobel-y").make((3, 3))[None, None], 4)]
    ['sobel-y', 'sobel-x', 'laplacian', 'sharpen']
    """
    have, channels = kernel.shape[:2]
    size = (kernel.shape[2], kernel.shape[3])
    there = {recognised(one) for one in kernel}
    known = there != {OWN}
    unused = [name for name in TELLING if name not in there] if known and size == USUAL_SIZE else []
    further = [np.repeat(preset(name).make(size)[None], channels, axis=0) for name in unused[: filters - have]]
    scale = 0.0 if known else math.sqrt(float(np.mean(np.square(kernel[0], dtype=np.float64))))
    further += [_random(channels, size, place, scale) for place in range(have + len(further), filters)]
    return np.concatenate([kernel, np.stack(further)]).astype(np.float32) if further else kernel.astype(np.float32)


def _random(channels: int, size: Pair, place: int, scale: float) -> Kernel:
    """He's numbers (C, KH, KW) for the filter at a `place`; where there is a `scale`, with it as root mean square."""
    drawn = random_he(channels, size, np.random.default_rng(place))
    usual = math.sqrt(2 / drawn.size)
    if not scale:
        return drawn
    decimals = max(2, 1 - math.floor(math.log10(scale)))
    return np.round(drawn * (scale / usual), decimals).astype(np.float32)
