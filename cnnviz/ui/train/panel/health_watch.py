"""Follows the health of a run by its record: at its last step, or at a moment that is looked back at."""

from bisect import bisect_right

from cnnviz.history.health import FIRST, LONGEST, Finding, Health
from cnnviz.history.record import RunRecord


class HealthWatch:
    """`findings` are those at the last `update`; None where there were no statistics yet."""

    def __init__(self, record: RunRecord) -> None:
        self._record = record
        self._health = Health()
        self._taken = 0
        self._moment: int | None = None
        self.findings: tuple[Finding, ...] | None = None

    def look_at(self, step: int | None) -> None:
        """From the next `update` on tell of the health after this step; None is now."""
        self._moment = step

    def update(self) -> bool:
        """Take in the statistics up to the step that is looked at; whether these are others than before."""
        reports = self._record.statistics
        if self._moment is not None:
            reports = reports[: bisect_right(reports, self._moment, key=lambda report: report.step)]
        new = len(reports) - self._taken
        if not new:
            return False
        if new < 0 or new > FIRST + LONGEST:
            self._health = Health.of(reports)
        else:
            for report in reports[self._taken :]:
                self._health.take(report)
        self._taken = len(reports)
        self.findings = self._health.findings() if reports else None
        return True
