"""What stands beside each other in the Explain view: the picture, its explanations, and what parts two classes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.explain.explanation import Explanation
from cnnviz.explain.target_words import score_words
from cnnviz.numbers import number, size
from cnnviz.text import tr
from cnnviz.ui.painting.overlay import colour_limit, flat, map_image, overlay_image
from cnnviz.ui.painting.pictures import picture_image
from cnnviz.ui.theme import Theme

PLACES = 4
FLAT = 0.02  # from black to white: a picture with no more between its darkest and lightest shows nothing
LINEAR = ("gradient-x-input", "integrated-gradients", "occlusion")  # their differences explain a difference of scores


@dataclass(frozen=True, eq=False)
class Panel:
    """An image with its name, and a note in muted letters. `values` (C, h, w) are what is read under the pointer.

    `patch` (top, left, height, width) is covered at the moment.
    """

    title: str
    note: str
    image: QImage
    values: Array
    patch: tuple[int, int, int, int] | None = None
    is_picture: bool = False


@dataclass(frozen=True)
class Look:
    """How explanations are drawn: alone or `over` the picture, with `strength`, in a range that holds `share` percent.

    `coarse` shows the numbers of the layer as they were computed.
    """

    over: bool = False
    strength: float = 0.8
    share: float = 100.0
    coarse: bool = False

    @property
    def strength_over(self) -> float | None:
        """The strength of what is laid over the picture; None where nothing is."""
        return self.strength if self.over else None


@dataclass(frozen=True, eq=False)
class Shown:
    """What has been computed: an explanation for each name.

    `values` (C, H, W) is the picture as the network takes it, None for a method that makes one of its own;
    `normalisation` says how it is seen.
    """

    values: Array | None
    normalisation: InputNormalisation
    names: Sequence[str]
    explanations: Sequence[Explanation]

    @property
    def is_moving(self) -> bool:
        """Whether more is to come of the last one."""
        return self.explanations[-1].done < self.explanations[-1].total

    def seen(self, values: Array) -> Array:
        """A picture (C, H, W) of the network from 0 to 1."""
        return np.asarray(self.normalisation.undone(values).clip(0, 1))

    @property
    def signed(self) -> bool:
        return self.explanations[0].signed

    @property
    def has_coarse(self) -> bool:
        """Whether the numbers were made on a coarser grid than the picture's."""
        return any(each.coarse is not None for each in self.explanations)

    def maps(self, coarse: bool = False) -> list[Array]:
        """A map (H, W) for each explanation, and what parts two of them where that means something."""
        maps = [flat(each, coarse) for each in self.explanations]
        return [*maps, maps[0] - maps[1]] if self.has_difference else maps

    @property
    def has_difference(self) -> bool:
        """Whether the difference of the two maps explains the difference of the two scores."""
        both = len(self.explanations) == 2 and not self.is_moving
        return both and self.signed and self.explanations[0].method in LINEAR

    def limit(self, look: Look) -> float:
        """Where the colours of all maps end: they share it, so that equal colours are equal numbers."""
        return colour_limit(self.maps(look.coarse and self.has_coarse), look.share)

    def is_clipped(self, look: Look) -> bool:
        """Whether some numbers lie beyond the range."""
        limit = self.limit(look)
        return any(
            bool(np.any(np.abs(values) > limit * (1 + 1e-6))) for values in self.maps(look.coarse and self.has_coarse)
        )


def panels(shown: Shown, look: Look, theme: Theme) -> list[Panel]:
    """What is to be seen, from left to right."""
    if shown.values is None:
        return [_made(shown, name, each) for name, each in zip(shown.names, shown.explanations, strict=True)]
    limit, maps = shown.limit(look), shown.maps(look.coarse and shown.has_coarse)
    titles = [*shown.names, " − ".join(shown.names)]
    notes = [*map(score_words, shown.explanations), tr("for the one, against the other")]
    ground = shown.seen(shown.values) if look.over else None
    explained = [
        Panel(title, note, _coloured(values, shown.signed, ground, look.strength, limit, theme), values[None])
        for title, note, values in zip(titles, notes, maps, strict=False)
    ]
    return explained if look.over and not shown.is_moving else [_picture(shown), *explained]


def _coloured(values: Array, signed: bool, ground: Array | None, strength: float, limit: float, theme: Theme) -> QImage:
    if ground is None:
        return map_image(values, signed, limit, theme)
    return overlay_image(values, ground, strength, signed, limit, theme)


def _picture(shown: Shown) -> Panel:
    """The picture, with what is covered at the moment."""
    latest = shown.explanations[-1]
    values = latest.picture if shown.is_moving and latest.picture is not None else shown.values
    assert values is not None
    patch = latest.patch if shown.is_moving else None
    note = size(*values.shape[:0:-1]) if patch is None else tr("the patch covers a part")
    return Panel(tr("Picture"), note, picture_image(shown.seen(values)), values, patch, is_picture=True)


def _made(shown: Shown, name: str, explanation: Explanation) -> Panel:
    """A picture that was made to excite something."""
    values = explanation.values if explanation.picture is None else explanation.picture
    values = values if values.ndim == 3 else values[None]
    seen, note = shown.seen(values), score_words(explanation)
    if explanation.done == explanation.total and float(np.ptp(seen)) < FLAT:
        note = tr("{score}: no pattern makes it more", score=note)
        if _is_of_map(explanation):
            note = tr("{note}; “Number” asks one place of the map alone", note=note)
    return Panel(name, note, picture_image(seen), values, is_picture=True)


def _is_of_map(explanation: Explanation) -> bool:
    return bool(explanation.target.layer) and explanation.target.row is None


def reading(shown: Sequence[Panel], row: int, column: int, rows: int, columns: int) -> str:
    """Position and numbers under the pointer, of all panels at once; `rows` × `columns` is the grid of the first."""
    parts = [tr("row {row}, column {column}", row=row, column=column)]
    for panel in shown:
        height, width = panel.values.shape[1:]
        cell = panel.values[:, row * height // rows, column * width // columns]
        written = ", ".join(number(float(value), PLACES, signed=not panel.is_picture) for value in cell)
        parts.append(tr("{name}: {values}", name=panel.title, values=written))
    return " · ".join(parts)
