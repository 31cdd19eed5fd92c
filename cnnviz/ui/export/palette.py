"""At most 255 colours for a whole animation: one palette, so that no colour flickers, and a fast way into it."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from cnnviz.ui.export.changes import Pixels, change, rgb_of

MOST = 255  # the last of 256 stands for “as before”
EXACT = 32  # the most frequent colours (grounds, lines, text) stay exactly what they are
HEAVIEST = 64  # how much more often than another a colour may count
AT_ONCE = 4096
UNKNOWN = 255

Colours = npt.NDArray[np.uint8]
"""(n, 3): red, green, blue."""
Indices = npt.NDArray[np.uint8]


def palette_of(samples: Iterable[Pixels]) -> Colours:
    """At most 255 colours (n, 3) for pictures like these; each colour itself where there are no more.

    Parts of a picture that are as in the one before count once. The rarer colours are brought together by median cut
    (Heckbert 1982), as Pillow does it, with weights that keep a small coloured frame from drowning in a large ground.
    """
    colours, counts = _counted(samples)
    if len(colours) <= MOST:
        return rgb_of(colours)
    order = np.argsort(-counts, kind="stable")
    exact, rest = rgb_of(colours[order[:EXACT]]), order[EXACT:]
    weights = np.clip(np.sqrt(counts[rest]), 1, HEAVIEST).astype(np.intp)
    return np.concatenate([exact, _median_cut(np.repeat(rgb_of(colours[rest]), weights, axis=0), MOST - EXACT)])


def _counted(samples: Iterable[Pixels]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """The different colours (n,) of all samples and how often each occurs."""
    before: Pixels | None = None
    parts = []
    for sample in samples:
        new = change(before, sample)
        parts.append(np.unique(new.pixels[new.changed], return_counts=True))
        before = sample
    colours, places = np.unique(np.concatenate([colours for colours, _ in parts]), return_inverse=True)
    return colours, np.bincount(places, np.concatenate([counts for _, counts in parts])).astype(np.int64)


def _median_cut(colours: Colours, most: int) -> Colours:
    """(n, 3), n ≤ `most`, for colours (N, 3)."""
    from PIL import Image

    reduced = Image.fromarray(colours[None]).quantize(most, Image.Quantize.MEDIANCUT, kmeans=1)
    flat = reduced.getpalette() or []
    return np.array(flat, np.uint8).reshape(-1, 3)[:most]


class Lookup:
    """Which colour of a palette is nearest to a pixel; a colour is looked for once, then it is known."""

    def __init__(self, palette: Colours) -> None:
        self._palette = palette.astype(np.float32)
        self._lengths = (self._palette**2).sum(axis=1)
        self._table = np.full(1 << 24, UNKNOWN, dtype=np.uint8)

    def indices(self, pixels: Pixels) -> Indices:
        """The places in the palette (H, W) of pixels (H, W)."""
        codes = pixels & 0xFFFFFF
        found: Indices = self._table[codes]
        unknown = found == UNKNOWN
        if unknown.any():
            wanted = codes[unknown]
            self._learn(np.unique(wanted))
            found[unknown] = self._table[wanted]
        return found

    def _learn(self, codes: npt.NDArray[np.uint32]) -> None:
        for start in range(0, len(codes), AT_ONCE):
            part = codes[start : start + AT_ONCE]
            distances = self._lengths - 2 * (rgb_of(part).astype(np.float32) @ self._palette.T)
            self._table[part] = distances.argmin(axis=1)
