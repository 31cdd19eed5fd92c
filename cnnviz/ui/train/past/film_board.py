"""One frame of the film of a run: when it is, how well it does, what it has learnt, what it makes of the probe.

It is painted by the painters of the Train page, at the size and in the colours of an export.
"""

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from cnnviz.text import tr
from cnnviz.ui.export.changes import Pixels, pixels_of
from cnnviz.ui.export.drawings import drawing
from cnnviz.ui.export.options import DARK as DARK_NAME
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.pictures import magnification, picture, title_font
from cnnviz.ui.fonts import number_font
from cnnviz.ui.painting.colours import activation_scale, weight_scale
from cnnviz.ui.theme import DARK, LIGHT, Theme
from cnnviz.ui.train.live.live_facts import as_tiles, kernel_facts, map_facts
from cnnviz.ui.train.live.wall_picture import limit_text
from cnnviz.ui.train.past.film import RunFilm
from cnnviz.ui.train.past.film_curve import paint_loss
from cnnviz.ui.train.past.film_panels import Panels
from cnnviz.ui.train.past.film_shots import FilmShots, Shot

MARGIN, TITLE, AIR, GAP = 16, 20, 12, 20
UPPER = 0.47  # of the height below the title
CURVE, PROBE, CONFUSION = 1.15, 1.0, 0.85  # shares of the width
KERNELS, MAPS = 1.0, 1.0
LEAST_CONFUSION = 150.0  # pixels across


class FilmBoard:
    """A Reel of a film: paints any of its frames."""

    def __init__(self, film: RunFilm, shots: FilmShots, settings: ExportSettings) -> None:
        self._film, self._shots, self._settings = film, shots, settings
        self._theme: Theme = DARK if settings.theme == DARK_NAME else LIGHT
        self._times = magnification(settings.width, settings.height, settings.text)

    @property
    def length(self) -> int:
        """How many frames there are."""
        return self._film.length

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, before any scale."""
        return self._settings.width, self._settings.height

    def image(self, index: int, scale: float = 1.0) -> QImage:
        """Frame `index`, with `scale` pixels for each pixel of the size."""
        shot = self._shots.shot(index)
        return picture(self.size, scale, self._times, lambda painter: self._paint(painter, shot, vector=False))

    def pixels(self, index: int) -> Pixels:
        """Frame `index` as an array."""
        return pixels_of(self.image(index))

    def svg(self, index: int) -> bytes:
        """Frame `index` as a drawing of shapes and text; tiles are pictures in it."""
        shot = self._shots.shot(index)

        def paint(painter: QPainter) -> None:
            painter.scale(self._times, self._times)
            self._paint(painter, shot, vector=True)

        return drawing(*self.size, self._film.title, self._position(shot), paint)

    def _paint(self, painter: QPainter, shot: Shot, vector: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, *self._logical), self._theme.panel)
        self._paint_title(painter, shot)
        width, height = self._logical
        top = MARGIN + TITLE + AIR
        middle = top + UPPER * (height - top - MARGIN)
        panels = Panels(painter, self._theme, vector)
        self._paint_upper(painter, panels, QRectF(MARGIN, top, width - 2 * MARGIN, middle - top), shot)
        painter.setPen(QPen(self._theme.line, 1))
        painter.drawLine(QLineF(MARGIN, middle + AIR / 2, width - MARGIN, middle + AIR / 2))
        lower = QRectF(MARGIN, middle + AIR + 4, width - 2 * MARGIN, height - MARGIN - middle - AIR - 4)
        self._paint_lower(panels, lower, shot)

    def _paint_title(self, painter: QPainter, shot: Shot) -> None:
        area = QRectF(MARGIN, MARGIN, self._logical[0] - 2 * MARGIN, TITLE)
        position, large, numbers = self._position(shot), title_font(), number_font(12)
        room = area.width() - QFontMetricsF(numbers).horizontalAdvance(position) - 2 * AIR
        painter.setFont(large)
        painter.setPen(self._theme.text)
        title = QFontMetricsF(large).elidedText(self._film.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(numbers)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, position)

    def _paint_upper(self, painter: QPainter, panels: Panels, area: QRectF, shot: Shot) -> None:
        film = self._film
        watched, labels = film.watched, film.labels
        has_matrix = labels is not None and watched is not None and len(shot.snapshot.evaluation.predicted) > 0
        shares = [CURVE, *([PROBE] if watched is not None else []), *([CONFUSION] if has_matrix else [])]
        places = _columns(area, shares)
        if has_matrix and places[-1].width() < LEAST_CONFUSION:
            has_matrix, places = False, _columns(area, shares[:-1])
        below = panels.heading(places[0], tr("Loss"), tr("per step, and its mean over about 20; log axis"))
        paint_loss(painter, below, film.curves, shot.snapshot.step, max(film.steps[-1], 1), self._theme)
        if watched is not None:
            panels.probe(places[1], watched, shot.look.probabilities)
        if has_matrix and labels is not None and watched is not None:
            panels.confusion(places[2], shot.snapshot.evaluation, labels, watched.names)

    def _paint_lower(self, panels: Panels, area: QRectF, shot: Shot) -> None:
        """Kernels over their gradients, and the maps beside them; without maps kernels and gradients side by side."""
        look, limits = shot.look, self._shots.limits
        weights, activations = weight_scale(self._theme), activation_scale(self._theme)
        columns = _columns(area, [KERNELS] + [MAPS] * len(look.maps) if look.maps else [KERNELS, KERNELS])
        if len(look.kernels):
            half = QRectF(columns[0].left(), area.top(), columns[0].width(), (area.height() - AIR) / 2)
            places = (half, half.translated(0, half.height() + AIR)) if look.maps else (columns[0], columns[1])
            words = tr("Kernels of {layer}", layer=look.kernel_layer)
            left, channels = panels.heading(places[0], words, kernel_facts(look)), look.kernels.shape[1]
            panels.wall(left, as_tiles(look.kernels), limits.kernels, weights, channels)
            limit = shot.gradient_limit
            facts = tr("±{limit} in this frame", limit=limit_text(limit)[1:]) if len(look.gradients) else tr("none yet")
            left = panels.heading(places[1], tr("Their gradients"), facts)
            if len(look.gradients):
                panels.wall(left, as_tiles(look.gradients), limit, activations, channels)
        for place, maps, end in zip(columns[1:], look.maps, limits.maps, strict=False):
            left = panels.heading(place, tr("Maps of {layer}", layer=maps.layer), map_facts(maps))
            panels.wall(left, maps.values, end, activations)

    @property
    def _logical(self) -> tuple[float, float]:
        """Width and height in the pixels that fonts and margins are given in."""
        return self._settings.width / self._times, self._settings.height / self._times

    def _position(self, shot: Shot) -> str:
        return self._film.position(shot.snapshot.evaluation)


class FilmSubject:
    """The film of a run as a Subject of exports. One thread at a time may paint."""

    unused = ("decimals",)

    def __init__(self, film: RunFilm) -> None:
        self.title, self.length = film.title, film.length
        self.shots = FilmShots(film)
        self._film = film

    def reel(self, settings: ExportSettings) -> FilmBoard:
        return FilmBoard(self._film, self.shots, settings)


def _columns(area: QRectF, shares: list[float]) -> list[QRectF]:
    """Side by side in proportion to `shares`, with gaps between them."""
    room = area.width() - GAP * (len(shares) - 1)
    places, left = [], area.left()
    for share in shares:
        width = room * share / sum(shares)
        places.append(QRectF(left, area.top(), width, area.height()))
        left += width + GAP
    return places
