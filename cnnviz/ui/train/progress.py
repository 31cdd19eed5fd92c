"""How far a run is, how fast it goes, how long it will take: numbers for one line in the top bar."""

import math
from collections import deque

from cnnviz.engine.reports import StepReport
from cnnviz.history.run_results import duration
from cnnviz.numbers import count
from cnnviz.text import tr

WINDOW_SECONDS = 3.0
WONDER_SECONDS = 1.0
WINDOW_STEPS = 20  # at least: a few slow steps tell little


class RunProgress:
    """Takes the steps with the time of their arrival in seconds; time spent pausing does not count.

    Time spent on validation makes no step slower, but counts in what is left.
    """

    def __init__(self) -> None:
        self._last: StepReport | None = None
        self._arrivals: deque[tuple[float, StepReport]] = deque()
        self._seen: float | None = None  # the latest report of any kind
        self._stepped = 0.0
        self._learning = self._evaluating = 0.0  # seconds since the start, without pauses

    @property
    def last(self) -> StepReport | None:
        return self._last

    @property
    def share(self) -> float:
        """0 to 1."""
        return self._last.step / self._last.total_steps if self._last else 0.0

    def take(self, step: StepReport, now: float) -> None:
        self._last, self._stepped = step, now
        self._learning += self._since(now)
        self._arrivals.append((self._learning, step))
        while self._learning - self._arrivals[0][0] > WINDOW_SECONDS and len(self._arrivals) > WINDOW_STEPS:
            self._arrivals.popleft()

    def take_evaluation(self, now: float) -> None:
        """Until `now` the network was not learning but tried on pictures."""
        self._evaluating += self._since(now)

    def is_validating(self, evaluate_every: int, now: float) -> bool:
        """Whether the network is being tried on pictures, for so long already that somebody may wonder."""
        if not self._arrivals or self._last is None or now - self._stepped < WONDER_SECONDS:
            return False
        return not (self._last.step % self._last.steps_per_epoch and self._last.step % max(1, evaluate_every))

    def _since(self, now: float) -> float:
        before, self._seen = self._seen, now
        return 0.0 if before is None else now - before

    def rest(self) -> None:
        """The run pauses: what comes later is measured anew."""
        self._arrivals.clear()
        self._seen = None

    def pictures_per_second(self) -> float | None:
        """Over the last seconds; None while there is too little to tell."""
        if len(self._arrivals) < 2:
            return None
        (start, first), (end, last) = self._arrivals[0], self._arrivals[-1]
        return (last.pictures - first.pictures) / (end - start) if end - start >= 0.2 else None

    def seconds_left(self) -> float | None:
        rate, last = self.pictures_per_second(), self._last
        if not rate or last is None:
            return None
        learning = (last.total_steps - last.step) * last.pictures / last.step / rate
        return learning * (1 + self._evaluating / self._learning) if self._learning else learning

    def texts(self, epochs: int, validating: bool = False) -> list[str]:
        """The line in several lengths, the longest first."""
        if self._last is None:
            return [""]
        epoch = tr("epoch {epoch} / {epochs}", epoch=self._last.epoch, epochs=epochs)
        step = tr("step {step} / {total}", step=count(self._last.step), total=count(self._last.total_steps))
        rate, left = self.pictures_per_second(), self.seconds_left()
        speed = [tr("{rate} pictures/s", rate=count(_tidy(rate)))] if rate else []
        if validating:
            speed = [tr("validating")]
        remaining = [tr("{time} left", time=duration(math.ceil(left), 0))] if left is not None else []
        lines = ([epoch, step, *speed, *remaining], [epoch, *speed, *remaining], [epoch, *remaining], [epoch])
        return [" · ".join(parts) for parts in lines]


def _tidy(rate: float) -> int:
    """Two or three digits that do not flicker: 14,873 becomes 14,900."""
    size = 10 ** max(0, math.floor(math.log10(max(rate, 1))) - 2)
    return int(round(rate / size) * size)
