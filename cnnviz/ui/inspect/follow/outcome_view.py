"""The last lines of a followed number, and the line above its parts: painted, because they change with every stroke."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.ui.painting.follow_heading import HEIGHT, paint_heading
from cnnviz.ui.painting.follow_outcome import LINE, OutcomeLine, paint_outcome
from cnnviz.ui.painting.follow_rows import RowsLayout
from cnnviz.ui.painting.followed_picture import FollowedPicture
from cnnviz.ui.theme import theme_of


class OutcomeView(QWidget):
    """Sum, bias, steps and result, below each other."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[OutcomeLine] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(LINE)
        self.setAccessibleName(tr("What the parts come to"))

    def lines(self) -> Sequence[OutcomeLine]:
        return self._lines

    def show_lines(self, lines: Sequence[OutcomeLine]) -> None:
        self._lines = lines
        if self.height() != len(lines) * LINE:
            self.setFixedHeight(len(lines) * LINE)
        self.setAccessibleDescription("; ".join(f"{line.name}: {line.value}" for line in lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_outcome(painter, QRectF(self.rect()), self._lines, theme_of(self))
        painter.end()


class HeadingView(QWidget):
    """Names of the columns, or the legends of the tiles."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[RowsLayout, FollowedPicture, str] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("Legend of the colours"))

    def show_heading(self, layout: RowsLayout, picture: FollowedPicture, source: str) -> None:
        """Say what the rows of a layout are about; `source` names the layer that the numbers come from."""
        self._shown = layout, picture, source
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is not None:
            painter = QPainter(self)
            paint_heading(painter, QRectF(self.rect()), *self._shown, theme_of(self))
            painter.end()
