"""The card that shows two kinds of the same maps and what lies between them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent

from cnnviz.numbers import number
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.inspect.maps.legend import Legend
from cnnviz.ui.inspect.maps.wall_area import WallArea
from cnnviz.ui.inspect.maps.ways import FEW, WAYS, Ways, strongest, ways_content
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import wrapped
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from cnnviz.data.number_files import Numbers
    from cnnviz.ui.inspect.maps.wall_sheet import WallSheet

AMOUNTS = (
    Choice("few", mark("Strongest"), mark("The maps with the largest numbers")),
    Choice("all", mark("All maps"), mark("Every map of the layer")),
)


class WaysCard(Card):
    """Three tiles for each map, called as `words` say (in the reader's language); `sentence` explains them."""

    def __init__(self, words: tuple[str, str, str], sentence: str) -> None:
        super().__init__(" ", " · ".join(words))
        self._words, self._sentence = words, sentence
        self._ways: Ways | None = None
        self.area, self.legend = WallArea(), Legend()
        self.amount = Segmented(AMOUNTS, "few")
        self.amount.setFixedSize(170, 26)
        self.reading = wrapped("")
        self.reading.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty = wrapped("")
        self.area.wall.setAccessibleName(", ".join(words))
        row = WrappingRow(self.body.spacing())
        row.add(self.legend, stretch=1)
        row.add(self.amount)
        self.body.addWidget(self._empty)
        self.body.addWidget(self.area, 1)
        self.body.addWidget(row)
        self.body.addWidget(self.reading)
        self._empty.hide()
        self.area.wall.hovered.connect(self._read)
        self.amount.changed.connect(lambda _: self._show())

    def ways(self) -> Ways | None:
        """What is shown; None where there is nothing to be compared."""
        return self._ways

    def sheet(self) -> "WallSheet | None":
        """The tiles as they are shown, for a file; None where there is nothing to be compared."""
        content = self.area.content()
        if self._ways is None or content is None:
            return None
        from cnnviz.ui.inspect.maps.wall_sheet import WallSheet

        name, words = self.heading.texts()
        return WallSheet(name, words, self._sentence, content)

    def numbers(self) -> "Numbers | None":
        """All maps of the layer both ways, and the difference."""
        from cnnviz.ui.inspect.maps.layer_numbers import ways_numbers

        return None if self._ways is None else ways_numbers(self._ways, self._words)

    def show_ways(self, ways: Ways, name: str) -> None:
        """Show the maps of a layer that is called `name`."""
        self._ways = ways
        self.heading.set_text(name)
        self._set_empty("")
        self._show()

    def show_nothing(self, name: str, reason: str) -> None:
        """There is nothing to be compared; `reason` says why."""
        self._ways = None
        self.heading.set_text(name)
        self._set_empty(reason)

    def _set_empty(self, reason: str) -> None:
        self._empty.setText(reason)
        self._empty.setVisible(bool(reason))
        for widget in (self.area, self.legend, self.reading):
            widget.setVisible(not reason)
        self.amount.setVisible(not reason and self._ways is not None and len(self._ways.first) > FEW)

    def _show(self) -> None:
        if self._ways is None:
            return
        few = self.amount.value() == "few"
        chosen = strongest(self._ways) if few else list(range(len(self._ways.first)))
        content = ways_content(self._ways, chosen)
        self.legend.show_scale("activations", float(content.limits[0]))
        self.area.show_content(content)
        self._read(self.area.wall.hover())

    def _read(self, cell: tuple[int, int, int] | None) -> None:
        content = self.area.content()
        if cell is None or content is None or self._ways is None:
            self.reading.setText(self._sentence)
            return
        tile, row, column = cell
        first = tile // WAYS * WAYS
        values = [
            number(float(content.maps[first + way, row, column]), 4, signed=way == WAYS - 1) for way in range(WAYS)
        ]
        told = ", ".join(f"{word} {value}" for word, value in zip(self._words, values, strict=True))
        layer, index = self._ways.layer, content.index(tile)
        if layer.is_vector:
            self.reading.setText(tr("{unit}: {values}", unit=layer.label(index), values=told))
        else:
            self.reading.setText(
                tr("map {map} ({row}, {column}): {values}", map=layer.label(index), row=row, column=column, values=told)
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self.body.contentsMargins()
        width = self.width() - margins.left() - margins.right()
        room = self.reading.fontMetrics().boundingRect(
            0, 0, max(1, width), self.height(), Qt.TextFlag.TextWordWrap, self._sentence
        )
        self.reading.setMinimumHeight(room.height())  # numbers are shorter: nothing moves when one is pointed at
