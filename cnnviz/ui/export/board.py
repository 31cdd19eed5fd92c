"""One exported picture: a title, the panels of a scene, and the arithmetic of the frame below them.

It is painted by the painters of the window, so what is exported is what was on the screen. A larger picture shows
everything larger, but less so than it grows: more numbers can be read, and a slide can still be read from afar.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.traces.scene import Frame, Scene, Sum
from cnnviz.ui.convolve.stage_focus import followed
from cnnviz.ui.export.changes import Pixels, pixels_of
from cnnviz.ui.export.drawings import drawing
from cnnviz.ui.export.options import DARK as DARK_NAME
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.pictures import magnification, picture, title_font
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.scene import ScenePicture
from cnnviz.ui.painting.sums import LINE, Slots, lay_out, paint_outcome, paint_sum, sampled_sums, slots_of_scene
from cnnviz.ui.theme import DARK, LIGHT, Theme

MARGIN = 16  # multiples of 4: whole pixels at every scale below
TITLE = 20
AIR = 8
SHARE = 0.3  # of the height that the arithmetic may take
LEGIBLE = 0.75  # text is not made smaller than that for want of room


class Look(NamedTuple):
    """What of the panels is seen and how: as on the page."""

    zoom: float = 1.0
    focus: Mapping[str, tuple[float, float]] | None = None
    identity: bool = False


class Board:
    """Paints any frame of a scene at the size and in the theme of an export. Cheap to make: it prepares when it paints.

    `title` is what stands above.
    """

    def __init__(self, scene: Scene, title: str, settings: ExportSettings, look: Look | None = None) -> None:
        self.scene, self.title = scene, title
        self._settings, self._look = settings, look or Look()
        self._theme: Theme = DARK if settings.theme == DARK_NAME else LIGHT
        self._focus = dict(self._look.focus or {})
        self._pictures: dict[float, ScenePicture] = {}

    @property
    def length(self) -> int:
        """How many frames there are."""
        return self.scene.length

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, before any scale."""
        return self._settings.width, self._settings.height

    def image(self, index: int, scale: float = 1.0) -> QImage:
        """Frame `index`, with `scale` pixels for each pixel of the size."""
        frame, times = self.scene.frame(index), self._times

        def paint(painter: QPainter) -> None:
            self._paint(painter, frame, self._following(frame, times * scale), vector=False)

        return picture(self.size, scale, times, paint)

    def pixels(self, index: int) -> Pixels:
        """Frame `index` as an array."""
        return pixels_of(self.image(index))

    def svg(self, index: int) -> bytes:
        """Frame `index` as a drawing of shapes and text."""
        frame = self.scene.frame(index)

        def paint(painter: QPainter) -> None:
            painter.scale(self._times, self._times)
            self._paint(painter, frame, self._following(frame, self._times), vector=True)

        return drawing(*self.size, self.title, self._position(frame), paint)

    def _paint(self, painter: QPainter, frame: Frame, picture: ScenePicture, vector: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, self._width, self._height), self._theme.panel)
        self._paint_title(painter, frame)
        painter.save()
        painter.translate(MARGIN, MARGIN + TITLE + AIR)
        picture.paint(painter, frame, vector=vector)
        painter.restore()
        self._paint_arithmetic(painter, frame)

    def _following(self, frame: Frame, ratio: float) -> ScenePicture:
        """What draws the panels; where they are zoomed, what the frame is about is in sight."""
        if self._look.zoom > 1:
            focus = followed(self._picture(ratio).grids, self.scene, frame, self._focus)
            if focus != self._focus:
                self._focus = focus
                self._pictures = {kept: picture.moved(focus) for kept, picture in self._pictures.items()}
        return self._picture(ratio)

    def _picture(self, ratio: float) -> ScenePicture:
        if ratio not in self._pictures:
            height = self._height - 2 * MARGIN - TITLE - AIR - self._arithmetic_height - AIR
            self._pictures[ratio] = ScenePicture(
                self.scene, int(self._room), int(height), self._theme, ratio,
                zoom=self._look.zoom, focus=self._focus, identity=self._look.identity,
            )  # fmt: skip
        return self._pictures[ratio]

    def _paint_title(self, painter: QPainter, frame: Frame) -> None:
        position = self._position(frame)
        small, large = interface_font(12), title_font()
        taken = QFontMetricsF(small).horizontalAdvance(self._longest_position) + 2 * AIR
        area = QRectF(MARGIN, MARGIN, self._room, TITLE)
        painter.setFont(large)
        painter.setPen(self._theme.text)
        title = QFontMetricsF(large).elidedText(self.title, Qt.TextElideMode.ElideRight, self._room - taken)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(small)
        painter.setPen(self._theme.muted)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, position)

    def _paint_arithmetic(self, painter: QPainter, frame: Frame) -> None:
        top = self._height - MARGIN - self._arithmetic_height
        painter.setPen(QPen(self._theme.line, 1))
        painter.drawLine(QPointF(MARGIN, top + 0.5), QPointF(self._width - MARGIN, top + 0.5))
        heading = interface_font(12)
        heading.setWeight(QFont.Weight.DemiBold)
        painter.setFont(heading)
        painter.setPen(self._theme.output)
        painter.drawText(QRectF(MARGIN, top + AIR, self._room, LINE), Qt.AlignmentFlag.AlignVCenter, frame.sum.title)
        decimals = self._settings.decimals
        layout = lay_out(frame.sum, decimals, self._room, self._slots)
        shown = layout.lines if layout.lines <= self._lines else self._lines - 1
        painter.save()
        painter.translate(MARGIN, top + AIR + LINE)
        paint_sum(painter, layout, frame.sum, decimals, self._theme, range(shown))
        if shown < layout.lines:
            painter.setFont(interface_font(11))
            painter.setPen(self._theme.muted)
            rest = tr("… and {count} more lines, which are in the sum too", count=layout.lines - shown)
            painter.drawText(QRectF(layout.left, shown * LINE, self._room, LINE), Qt.AlignmentFlag.AlignVCenter, rest)
        painter.restore()
        bottom = QRectF(MARGIN, top + AIR + LINE + self._lines * LINE, self._room, LINE)
        paint_outcome(painter, bottom, frame.sum, decimals, self._theme, self._slots)

    @cached_property
    def _times(self) -> float:
        """How much larger everything is; a little less than usual where the whole arithmetic then finds room."""
        settings = self._settings
        usual = magnification(settings.width, settings.height, settings.text)
        smaller = [usual - step / 4 for step in range(3) if usual - step / 4 >= min(usual, LEGIBLE)]
        if settings.text != 1:  # somebody wants it so
            return usual
        return next((times for times in smaller if self._wanted_lines(times) <= self._most_lines(times)), usual)

    def _wanted_lines(self, times: float) -> int:
        """Lines of terms: as many as any of some frames needs."""
        room = self._settings.width / times - 2 * MARGIN
        return max(lay_out(total, self._settings.decimals, room, self._slots).lines for total in self._samples)

    def _most_lines(self, times: float) -> int:
        return max(1, int(SHARE * self._settings.height / times / LINE) - 2)

    @cached_property
    def _lines(self) -> int:
        return min(self._wanted_lines(self._times), self._most_lines(self._times))

    @cached_property
    def _samples(self) -> tuple[Sum, ...]:
        return sampled_sums(self.scene)

    @cached_property
    def _slots(self) -> Slots:
        return slots_of_scene(self.scene, self._samples)

    @property
    def _width(self) -> float:
        return self._settings.width / self._times

    @property
    def _height(self) -> float:
        return self._settings.height / self._times

    @property
    def _room(self) -> float:
        return self._width - 2 * MARGIN

    @property
    def _arithmetic_height(self) -> int:
        return AIR + (self._lines + 2) * LINE

    @property
    def _longest_position(self) -> str:
        return tr("frame {number} / {length}", number=count(self.scene.length), length=count(self.scene.length))

    def _position(self, frame: Frame) -> str:
        return tr("frame {number} / {length}", number=count(frame.index + 1), length=count(self.scene.length))
