"""The words in which ``cnnviz train`` says where a run is."""

import time

from cnnviz.commands.progress import duration
from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.history.run_results import percent
from cnnviz.text import tr


class TrainLines:
    """Follows a run of so many `epochs`; `steps_per_epoch` is 0 where that is not known yet."""

    def __init__(self, epochs: int, steps_per_epoch: int = 0) -> None:
        self._epochs, self._steps_per_epoch = epochs, steps_per_epoch
        self._start = time.monotonic()
        self._losses: list[float] = []
        self._pictures_before: int | None = None

    def count(self, report: StepReport) -> None:
        """Take a step in."""
        self._losses.append(report.loss)
        self._steps_per_epoch = report.steps_per_epoch
        if self._pictures_before is None:
            self._pictures_before = report.pictures

    def ends_epoch(self, report: EvaluationReport) -> bool:
        """Whether this is the score after an epoch: of those within one there would be too many lines."""
        return bool(report.step and self._steps_per_epoch) and report.step % self._steps_per_epoch == 0

    def short(self, report: StepReport) -> str:
        """How it goes, beside a progress bar."""
        pictures = report.pictures - (self._pictures_before or 0)
        pace = pictures / max(time.monotonic() - self._start, 1e-9)
        return tr(
            "epoch {epoch}/{epochs}  loss {loss}  {pace} pictures/s",
            epoch=report.epoch, epochs=self._epochs, loss=f"{report.loss:.4f}", pace=f"{pace:,.0f}",
        )  # fmt: skip

    def long(self, report: EvaluationReport) -> str:
        """The line after an evaluation; with the mean training loss since the line before, if there were steps."""
        loss = f"{sum(self._losses) / len(self._losses):.4f}" if self._losses else "-"
        self._losses.clear()
        return tr(
            "epoch {epoch}/{epochs}  step {step}  training loss {loss}  {part} loss {part_loss}  "
            "{part} accuracy {accuracy}  {time}",
            epoch=report.epoch, epochs=self._epochs, step=report.step, loss=loss, part=report.part,
            part_loss=f"{report.loss:.4f}", accuracy=percent(report.accuracy),
            time=duration(time.monotonic() - self._start),
        )  # fmt: skip
