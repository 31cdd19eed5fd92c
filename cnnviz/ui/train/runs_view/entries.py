"""What a list of runs says of each: two lines and a number."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cnnviz.data.datasets import data_label
from cnnviz.history.run_list import ListedRun
from cnnviz.history.run_results import percent, state_words
from cnnviz.history.run_summary import RunSummary
from cnnviz.history.setting_words import network_words
from cnnviz.numbers import count, number
from cnnviz.text import tr

MOST_COMPARED = 8
ON = ("running", "paused")
ENDED_EARLY = ("stopped", "failed")


@dataclass(frozen=True)
class Entry:
    """A run in the list. `shown` is whether it is the one on the page, `line` the number of its line in comparisons."""

    run: ListedRun
    shown: bool = False
    line: int | None = None

    @property
    def path(self) -> Path:
        """Its folder."""
        return self.run.path

    @property
    def name(self) -> str:
        """What people call it."""
        return self.run.name

    @property
    def summary(self) -> RunSummary:
        """How far it is."""
        return self.run.summary

    @property
    def is_sound(self) -> bool:
        """Whether it can be read."""
        return self.run.setup is not None

    @property
    def is_on(self) -> bool:
        """Whether it is being trained now, here or in another window."""
        return self.summary.state in ON

    @property
    def can_resume(self) -> bool:
        """Whether it ended before its end."""
        return self.summary.state in ENDED_EARLY and 0 < self.summary.step < self.summary.total

    @property
    def state(self) -> str:
        """How it stands, in words."""
        return state_words(self.summary.state) if self.is_sound else tr("damaged")

    @property
    def score(self) -> str:
        """The best that is known of how good it is."""
        summary = self.summary
        if summary.test_accuracy is not None:
            return percent(summary.test_accuracy)
        return percent(summary.best_accuracy) if summary.best_accuracy is not None else ""

    @property
    def score_of(self) -> str:
        """Which pictures the score is of."""
        if self.summary.test_accuracy is not None:
            return tr("test")
        return tr("validation") if self.summary.best_accuracy is not None else ""

    @property
    def details(self) -> str:
        """What it trains, how far it got and when it was started."""
        setup = self.run.setup
        if setup is None:
            return self.run.trouble
        return " · ".join((network_words(setup.network_name), data_label(setup.data), self._epochs()))

    @property
    def date(self) -> str:
        """The day on which it was started; of one of today the time."""
        created = self._created()
        if created is None:
            return ""
        return f"{created:%H:%M}" if created.date() == date.today() else f"{created:%Y-%m-%d}"

    @property
    def spoken(self) -> str:
        """All of it, as it is read out and shown as a tooltip."""
        created = self._created()
        when = tr("started {date}", date=f"{created:%Y-%m-%d %H:%M}") if created is not None else ""
        lines = [self.name, " · ".join(part for part in (self.state, self.details, when) if part)]
        if self.score:
            lines.append(tr("Accuracy on the {part} pictures: {score}", part=self.score_of, score=self.score))
        if self.summary.step:
            lines.append(tr("{steps} steps", steps=count(self.summary.step)))
        if self.summary.reason:
            lines.append(self.summary.reason)
        return "\n".join([*lines, str(self.path)])

    def _epochs(self) -> str:
        setup, summary = self.run.setup, self.summary
        wanted = setup.settings.epochs if setup is not None else 0
        if summary.state == "finished" or not summary.total:
            return tr("{count} epochs", count=wanted) if wanted != 1 else tr("1 epoch")
        done = wanted * summary.step / summary.total
        return tr("{done} of {all} epochs", done=number(done, 0 if done == round(done) else 1), all=wanted)

    def _created(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.run.setup.created) if self.run.setup is not None else None
        except ValueError:
            return None
