"""The headings of a scene's panels: name, size and range of every picture, and what the frame says of it."""

from collections.abc import Mapping, Sequence
from copy import copy
from itertools import combinations
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QRegion, QStaticText, QTransform

from cnnviz.numbers import size, telling_decimals, trimmed
from cnnviz.text import tr
from cnnviz.traces.grids import HEAD, Grid
from cnnviz.traces.scene import Frame, Panel, Scene
from cnnviz.traces.windowed import scale_text
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.outlines import role_colour
from cnnviz.ui.theme import Theme

SPACE = 8  # pixels between a name and what stands beside it
MOST_TEXTS = 400  # whose widths are kept
FRAMES_KEPT = 3
BETWEEN = " · "


class Heading(NamedTuple):
    """What stands above one grid: its name in the colour of its role and, beside it, what is said of it."""

    area: QRectF
    colour: QColor
    name: str
    fact: str


class Facts(NamedTuple):
    """One thing that can be said, from long to short, and how much it is worth."""

    texts: tuple[str, ...]
    worth: float


def name_font() -> QFont:
    """What the names of panels are written in."""
    font = interface_font(12)
    font.setWeight(QFont.Weight.DemiBold)
    return font


class SceneHeadings:
    """Chooses and paints the headings of a scene; keeps the texts it has laid out."""

    def __init__(self, scene: Scene, grids: Mapping[str, tuple[Grid, ...]], theme: Theme) -> None:
        self._scene, self._grids, self._theme = scene, grids, theme
        self._name_font, self._fact_font = name_font(), interface_font(11)
        self._name_metrics, self._fact_metrics = QFontMetricsF(self._name_font), QFontMetricsF(self._fact_font)
        self._gap = self._fact_metrics.horizontalAdvance(BETWEEN)
        self._texts: dict[str, QStaticText] = {}
        self._widths: dict[tuple[bool, str], float] = {}
        self._kept: dict[Frame, list[Heading]] = {}  # a frame is itself, whatever it holds
        self._silent: dict[tuple[str, tuple[int, ...]], list[Heading]] = {}  # of panels of which a frame says nothing
        self._panels = [panel for panel in scene.panels if panel.key in grids]
        self._names = {panel.key: self._chosen_names(panel) for panel in self._panels}
        self._lasting = {panel.key: _lasting_facts(panel, grids[panel.key][0]) for panel in self._panels}

    def above(self, grids: Mapping[str, tuple[Grid, ...]]) -> "SceneHeadings":
        """The same headings, where other parts of the panels are seen."""
        other = copy(self)
        other._grids, other._kept, other._silent = grids, {}, {}
        other._lasting = {panel.key: _lasting_facts(panel, grids[panel.key][0]) for panel in self._panels}
        return other

    def of(self, frame: Frame) -> list[Heading]:
        """The headings of all panels in a frame; a step asks for those of the last few more than once."""
        found = self._kept.get(frame)
        if found is None:
            if len(self._kept) >= FRAMES_KEPT:
                self._kept.pop(next(iter(self._kept)))
            found = [heading for panel in self._panels for heading in self._of_panel(panel, frame)]
            self._kept[frame] = found
        return found

    def paint(
        self, painter: QPainter, found: Sequence[Heading], vector: bool = False, region: QRegion | None = None
    ) -> None:
        """Paint headings; those that touch a `region`, where one is given."""
        for heading in found:
            if region is not None and not region.intersects(heading.area.toAlignedRect()):
                continue
            used = self._write(painter, True, heading.area, 0.0, heading.name, heading.colour, vector)
            self._write(painter, False, heading.area, used + SPACE, heading.fact, self._theme.muted, vector)

    def _of_panel(self, panel: Panel, frame: Frame) -> list[Heading]:
        grids = self._grids[panel.key]
        about = tuple(sorted({outline.grid for outline in frame.outlines if outline.panel == panel.key}))
        news = frame.facts.get(panel.key, ())
        if not news and (kept := self._silent.get((panel.key, about))) is not None:
            return kept
        told = self._spread(panel, len(grids), about, news)
        found = []
        for index, (grid, name) in enumerate(zip(grids, self._names[panel.key], strict=True)):
            area = QRectF(grid.x, grid.y - HEAD, max(grid.head, grid.width), HEAD - 4)
            quiet = len(grids) > 1 and bool(about) and index not in about
            colour = self._theme.muted if quiet else role_colour(panel.role, self._theme)
            room = area.width() - self._width(True, name) - SPACE
            found.append(Heading(area, colour, name, self._fitting(told.get(index, []), room)))
        if not news:
            self._silent[panel.key, about] = found
        return found

    def _spread(self, panel: Panel, count: int, about: Sequence[int], now: tuple[str, ...]) -> dict[int, list[Facts]]:
        """What is said above which grid: what lasts from the first on, what is new above those that it is about."""
        lasting = self._lasting[panel.key]
        news = [Facts(now, 4)] if now else []
        if count == 1:
            return {0: [*lasting[:1], *news, *lasting[1:]]}
        if len(about) < count:
            place = about[0] if about else 0
            return {0: lasting, place: [*lasting, *news] if place == 0 else news}
        facts = [*lasting[:1], *news, *lasting[1:]]
        told = {index: [fact] for index, fact in enumerate(facts[: count - 1])}
        told[count - 1] = facts[count - 1 :]
        return told

    def _fitting(self, facts: Sequence[Facts], room: float) -> str:
        """As much of what can be said as there is room for, the most worthy first, in their longest words."""
        subsets = [subset for number in range(1, len(facts) + 1) for subset in combinations(facts, number)]
        for subset in sorted(subsets, key=lambda some: -sum(fact.worth for fact in some)):
            spare = room - self._gap * (len(subset) - 1) - sum(self._width(False, fact.texts[-1]) for fact in subset)
            if spare < 0:
                continue
            words = []
            for fact in subset:
                shortest = self._width(False, fact.texts[-1])
                text = next(text for text in fact.texts if self._width(False, text) - shortest <= spare)
                spare -= self._width(False, text) - shortest
                words.append(text)
            return BETWEEN.join(words)
        return ""

    def _chosen_names(self, panel: Panel) -> tuple[str, ...]:
        """The names of a panel's grids: in full where there is room, else the title above the first of several.

        In the middle, where the panels of one channel belong together, each of them has its title.
        """
        grids = self._grids[panel.key]
        full = [f"{panel.title} {panel.name(index)}".rstrip() for index in range(len(grids))]
        rooms = [max(grid.head, grid.width) for grid in grids]
        if any(self._name_metrics.horizontalAdvance(name) > room for name, room in zip(full, rooms, strict=True)):
            titled = panel.zone == "middle"
            full = [panel.title if index == 0 or titled else panel.name(index) for index in range(len(grids))]
        right = Qt.TextElideMode.ElideRight
        return tuple(self._name_metrics.elidedText(n, right, room) for n, room in zip(full, rooms, strict=True))

    def _width(self, is_name: bool, text: str) -> float:
        kept = self._widths.get((is_name, text))
        if kept is None:
            if len(self._widths) >= MOST_TEXTS:
                self._widths.clear()
            metrics = self._name_metrics if is_name else self._fact_metrics
            kept = self._widths[is_name, text] = metrics.horizontalAdvance(text)
        return kept

    def _write(
        self, painter: QPainter, is_name: bool, area: QRectF, left: float, text: str, colour: QColor, vector: bool
    ) -> float:
        """Write one part of a heading; its width."""
        if not text:
            return 0.0
        metrics = self._name_metrics if is_name else self._fact_metrics
        painter.setFont(self._name_font if is_name else self._fact_font)
        painter.setPen(colour)
        down = round(area.y() + (area.height() + metrics.ascent() - metrics.descent()) / 2)
        at = QPointF(round(area.x() + left), down)
        if vector or not is_name:  # facts are new in every frame: to keep them laid out would not pay
            painter.drawText(at, text)
        else:
            painter.drawStaticText(QPointF(at.x(), at.y() - metrics.ascent()), self._laid_out(text))
        return self._width(is_name, text)

    def _laid_out(self, name: str) -> QStaticText:
        kept = self._texts.get(name)
        if kept is None:
            kept = self._texts[name] = QStaticText(name)
            kept.setTextFormat(Qt.TextFormat.PlainText)
            kept.prepare(QTransform(), self._name_font)
        return kept


