"""Which stage of the preprocessing is seen large, what is said about it, and what of it a number depends on."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnnviz.data.pictures import Picture
from cnnviz.data.pixels import Bytes
from cnnviz.data.preprocessing import Stage
from cnnviz.data.preprocessing_frame import Box, Frame
from cnnviz.numbers import number, size
from cnnviz.text import tr
from cnnviz.traces.following import Field
from cnnviz.traces.passes import Cell
from cnnviz.ui.inspect.picture.drawing_pad import DrawingPad
from cnnviz.ui.inspect.picture.note_lines import NoteLines
from cnnviz.ui.inspect.picture.stage_strip import StageStrip, StripStage, small_image, strip_stage
from cnnviz.ui.inspect.picture.stage_view import Place, StageView, picture_image
from cnnviz.ui.widgets.elided import ElidedLabel


class StageLook(QObject):
    """Connects the large picture, the sheet, the strip and the words below them. Stage -1 is the picture as it came.

    `follow_wanted` carries the Cell of the network's input that a person pointed at.
    """

    follow_wanted = Signal(object)

    def __init__(self, view: StageView, pad: DrawingPad, strip: StageStrip) -> None:
        super().__init__()
        self._view, self._pad, self._strip = view, pad, strip
        self.heading = ElidedLabel("muted")
        self.notes = NoteLines(tr("What the preprocessing did"))
        self._picture: Picture | None = None
        self._stages: Sequence[Stage] = ()
        self._items: list[StripStage] = []
        self._current: int | None = None  # of the strip; None is what goes in, whatever comes
        self._field: Field | None = None
        self._followed: Cell | None = None
        strip.looked_at.connect(self.look_at)
        strip.pointed_at.connect(self._tell)
        view.pointed.connect(self._read)
        view.chosen.connect(self._follow)

    def show_stages(self, picture: Picture, stages: Sequence[Stage]) -> None:
        """Another picture, or the same prepared in another way."""
        self._picture, self._stages = picture, stages
        first = StripStage("picture", tr("Picture"), tr("The picture as it came."), True, False,
                           small_image(picture.pixels))  # fmt: skip
        self._items = [first] + [strip_stage(stage) for stage in stages]
        self._show()

    def look_at(self, index: int) -> None:
        """See a stage of the strip large; the last one is what goes in."""
        self._current = None if index == len(self._stages) else index
        self._show()

    def show_field(self, field: Field | None) -> None:
        """Frame the part of the network's input that the followed number depends on."""
        elsewhere = field is not None and self._field is None and self._current is not None
        self._field = field
        if elsewhere:
            self._current = None  # where it can be seen with its padding
        if self._items and elsewhere:
            self._show()
        elif self._items:
            self._frame_field()

    def _index(self) -> int:
        return len(self._stages) if self._current is None else self._current

    def _frame(self) -> Frame:
        """Where the pixels that are seen lie in the picture."""
        return Frame() if self._index() == 0 else self._stages[self._index() - 1].frame

    def _sees_input(self) -> bool:
        return self._frame() == self._stages[-1].frame

    def _show(self) -> None:
        self._strip.show_stages(self._items, self._index())
        self._view.show_image(picture_image(self._pixels()))
        self._frame_field()
        self._head()
        self._tell(-1)

    def _frame_field(self) -> None:
        box, own = None, None
        if self._field is not None:
            box = self._stages[-1].frame.outer(Box(*self._field))
            own = Box(*self._field) if self._sees_input() else self._frame().inner(box)
        self._view.show_box(own, padded=self._sees_input())
        self._pad.show_box(box)

    def _pixels(self) -> Bytes:
        """What is seen large, as bytes."""
        assert self._picture is not None
        if self._index() == 0:
            return self._picture.pixels
        stage = self._stages[self._index() - 1]
        return stage.thumbnail(max(*stage.pixels.shape, 1))

    def _head(self) -> None:
        image = self._view.image()
        across = size(image.width(), image.height())
        self.heading.setText(tr("{size}, what goes in", size=across) if self._current is None else across)

    def _tell(self, index: int) -> None:
        """Say what a stage did, of the strip; -1: of the one that is seen large, and of all for what goes in."""
        if not self._items:
            return
        if index < 0 and self._current is None:
            said = " · ".join(stage.brief for stage in self._stages if stage.brief)
            self.notes.set_text(said[:1].upper() + said[1:] if said else tr("Nothing had to be done."))
            return
        item = self._items[index if index >= 0 else self._index()]
        self.notes.set_text(f"{item.label}: {item.explanation}")

    def _read(self, place: Place | None) -> None:
        """Say what a pixel that is pointed at holds."""
        if place is None:
            self._head()
            return
        row, column = place
        values = ", ".join(self._values_at(row, column))
        self.heading.setText(tr("row {row}, column {column}: {values}", row=row, column=column, values=values))

    def _values_at(self, row: int, column: int) -> list[str]:
        assert self._picture is not None
        pixels = self._picture.pixels if self._index() == 0 else self._stages[self._index() - 1].pixels
        if pixels.dtype == np.float32:
            return [number(float(value), 3) for value in pixels[:, row, column]]
        return [str(value) for value in np.atleast_1d(pixels[row, column])]

    def _follow(self, place: Place) -> None:
        """Follow the input's pixel that lies where a stage was clicked; a second click takes the next channel."""
        middle = self._frame().outer(Box(place[0], place[1], 1, 1))
        spot = Box(middle.top + middle.height / 2, middle.left + middle.width / 2, 0, 0)
        inside = self._stages[-1].frame.inner(spot)
        channels, height, width = self._stages[-1].pixels.shape
        row, column = int(np.floor(inside.top)), int(np.floor(inside.left))
        if not (0 <= row < height and 0 <= column < width):
            return
        cell = Cell("input", 0, row, column)
        if self._followed is not None and self._followed[2:] == cell[2:]:
            cell = cell._replace(channel=(self._followed.channel + 1) % channels)
        self._followed = cell
        self.follow_wanted.emit(cell)
