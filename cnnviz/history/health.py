"""Is a training well? What its statistics say of dead maps, saturation, and gradients that vanish or explode."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import isinf
from statistics import median

from cnnviz.engine.statistics import StatisticsReport
from cnnviz.history.health_signs import (
    DEAD,
    EXPLODING,
    GROWING,
    GROWN_WEIGHTS,
    LARGE_UPDATE,
    SATURATED,
    VANISHING,
    Sign,
    Start,
    signs_of,
)
from cnnviz.history.health_words import advice, sentence

SEEN = 3  # reports in a row: a single batch may be an odd one
DEAD_STEPS = 100  # a map may be off for some steps and come back
REMEMBERED = 100  # steps that a single step which was too large is told of
FIRST = 5  # reports whose sizes the later ones are compared with
LONGEST = 1000  # reports that are looked at again when a run is opened
GRADIENTS, ACTIVATIONS, MAPS, WEIGHTS = LAMPS = ("gradients", "activations", "maps", "weights")
ORDER = {
    EXPLODING: GRADIENTS, GROWING: GRADIENTS, LARGE_UPDATE: WEIGHTS, GROWN_WEIGHTS: WEIGHTS, VANISHING: GRADIENTS,
    DEAD: MAPS, SATURATED: ACTIVATIONS,
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """Something is wrong with a `layer`: in its `maps`, the first of which is `map`, where it is about single ones.

    `kind` is one of those of `health_signs`; it has been so since the step `since`.
    """

    kind: str
    layer: str
    map: int | None
    since: int
    sentence: str
    advice: str
    maps: tuple[int, ...] = ()

    @property
    def lamp(self) -> str:
        """Which of the LAMPS it lights."""
        return ORDER[self.kind]


class Health:
    """Takes the statistics of a run in their order, and says what is wrong with it at the last of them.

    A sign counts when it was there in three reports in a row, a map as dead when it was 0 for 100 steps; numbers that
    are not finite, and steps that are too large, count at once. What ends is not told any more.
    """

    def __init__(self) -> None:
        self._gradients: list[float] = []  # the largest of the layers', in the first reports
        self._start = Start({})
        self._since: dict[Sign, int] = {}
        self._seen: dict[Sign, int] = {}
        self._strength: dict[Sign, float] = {}
        self._last: StatisticsReport | None = None

    @classmethod
    def of(cls, reports: list[StatisticsReport]) -> "Health":
        """The health at the last of `reports`; of very many, those of the start and the latest are looked at."""
        health = cls()
        for report in (*reports[:FIRST], *reports[FIRST:][-LONGEST:]):
            health.take(report)
        return health

    def take(self, report: StatisticsReport) -> None:
        """The next statistics of the run."""
        if self._last is None:
            self._start = Start({layer.layer: layer.weight for layer in report.layers})
        found = signs_of(report, self._start)
        self._remember(found, report.step)
        self._since = {sign: self._since.get(sign, report.step) for sign in found}
        self._seen = {sign: self._seen.get(sign, 0) + 1 for sign in found}
        self._strength = found
        self._learn_start(report)
        self._last = report

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong at the last report, the most important first."""
        if self._last is None:
            return ()
        places = {layer.layer: place for place, layer in enumerate(self._last.layers)}
        kinds = list(ORDER)
        signs = sorted(
            (sign for sign in self._since if self._counts(sign)),
            key=lambda sign: (kinds.index(sign.kind), places.get(sign.layer, 0), sign.map or 0),
        )
        return tuple(self._finding(list(alike)) for _, alike in groupby(signs, key=lambda sign: sign[:2]))

    def _counts(self, sign: Sign) -> bool:
        assert self._last is not None
        if sign.kind == LARGE_UPDATE or isinf(self._strength[sign]):
            return True
        if self._seen[sign] < SEEN:
            return False
        return sign.kind != DEAD or self._last.step - self._since[sign] >= DEAD_STEPS

    def _finding(self, signs: list[Sign]) -> Finding:
        """One finding of all signs of a kind in a layer."""
        assert self._last is not None
        first = signs[0]
        layer = next(layer for layer in self._last.layers if layer.layer == first.layer)
        since = max(self._since[sign] for sign in signs)
        maps = tuple(sign.map for sign in signs if sign.map is not None)
        words = sentence(first.kind, layer, maps, self._strength[first], self._last.step - since)
        return Finding(first.kind, first.layer, first.map, since, words, advice(first.kind, layer), maps)

    def _remember(self, found: dict[Sign, float], step: int) -> None:
        """Steps that were too large are still told of for a while."""
        for sign, strength in self._strength.items():
            if sign.kind == LARGE_UPDATE and step - self._since[sign] <= REMEMBERED:
                found[sign] = max(strength, found.get(sign, 0.0))

    def _learn_start(self, report: StatisticsReport) -> None:
        """Gradients are compared with the middle one of the first few."""
        if len(self._gradients) < FIRST and report.layers:
            self._gradients.append(max(layer.gradient for layer in report.layers))
            if len(self._gradients) == FIRST:
                self._start = self._start._replace(gradient=median(self._gradients))


def lit(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """The findings that light each of the LAMPS."""
    found = tuple(findings)
    return {lamp: tuple(each for each in found if each.lamp == lamp) for lamp in LAMPS}
