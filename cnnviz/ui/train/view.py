"""What the Train page asks of each of its views, and what it tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cnnviz.ui.train.turns import Part

if TYPE_CHECKING:
    from cnnviz.history.record import RunRecord
    from cnnviz.ui.train.past.moment import Moment


class RunView(QWidget):
    """One of the views between which the page switches. It reads the record of the run that is shown.

    Signals go up, calls go down: what a person wants of the page, a view says by signals of its own.
    """

    def start(self, record: RunRecord) -> None:
        """From now on this run is shown: a new one, or one that was opened. Forget the one before."""

    def take(self, reports: Sequence[object]) -> None:
        """Reports that came since the last call; the record has them already. Draw nothing yet."""

    def parts(self) -> list[Part]:
        """What draws a part of the view each if there is something new and it can be seen; a few ms at most each."""
        return []

    def show_moment(self, moment: Moment | None) -> None:
        """Go to a moment of the past with everything, plot cursors too; None is now."""

    def settle(self) -> None:
        """The run rests (paused, ended): show what needs a network that stands still."""

    def close_down(self) -> None:
        """The window closes: end what runs, at once."""
