"""The points of one line of a plot: followed in a series that grows, smoothed perhaps, and thinned."""

import numpy as np

from cnnviz.history.curves import Floats, Series
from cnnviz.history.extremes import Extremes
from cnnviz.history.smoothing import Smoothed

MOST_THICK = 120


class Tracked:
    """Follows `source`; with `smoothing` steps its mean over them. `scale` is what values are multiplied by.

    At most about `most` points are drawn: of lines that are thin, more than of thick ones, which take longer to paint.
    """

    def __init__(self, source: Series, smoothing: int = 0, scale: float = 1.0, most: int = MOST_THICK) -> None:
        self.source, self._scale = source, scale
        self._smoothed = Smoothed(smoothing) if smoothing else None
        self._thinned = Extremes(most)

    @property
    def series(self) -> Series:
        """All its points, but for `scale`."""
        return self._smoothed.series if self._smoothed is not None else self.source

    def take(self) -> bool:
        """Follow the source; whether it had grown."""
        if self._smoothed is not None:
            self._smoothed.take(self.source.x, self.source.y)
        return self._thinned.take(self.series.x, self.series.y)

    def points(self) -> tuple[Floats, Floats]:
        """What is to be drawn, a few hundred points."""
        x, y = self._thinned.points()
        return x, y * self._scale

    def values(self) -> Floats:
        """All values, as they are drawn."""
        return np.asarray(self.series.y * self._scale)

    def at(self, x: float) -> tuple[float, float] | None:
        """The point closest to `x`, as it is drawn; None where there are none."""
        index = self.series.nearest(x)
        return None if index is None else (float(self.series.x[index]), float(self.series.y[index]) * self._scale)

    def until(self, x: float) -> tuple[float, float] | None:
        """The last point that is not behind `x`, as it is drawn; None where there are none."""
        index = int(np.searchsorted(self.series.x, x, side="right")) - 1
        return None if index < 0 else (float(self.series.x[index]), float(self.series.y[index]) * self._scale)

    def recent(self, most: int = 500) -> Floats:
        """At most about `most` values, evenly out of the later half."""
        y = self.series.y[len(self.series) // 2 :]
        return np.asarray(y[:: max(1, len(y) // most)] * self._scale)

    def some(self, most: int = 1000) -> Floats:
        """At most about `most` values, evenly out of all."""
        y = self.series.y
        return np.asarray(y[:: max(1, len(y) // most)] * self._scale)
