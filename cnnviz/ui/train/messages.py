"""What went wrong, said beside what caused it."""

from cnnviz.engine.divergence import DivergenceError
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.train.handover import HandOver
from cnnviz.ui.train.panel.controls import Controls
from cnnviz.ui.train.run_keeper import RunKeeper
from cnnviz.ui.train.session import Session
from cnnviz.ui.widgets.notice import Notice


class Messages:
    """Errors of runs, at the learning rate, at the data or above the views."""

    def __init__(self, session: Session, controls: Controls, notice: Notice) -> None:
        self._session, self._controls, self._notice = session, controls, notice
        self._unsaved = ""  # what was said of a run that could not be saved

    def listen_to(self, keeper: RunKeeper, handover: HandOver) -> None:
        """Show what is told of kept runs and of networks that are handed on."""
        for part in (keeper, handover):
            part.failed.connect(self._notice.show_error)
            part.told.connect(self._notice.show_info)

    def clear(self) -> None:
        """A new run begins: nothing is wrong with it yet."""
        self._notice.clear()
        self._controls.clear_messages()

    def show_failure(self, error: Exception) -> None:
        """Explain what ended a run, or the reading of its pictures."""
        if not isinstance(error, ExplainedError):
            raise error  # unexpected: the window logs and shows it
        if isinstance(error, DivergenceError):
            self._controls.learning.show_error("learning_rate", str(error))
        elif self._session.step_number:
            self._notice.show_error(str(error))
        else:
            self._controls.data.show_error(str(error))

    def show_unsaved(self, reason: str) -> None:
        """The run could not be saved."""
        self._unsaved = reason
        self._notice.show_error(reason)

    def show_saved(self) -> None:
        """The run was saved: what is still said against it is no longer so."""
        if self._unsaved and self._notice.text() == self._unsaved:
            self._notice.show_info(tr("The run is on the disk again, with all that could not be saved before."))
        self._unsaved = ""
