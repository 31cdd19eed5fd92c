"""Is it learning? The loss, the accuracy and the learning rate, step after step."""

from collections.abc import Sequence

from cnnviz.history.curves import Floats
from cnnviz.history.extremes import MOST
from cnnviz.history.record import RunRecord
from cnnviz.history.score_series import ScoreSeries
from cnnviz.numbers import MINUS, count, number
from cnnviz.text import tr
from cnnviz.ui.train.plots.curve_card import CurveCard
from cnnviz.ui.train.plots.line import Line
from cnnviz.ui.train.plots.plot_look import PlotLook
from cnnviz.ui.train.plots.plot_ranges import SHORT, accuracy_range, log_range, loss_range, mistakes_range
from cnnviz.ui.train.plots.plot_values import Column
from cnnviz.ui.train.plots.scales import LINEAR, LOG, LONG, MISTAKES, scientific
from cnnviz.ui.train.plots.tracked import Tracked
from cnnviz.ui.widgets.bars import percent

SMALL_DOT, LARGE_DOT = 5, 9


def _score_lines() -> list[Line]:
    """Scores between the ends of epochs, and at them."""
    return [
        Line(lambda theme: theme.output, dots=True, dot_size=SMALL_DOT, name=tr("validation"), keep_dots=True),
        Line(lambda theme: theme.output, 0, dots=True, dot_size=LARGE_DOT),
    ]


class _ScoredCard(CurveCard):
    """A card of a number that there is for every step, and for validation pictures now and then."""

    _scores: ScoreSeries
    _lines: list[Tracked]

    def _show_grown(self) -> None:
        """Set the lines that have grown. Scores at ends of epochs alone are joined by a line too."""
        self._scores.take()
        grown = [line.take() for line in self._lines]
        *steps, between, at_ends = self._lines
        for index, line in enumerate(steps):
            if grown[index]:
                self.plot.set_line(index, *line.points())
        if grown[-2] or grown[-1]:
            joined = between if len(between.series) else at_ends
            self.plot.set_line(len(steps), *joined.points())
            self.plot.set_line(len(steps) + 1, *at_ends.points())

    def _bounding(self, lines: Sequence[Tracked]) -> list[Floats]:
        """The values that are to be seen whole: of a short run all, of a longer one the later half of these lines."""
        if self.record is not None and self.record.step < SHORT:
            return [line.some() for line in self._lines]
        return [line.recent() for line in lines]

    def _score_names(self) -> tuple[str, str]:
        """What the scores between ends of epochs, and those at them, are called."""
        if self._scores.part == "test":
            return tr("some test pictures"), tr("all test pictures")
        return tr("validation"), tr("all validation pictures")

    def _score_columns(self) -> list[Column]:
        names = self._score_names()
        return [Column(name, line.series.x, line.values())
                for name, line in zip(names, self._lines[-2:], strict=True) if len(line.series)]  # fmt: skip

    def _score_texts(self, step: float) -> list[tuple[str, float, str]]:
        """Name, value and step of the last scores until a step: later ones were not known there."""
        found = []
        for name, line in zip(self._score_names(), self._lines[-2:], strict=True):
            point = line.until(step)
            if point is not None:
                found.append((name, point[1], count(int(point[0]))))
        return found


class LossCard(_ScoredCard):
    """Loss of every batch, its mean, and the loss on validation pictures."""

    def __init__(self, look: PlotLook | None = None) -> None:
        sentence = tr("The loss of every step appears here: the further down, the better the guesses. Press Start.")
        super().__init__(tr("Loss"), sentence, lambda theme: theme.input, look)
        self._set_scales(LINEAR, LOG, tr("Linear: equal steps upwards are equal differences. Log: equal factors"))
        self.heading.setToolTip(
            tr("Thin: each batch. Thick: their mean. Dots: pictures kept apart, large after an epoch")
        )

    def columns(self) -> list[Column]:
        raw, smooth = self._lines[:2]
        steps = [
            Column(tr("loss"), raw.series.x, raw.values()),
            Column(tr("smoothed"), smooth.series.x, smooth.values()),
        ]
        return [*steps, *self._score_columns()]

    def _make_lines(self) -> list[Line]:
        return [
            Line(lambda theme: theme.input, faint=True),
            Line(lambda theme: theme.input, 2, dots=True, name=tr("training")),
            *_score_lines(),
        ]

    def _begin(self, record: RunRecord) -> None:
        self._scores = ScoreSeries(record)
        self._lines = [
            Tracked(record.loss, most=MOST),
            Tracked(record.loss, self.look.smoothing),
            *map(Tracked, self._scores.loss),
        ]

    def _take(self) -> tuple[float, float]:
        self._show_grown()
        raw, smooth, *scores = self._lines
        if self.scale is LOG:
            return log_range([line.points()[1] for line in self._lines])
        return loss_range(raw.some(), self._bounding((smooth, *scores)))

    def _explanation(self) -> str:
        return tr("per step, and {smoothing}", smoothing=self.look.smoothing_words())

    def _value_at(self, step: float) -> str:
        point = self._lines[1].at(step)
        return "" if point is None else loss_words(point[1])

    def _texts(self, step: float) -> list[str]:
        raw, smooth = self._lines[0].at(step), self._lines[1].at(step)
        texts = []
        if raw is not None and smooth is not None:
            texts.append(tr("loss {value}", value=loss_words(raw[1], 4)))
            texts.append(tr("smoothed {value}", value=loss_words(smooth[1], 4)))
        for name, value, at in self._score_texts(step):
            texts.append(tr("{name} {value} (step {step})", name=name, value=loss_words(value, 4), step=at))
        return texts


