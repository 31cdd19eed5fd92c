"""The room of a wall: the largest tiles that fit, or tiles of a chosen width and a scroll bar."""

from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from cnnviz.traces.tiling import TileLayout, best_layout, fixed_layout
from cnnviz.ui.inspect.maps.map_wall import MapWall
from cnnviz.ui.inspect.maps.wall_content import WallContent

CAPTION = 16
NARROWEST_CAPTION = 26
GROUP_GAP = 20
GAPS = ((64, 8), (256, 4), (1024, 2))  # up to so many tiles, pixels between them
LEAST_GAP = 0
FEW_TILES = 24  # up to so many, captions of groups are read in full
LETTER = 6  # pixels of one, with those beside it


class WallArea(QScrollArea):
    """Lays a wall out; `fitted` carries the width of its tiles in pixels."""

    fitted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.wall = MapWall()
        self._content: WallContent | None = None
        self._tile_width: int | None = None
        self.setWidget(self.wall)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.wall.setAutoFillBackground(False)
        self.wall.moved.connect(self.show_place)

    def content(self) -> WallContent | None:
        return self._content

    def show_content(self, content: WallContent, tile_width: int | None = None) -> None:
        """Show `content` in tiles of `tile_width` pixels, or (None) in the largest that fit."""
        self._content, self._tile_width = content, tile_width
        self._arrange()

    def show_place(self, place: QRect) -> None:
        """Scroll until it is seen."""
        middle = place.center()
        self.ensureVisible(middle.x(), middle.y(), place.width() // 2, place.height() // 2)

    def _arrange(self) -> None:
        if self._content is None:
            return
        layout = self._layout_for(self._content, self.maximumViewportSize(), self._tile_width)
        self.wall.show_content(self._content, layout)
        self.fitted.emit(layout.tile_width)

    def width_for(self, content: WallContent, room: QSize) -> int:
        """How wide the wall of `content` would be in `room`, with the largest tiles that fit."""
        return self._layout_for(content, room, None).width

    def _layout_for(self, content: WallContent, area: QSize, tile_width: int | None) -> TileLayout:
        bar = self.verticalScrollBar().sizeHint().width()
        if tile_width is not None:
            gap, caption = _beside_tiles(content)
            caption = caption if tile_width >= NARROWEST_CAPTION else 0
            size = (content.maps.shape[1], content.maps.shape[2])
            return fixed_layout(len(content.maps), size, area.width() - bar, tile_width, gap, caption)
        layout = fitting_layout(content, (area.width(), area.height()))
        if layout.height > area.height():
            return fitting_layout(content, (area.width() - bar, area.height()))
        return layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # they go from layer to layer, not sideways
        else:
            super().keyPressEvent(event)


def fitting_layout(content: WallContent, room: tuple[int, int]) -> TileLayout:
    """The largest tiles for which there is `room` (width, height); higher than it where not even tiny ones fit."""
    count, size, group = len(content.maps), (content.maps.shape[1], content.maps.shape[2]), content.group
    gap, caption = _beside_tiles(content)
    group_gap = GROUP_GAP if group > 1 else 0
    layout = best_layout(count, size, room, gap, caption, group, group_gap)
    if group > 1 and caption and count <= FEW_TILES:
        return _with_room_for_captions(layout, content, room[0])
    if caption and layout.tile_width * group < NARROWEST_CAPTION:
        return best_layout(count, size, room, max(LEAST_GAP, gap // 2), 0, group, group_gap)
    return layout


def _with_room_for_captions(layout: TileLayout, content: WallContent, width: int) -> TileLayout:
    """Groups as wide as what is written below them; the wall is higher than its room then, and scrolls."""
    group, between = content.group, layout.gap + GROUP_GAP
    needed = LETTER * max((len(caption) for caption in content.captions), default=0)
    if layout.group == group and group * (layout.tile_width + layout.gap) - layout.gap >= min(needed, width):
        return layout
    groups = max(1, (width + between) // (needed + between))
    across = min(width, (width + between) // groups - between)
    tile = max(1, (across + layout.gap) // group - layout.gap)
    columns, high = group * groups, round(tile * layout.tile_height / layout.tile_width)
    return replace(layout, columns=columns, rows=-(-layout.count // columns), tile_width=tile, tile_height=max(1, high),
                   group=group, group_gap=GROUP_GAP)  # fmt: skip


def _beside_tiles(content: WallContent) -> tuple[int, int]:
    """Pixels between tiles, and below them for their captions."""
    count, vector = len(content.maps), content.maps.shape[1:] == (1, 1)
    gap = next((gap for most, gap in GAPS if count <= most), LEAST_GAP)
    return min(gap, 4) if vector else gap, 0 if vector or not content.captioned else CAPTION
