"""The evaluations of a run as curves: at the ends of epochs over all pictures, in between over some of them."""

from cnnviz.history.curves import Series
from cnnviz.history.record import Evaluated, RunRecord

BETWEEN, AT_ENDS = 0, 1


class ScoreSeries:
    """Loss and accuracy (in percent) of the pictures that a run is scored on while it learns, as growing series.

    `part` says which these are: "validation", or "test" where none are set apart for validation. Scores over some of
    the pictures and over all of them are not of the same things, so they are two series each, BETWEEN and AT_ENDS.
    """

    def __init__(self, record: RunRecord) -> None:
        self._record = record
        self._seen = 0
        self.part = "validation"
        self.loss = (Series(), Series())
        self.accuracy = (Series(), Series())

    def take(self) -> bool:
        """Bring the series up to date with the record; whether there was anything new."""
        fresh = self._record.evaluations[self._seen :]
        if fresh and not self._seen:
            self.part = fresh[0].part
        self._seen += len(fresh)
        found = [each for each in fresh if each.part == self.part]
        for each in found:
            which = AT_ENDS if self._ends_epoch(each) else BETWEEN
            self.loss[which].add(each.step, each.loss)
            self.accuracy[which].add(each.step, 100 * each.accuracy)
        return bool(found)

    def _ends_epoch(self, each: Evaluated) -> bool:
        last = self._record.last
        return each.whole and last is not None and each.step > 0 and each.step % last.steps_per_epoch == 0
