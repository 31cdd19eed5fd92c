"""Follows the health of a run by its record."""

from cnnviz.history.health import FIRST, LONGEST, Finding, Health
from cnnviz.history.record import RunRecord


class HealthWatch:
    """`findings` are those at the last `update`."""

    def __init__(self, record: RunRecord) -> None:
        self._record = record
        self._health = Health()
        self._taken = 0
        self.findings: tuple[Finding, ...] = ()

    def update(self) -> bool:
        """Take in the statistics that are new; whether there were any."""
        reports = self._record.statistics
        if len(reports) == self._taken:
            return False
        if len(reports) - self._taken > FIRST + LONGEST:
            self._health = Health.of(reports)
        else:
            for report in reports[self._taken :]:
                self._health.take(report)
        self._taken = len(reports)
        self.findings = self._health.findings()
        return True
