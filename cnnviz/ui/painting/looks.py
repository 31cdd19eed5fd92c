"""How the numbers of a panel look: the colour of each, the ink that can be read on it, and the text in it."""

from collections.abc import Sequence
from copy import copy
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from cnnviz.traces.scene import Array, Flags, Panel
from cnnviz.ui.painting.cells import NumberPlan, plan_numbers, plan_range
from cnnviz.ui.painting.colours import (
    DARK,
    LUMINANCE,
    Scale,
    activation_scale,
    magnitude_scale,
    rgb_table,
    text_on,
    weight_scale,
)
from cnnviz.ui.painting.device import Indices, Pixels
from cnnviz.ui.theme import Theme

Codes = npt.NDArray[np.uint8]

CHANNEL_ENDS = ((255, 92, 92), (70, 214, 110), (92, 150, 255))  # full red, green and blue, bright enough to be seen
NUMBERS_FROM = 20  # pixels of a cell that carries numbers
VEIL = 0.62  # how far padding that is made of the picture is taken towards the colour of padding
SMALL = 0.5  # numbers that do not go beyond this one need a second decimal
MUTED = 2  # the place of the ink of zeros
FAINT = 0.66  # how strong the numbers in it are


class Painted(NamedTuple):
    """Cells as colours (rows, columns) in 32 bits, and which of `Look.inks` reads well on each."""

    colours: Pixels
    inks: Codes


class Look:
    """Colours and texts of one panel in one theme; the same for all frames, so that nothing jumps.

    `cell` is the size of its cells in pixels, `values` its numbers where they never change, `mode` what padding is made
    of that is seen in it (as in `Border`).

    `inks` are the pens of numbers: dark, light, muted (zeros), faint dark and faint light (padding
    made of the picture).
    """

    def __init__(
        self, panel: Panel, theme: Theme, cell: float, values: Array | None = None, mode: str = "zeros"
    ) -> None:
        self.panel, self._mode, self._cell = panel, mode, cell
        self.plan = _plan(panel, cell, values)
        dark, light = text_on(QColor("white")), text_on(QColor("black"))
        self.inks = (dark, light, theme.muted, _faint(dark), _faint(light))
        tables = _tables(panel, theme)
        self._tables = [_packed(table) for table in tables]
        self._codes = [_ink_codes(table) for table in tables]
        veil = theme.empty if mode == "cut" else theme.padding
        self._veil = _packed(_rgb(veil)[None])[0]
        veiled = [_rgb(veil) + (table - _rgb(veil)) * (1 - VEIL) for table in tables]
        self._veiled_tables = [_packed(table) for table in veiled]
        self._veiled_codes = [_ink_codes(table) + np.uint8(MUTED + 1) for table in veiled]

    def fitted(self, values: Array) -> "Look":
        """The same look, with the digits that suit these numbers best."""
        other = copy(self)
        other.plan = _plan(self.panel, self._cell, values)
        return other

    def text(self, value: float) -> str:
        """A number as it is written in a cell. In maps an exact zero, of which there are many, is a bare 0."""
        assert self.plan is not None
        return "0" if value == 0 and self.panel.is_maps else self.plan.text(value)

    def painted(self, values: Array, grid: int, around: Flags | None = None) -> Painted:
        """Colours and inks of values (rows, columns) of one of the panel's grids; `around` flags padding."""
        index = self._index(values)
        kind = grid % len(self._tables)
        colours, inks = self._tables[kind][index], self._codes[kind][index]
        if self.panel.is_maps:
            inks[values == 0] = MUTED
        if around is not None and around.any():
            if self._mode == "zeros":
                colours[around], inks[around] = self._veil, MUTED
            else:
                colours[around] = self._veiled_tables[kind][index[around]]
                inks[around] = self._veiled_codes[kind][index[around]]
        return Painted(colours, inks)

    def around(self, rows: Indices, columns: Indices) -> Flags | None:
        """Flags (rows, columns) of the cells that are padding; None in a panel that has none."""
        border = self.panel.border
        if border is None:
            return None
        down = (rows >= border.top) & (rows < border.top + border.height)
        across = (columns >= border.left) & (columns < border.left + border.width)
        if down.all() and across.all():
            return None
        flags: Flags = ~(down[:, None] & across)
        return flags

    @property
    def limit(self) -> float:
        """Where the colours of maps and weights end."""
        return self.panel.high if self.panel.high > 0 else 1.0

    def _index(self, values: Array) -> Codes:
        """The place of each value in the table of colours; NaN is shown as zero."""
        if self.panel.scale == "picture":
            low, high = self.panel.low, self.panel.high
            return _rounded((values - low) * (255 / (high - low if high > low else 1.0)), 255, 0)
        if self.panel.scale == "magnitudes":
            return _rounded(values * (254 / self.limit), 254, 0)
        return _rounded(values * (127 / self.limit) + 127, 254, 127)


def _plan(panel: Panel, cell: float, values: Array | None) -> NumberPlan | None:
    """How numbers are written: those of a panel that never changes as they are, others as they may be."""
    if cell < NUMBERS_FROM:
        return None
    trim = panel.scale == "weights"
    most = 2 if trim or panel.high < SMALL else 1
    if values is not None and panel.decimals is None:
        return plan_numbers(values, cell, most, trim)
    low, high = panel.lowest, panel.high
    if values is not None and (finite := values[np.isfinite(values)]).size:
        low, high = float(finite.min()), float(finite.max())
    return plan_range(low, high, panel.decimals, cell, most, trim)


def _tables(panel: Panel, theme: Theme) -> Sequence[npt.NDArray[np.float64]]:
    """The colours (256 or 255, 3) of a panel; one table for each channel of a colour picture."""
    if panel.scale == "picture":
        grey = np.linspace(0, 1, 256)[:, None]
        ends = CHANNEL_ENDS if panel.count == 3 else ((255, 255, 255),)
        return [np.rint(grey * np.array(end)) for end in ends]
    return [rgb_table(scale_of(panel, theme)).astype(float)]


def scale_of(panel: Panel, theme: Theme) -> Scale:
    """The colours of a panel that is no picture."""
    return {"weights": weight_scale, "magnitudes": magnitude_scale}.get(panel.scale, activation_scale)(theme)


def _rgb(colour: QColor) -> npt.NDArray[np.float64]:
    return np.array([colour.red(), colour.green(), colour.blue()], dtype=float)


def _packed(table: npt.NDArray[np.floating[Any]]) -> Pixels:
    parts = np.rint(table).astype(np.uint32)
    packed: Pixels = np.uint32(0xFF000000) | parts[:, 0] << np.uint32(16) | parts[:, 1] << np.uint32(8) | parts[:, 2]
    return packed


def _rounded(places: Array, last: int, nothing: int) -> Codes:
    """Places in a table from 0 to `last`; `nothing` for what is no number."""
    kept = np.rint(np.minimum(np.maximum(places, 0), last))
    unknown = np.isnan(kept)
    if unknown.any():
        kept[unknown] = nothing
    codes: Codes = kept.astype(np.uint8)
    return codes


def _ink_codes(table: npt.NDArray[np.floating[Any]]) -> Codes:
    """0 where dark digits read better, 1 where light ones do: as `text_on`, for a whole table."""
    parts = table / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    codes: Codes = (linear @ np.array(LUMINANCE) < DARK).astype(np.uint8)
    return codes


def _faint(colour: QColor) -> QColor:
    faint = QColor(colour)
    faint.setAlphaF(FAINT)
    return faint
