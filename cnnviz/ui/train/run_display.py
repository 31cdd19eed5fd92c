"""How far the run is and how good its network: the line in the top bar, and the one beside the names of the views."""

import time

from PySide6.QtCore import QObject

from cnnviz.engine.reports import EvaluationProgress, EvaluationReport, StepReport
from cnnviz.history.record import RunRecord
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.train.header import RunHeader
from cnnviz.ui.train.past.moments import Moments
from cnnviz.ui.train.progress import RunProgress
from cnnviz.ui.train.result_line import ResultLine
from cnnviz.ui.train.session import Session, State

GOING = (State.RUNNING, State.PAUSING)


class RunDisplay(QObject):
    """Keeps `header` and `result` true, from the reports it takes and the state of the session."""

    def __init__(self, session: Session, moments: Moments, header: RunHeader, result: ResultLine) -> None:
        super().__init__(header)
        self._session, self._moments, self._header, self._result = session, moments, header, result
        self._progress = RunProgress()
        self._last_report: object = None

    def start(self, record: RunRecord) -> None:
        """Another run is shown."""
        self._progress, self._last_report = RunProgress(), None
        if record.last is not None:
            self._progress.take(record.last, time.monotonic())
            self._progress.rest()

    def take(self, reports: list[object]) -> None:
        """Reports that came since the last call."""
        now = time.monotonic()
        for report in reports:
            if isinstance(report, StepReport):
                self._progress.take(report, now)
            elif isinstance(report, EvaluationProgress | EvaluationReport):
                self._progress.take_evaluation(now)
        if reports:
            self._last_report = reports[-1]

    def say(self, text: str) -> None:
        """What is being done before the first step."""
        self._header.show_progress(0, [text])

    def refresh(self) -> bool:
        """Bring the lines up to date while the run goes; whether there was something new."""
        last, self._last_report = self._last_report, None
        record, now = self._session.record, time.monotonic()
        if record is None or self._progress.last is None or self._session.state not in GOING:
            return False
        settings = record.setup.settings
        validating = self._progress.is_validating(settings.evaluate_every, now)
        if last is None and not validating:
            return False
        if isinstance(last, EvaluationProgress) and last.part == "test":
            text = tr("testing: {done} / {total} pictures", done=count(last.done), total=count(last.total))
            texts = [text, tr("testing")]
        else:
            texts = self._progress.texts(settings.epochs, validating)
        if self._session.is_slow:  # elsewhere than in Batch nobody would know why it hardly moves
            slow = tr("slow motion")
            texts = [*(f"{slow} · {text}" for text in texts), slow]
        self._header.show_progress(self._progress.share, texts)
        self.show_result()
        return last is not None

    def show_rest(self, state: State) -> None:
        """The line in the top bar while nothing moves."""
        self._progress.rest()
        words = {
            State.PAUSED: tr("paused"),
            State.STOPPED: tr("stopped"),
            State.FINISHED: tr("finished"),
            State.FAILED: tr("stopped by an error"),
        }[state]
        record = self._session.record
        if record is not None and record.early_stop is not None:
            words = tr("stopped early")
        epochs = record.setup.settings.epochs if record is not None else 0
        texts = [f"{words} · {text}" for text in self._progress.texts(epochs) if text]
        self._header.show_progress(self._progress.share, [*texts, words])

    def show_result(self) -> None:
        """What is known of the network that is shown."""
        moment, record = self._moments.moment, self._session.record
        self._result.set_available(bool(self._session.step_number) or moment is not None)
        if moment is not None:
            evaluation = moment.snapshot.evaluation
            self._result.show_moment(moment.snapshot.step, evaluation.accuracy, evaluation.part)
        elif record is not None:
            self._result.show_record(record)
        else:
            self._result.show_nothing()
