"""Goes to a moment of a run: brings its weights back and shows the probe to them."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from cnnviz.engine.network import Network
from cnnviz.engine.workspace import Workspace
from cnnviz.history.snapshot import Snapshot
from cnnviz.history.snapshots import SnapshotStore
from cnnviz.text import ExplainedError
from cnnviz.ui.train.live.live import Floats, LiveReport, look
from cnnviz.ui.train.live.look_choice import LookChoice
from cnnviz.ui.train.past.moment import Moment

NO_PROBE = -1


class Moments(QObject):
    """The moments of the run that is shown. It has a network of its own, so that training goes on undisturbed.

    `moment_changed` carries the Moment, or None for now; `failed` the ExplainedError of a snapshot that cannot be read.
    """

    moment_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moment: Moment | None = None
        self._snapshots: SnapshotStore | None = None
        self._description: Mapping[str, Any] = {}
        self._network: Network | None = None
        self._workspace = Workspace()
        self._probe: tuple[int, Floats] | None = None
        self._choice = LookChoice()

    def start(self, snapshots: SnapshotStore, description: Mapping[str, Any]) -> None:
        """From now on the moments are those of this run, of a network described so; the moment is now."""
        self._snapshots, self._description = snapshots, description
        self._network, self._workspace = None, Workspace()
        self._set(None)

    def set_probe(self, number: int, picture: Floats) -> None:
        """Show another picture (C, H, W) to the network of the moment."""
        self._probe = (number, picture)
        self._look_again()

    def set_choice(self, choice: LookChoice) -> None:
        """Look at other layers."""
        self._choice = choice
        self._look_again()

    def go(self, index: int | None) -> None:
        """Go to the snapshot at `index`, the nearest there is; None, or where there are no snapshots, is now."""
        if index is None or self._snapshots is None or not len(self._snapshots):
            self._set(None)
            return
        index = min(max(index, 0), len(self._snapshots) - 1)
        try:
            snapshot = self._snapshots.get(index)
        except (ExplainedError, IndexError) as error:
            self._set(None)
            self.failed.emit(error)
            return
        if self._network is None:
            self._network = Network.from_description(self._description)
        self._network.load(snapshot.weights)
        self._set(Moment(index, snapshot, self._network, self._look(self._network, snapshot)))

    def _look_again(self) -> None:
        if self.moment is not None:
            moment = self.moment
            self._set(
                Moment(moment.index, moment.snapshot, moment.network, self._look(moment.network, moment.snapshot))
            )

    def _look(self, network: Network, snapshot: Snapshot) -> LiveReport:
        number, picture = self._probe or (NO_PROBE, None)
        return look(network, picture, number, snapshot.step, self._workspace, snapshot.gradients, self._choice)

    def _set(self, moment: Moment | None) -> None:
        if moment is None and self.moment is None:
            return
        self.moment = moment
        self.moment_changed.emit(moment)
