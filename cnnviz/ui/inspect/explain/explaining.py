"""Runs what is asked of a method away from the window, and shows how far it is."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.explain.explanation import Explanation
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.inspect.explain.explanation_pane import ExplanationPane
from cnnviz.ui.inspect.explain.panels import Shown
from cnnviz.ui.inspect.explain.request import Report, Request
from cnnviz.ui.inspect.explain.runner import Runner
from cnnviz.ui.inspect.explain.target_row import Named
from cnnviz.ui.worker import Outcome

SOON_MS = 200


class Explaining(QObject):
    """`progressed` carries whether it runs, and how far it is: (running, done, total); `refused` why it did not work.

    What is found is shown in `pane`.
    """

    progressed = Signal(bool, int, int)
    refused = Signal(str)

    def __init__(self, pane: ExplanationPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._request: Request | None = None
        self._named: Sequence[Named] = ()
        self._normalisation = InputNormalisation()
        self._found: dict[int, Explanation] = {}
        self._runner = Runner(self)
        self._busy = QTimer(self)  # what takes no time shows no progress
        self._busy.setSingleShot(True)
        self._busy.setInterval(SOON_MS)
        self._busy.timeout.connect(lambda: self.progressed.emit(True, 0, 0))
        self._runner.reported.connect(self._take_report)
        self._runner.ended.connect(self._take_end)

    @property
    def request(self) -> Request | None:
        """What is asked; None where there is nothing."""
        return self._request

    def ask(self, request: Request | None, named: Sequence[Named], normalisation: InputNormalisation) -> None:
        """This is to be run next; `named` are its targets, `normalisation` is how its picture is seen."""
        self._request, self._named, self._normalisation = request, named, normalisation

    def run(self) -> None:
        """Run what is asked."""
        if self._request is not None:
            self._found = {}
            self._busy.start()
            self._runner.start(self._request.run)

    def stop(self) -> None:
        """End it; what was found so far stays."""
        self._runner.stop()

    def forget(self) -> None:
        """Nothing is asked any more."""
        self._runner.forget()
        self._request, self._found = None, {}
        self._rest()

    def set_slow(self, slow: bool) -> None:
        """Let every step be seen."""
        self._runner.set_slow(slow)

    def close_down(self) -> None:
        self._runner.close_down()

    def _rest(self) -> None:
        self._busy.stop()
        self.progressed.emit(False, 0, 0)

    def _take_report(self, report: Report) -> None:
        request, explanation = self._request, report.explanation
        assert request is not None
        self._found[report.place] = explanation
        if explanation.done < explanation.total:
            self._busy.stop()
            self.progressed.emit(True, explanation.done, explanation.total)
        places = sorted(self._found)
        self._pane.show_explained(
            Shown(
                request.picture if request.method.takes_picture else None, self._normalisation,
                [self._named[place].name for place in places], [self._found[place] for place in places],
            )
        )  # fmt: skip

    def _take_end(self, outcome: Outcome) -> None:
        self._rest()
        if isinstance(outcome.error, ExplainedError):
            self.refused.emit(str(outcome.error))
        elif isinstance(outcome.error, MemoryError):
            self.refused.emit(tr("There is not enough memory to explain this model."))
        elif outcome.error is not None:
            raise outcome.error  # unexpected: the window logs and shows it