def _lasting_facts(panel: Panel, grid: Grid) -> list[Facts]:
    """What is said in every frame: size and range, the part that is seen, what the hatching means."""
    found = [Facts(panel.facts or _size_and_range(panel), 2)]
    if (grid.rows, grid.columns) != (panel.rows, panel.columns):
        ends = {"top": grid.top, "bottom": grid.top + grid.rows - 1,
                "left": grid.left, "right": grid.left + grid.columns - 1}  # fmt: skip
        long = tr("seen: rows {top}–{bottom}, columns {left}–{right}", **ends)
        found.append(Facts((long, tr("rows {top}–{bottom}, {left}–{right}", **ends)), 3))
    if panel.reached is not None and not (panel.reached[0].all() and panel.reached[1].all()):
        found.append(Facts((tr("hatched: no window reaches"), tr("hatched: not reached")), 1.5))
    return found


def _size_and_range(panel: Panel) -> tuple[str, ...]:
    lengths, high = size(panel.rows, panel.columns), trimmed(panel.high, telling_decimals(panel.high))
    if panel.scale == "picture":
        return tr("{size}, black {low}, white {high}", size=lengths, low=trimmed(panel.low), high=high), lengths
    return f"{lengths}, {scale_text(panel.scale, panel.high)}", lengths