class AccuracyCard(_ScoredCard):
    """Accuracy on the validation pictures, and the mean of the batches'."""

    def __init__(self, look: PlotLook | None = None) -> None:
        sentence = tr(
            "How many guesses are right, on the pictures learnt from and on pictures kept apart. Press Start."
        )
        super().__init__(tr("Accuracy"), sentence, lambda theme: theme.output, look)
        self._set_scales(
            LINEAR, MISTAKES,
            tr("Linear: equal steps upwards are equal differences. Log: the mistakes fall by equal factors, so that "
               "99 and 99.9 % are as far apart as 90 and 99 %"),
        )  # fmt: skip
        self.heading.setToolTip(
            tr("Thin: the batches learnt from, before each step. Dots: pictures kept apart, large after an epoch")
        )

    def columns(self) -> list[Column]:
        training = self._lines[0]
        name = tr("training, smoothed (%)")
        return [Column(name, training.series.x, training.values()), *self._score_columns()]

    def _make_lines(self) -> list[Line]:
        return [Line(lambda theme: theme.input, dots=True, name=tr("training")), *_score_lines()]

    def _unit(self) -> str:
        return " %"

    def _begin(self, record: RunRecord) -> None:
        self._scores = ScoreSeries(record)
        training = Tracked(record.accuracy, self.look.smoothing, 100, MOST)
        self._lines = [training, *map(Tracked, self._scores.accuracy)]

    def _take(self) -> tuple[float, float]:
        self._show_grown()
        recent = self._bounding(self._lines)
        if self.scale is MISTAKES:
            return mistakes_range(recent, [line.points()[1] for line in self._lines[1:]])
        return accuracy_range(recent)

    def _explanation(self) -> str:
        return tr("training: {smoothing}", smoothing=self.look.smoothing_words())

    def _value_at(self, step: float) -> str:
        points = [point for point in (line.until(step) for line in self._lines[1:]) if point is not None]
        return percent(max(points)[1] / 100) if points else ""

    def _texts(self, step: float) -> list[str]:
        training = self._lines[0].at(step)
        texts = [] if training is None else [tr("training {value}", value=percent(training[1] / 100))]
        for name, value, at in self._score_texts(step):
            texts.append(tr("{name} {value} (step {step})", name=name, value=percent(value / 100), step=at))
        return texts


class RateCard(CurveCard):
    """The learning rate of every step: its schedule, and where it was changed."""

    smooths = False

    def __init__(self, look: PlotLook | None = None) -> None:
        sentence = tr(
            "The learning rate of every step appears here: its schedule, and where you change it. Press Start."
        )
        super().__init__(tr("Learning rate"), sentence, lambda theme: theme.kernel, look)
        self._set_scales(LINEAR, LOG, tr("Linear: equal steps upwards are equal differences. Log: equal factors"))

    def columns(self) -> list[Column]:
        return [Column(tr("learning rate"), self._rate.series.x, self._rate.values())]

    def _make_lines(self) -> list[Line]:
        return [Line(lambda theme: theme.input, dots=True)]

    def _begin(self, record: RunRecord) -> None:
        self._rate = Tracked(record.rate, most=MOST)

    def _take(self) -> tuple[float, float]:
        if self._rate.take():
            self.plot.set_line(0, *self._rate.points())
        y = self._rate.points()[1]
        return log_range([y], 1e-12) if self.scale is LOG else loss_range(y, [y])

    def _value_at(self, step: float) -> str:
        point = self._rate.at(step)
        return "" if point is None else rate_words(point[1])

    def _texts(self, step: float) -> list[str]:
        return [tr("learning rate {value}", value=self._value_at(step))]


def loss_words(loss: float, decimals: int = 3) -> str:
    """A loss in as few signs as there is room for, even where it runs away.

    >>> loss_words(0.1234), loss_words(2.3), loss_words(14666.25).split(), loss_words(2.79915e7)
    ('0.123', '2.300', ['14', '666'], '2.8e7')
    """
    if abs(loss) < 1000:
        return number(loss, decimals)
    return count(round(loss)) if abs(loss) < LONG else scientific(loss)


def rate_words(rate: float) -> str:
    """A learning rate as people write it.

    >>> rate_words(0.001), rate_words(0.00049383), rate_words(1.5e-7)
    ('0.001', '0.000494', '1.5e−7')
    """
    return f"{rate:.3g}".replace("e-0", "e-").replace("-", MINUS)
