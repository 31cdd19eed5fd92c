"""Gives copies of the network that is shown to Inspect, with a picture or without."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from cnnviz.data.datasets import data_label
from cnnviz.data.model_files import save_model
from cnnviz.data.model_paths import shown
from cnnviz.engine.network import Network
from cnnviz.engine.reports import EvaluationReport
from cnnviz.engine.training_source import TrainingSource
from cnnviz.history.run_files import RunFolderError
from cnnviz.numbers import count
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.train.live.live import Floats
from cnnviz.ui.train.past.moments import Moments
from cnnviz.ui.train.session import Session
from cnnviz.ui.workspace import GivenPicture, Workspace


class ShownNetwork(NamedTuple):
    """A copy of a network, and after which step it was so."""

    network: Network
    step: int


class HandOver(QObject):
    """Knows which network is shown: that of the moment one looks back to, or the run's own.

    `told` and `failed` carry sentences.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(self, session: Session, moments: Moments, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._moments, self._workspace = session, moments, workspace

    @property
    def has_network(self) -> bool:
        """Whether there is a network that has learnt something, now or in the past."""
        return self._moments.moment is not None or bool(self._session.step_number)

    def shown(self, scored: EvaluationReport | None = None) -> ShownNetwork | None:
        """A copy with the facts that are worth keeping; None where there is no network yet.

        Of a run that goes on it is rather the network that was `scored` so, where there is a snapshot of it.
        """
        moment = self._moments.moment
        earlier = None if moment is not None or scored is None else self._scored(scored)
        if moment is not None:
            found = ShownNetwork(moment.network.copy(), moment.snapshot.step)
        elif earlier is not None:
            found = earlier
        else:
            network = self._session.still_network()
            if network is None:
                return None
            step = self._session.step_number if self._session.at_rest else self._session.snapshots.steps[-1]
            found = ShownNetwork(network.copy(), step)
        found.network.info.update(self._facts(found.step))
        return found

    def inspect(self) -> None:
        """Make a copy of the network the one that Inspect looks into, and go there."""
        if self._give_network():
            self._workspace.show_in_inspect()

    def inspect_picture(self, picture: Floats, sentence: str, scored: EvaluationReport | None = None) -> None:
        """Look into the network with `picture` (C, H, W), numbers from 0 to 1; `sentence` says what it is.

        With `scored` it is the network that was scored so: the one that took the picture for what is said.
        """
        if self._give_network(scored):
            pixels = np.clip(np.rint(picture * 255), 0, 255).astype(np.uint8)
            pixels = pixels[0] if len(pixels) == 1 else np.ascontiguousarray(pixels.transpose(1, 2, 0))
            self._workspace.give_picture(GivenPicture(pixels, sentence))
            self._workspace.show_in_inspect()

    def save(self, path: Path) -> None:
        """Write a copy of the network that is shown to `path`; `told` or `failed` say how that went."""
        shown_network = self.shown()
        if shown_network is None:
            return
        try:
            save_model(shown_network.network, path)
        except ExplainedError as error:
            self.failed.emit(str(error))
        else:
            self.told.emit(tr("Saved in {path}.", path=shown(path)))

    def choose_file(self, window: QWidget) -> None:
        """Ask where to save the network that is shown."""
        models = tr("Models") + " (*.safetensors)"
        path, _ = QFileDialog.getSaveFileName(window, tr("Save the network"), "model.safetensors", models)
        if path:
            self.save(Path(path))

    def _scored(self, report: EvaluationReport) -> ShownNetwork | None:
        """The network that `report` is about, from its snapshot; None where there is none."""
        record, snapshots = self._session.record, self._session.snapshots
        if record is None or report.step not in snapshots.steps:
            return None
        try:
            snapshot = snapshots.get(snapshots.nearest(report.step))
        except (RunFolderError, IndexError):
            return None
        if (snapshot.step, snapshot.evaluation.part) != (report.step, report.part):
            return None
        network = record.setup.new_network()
        network.load(snapshot.weights)
        return ShownNetwork(network, snapshot.step)

    def _give_network(self, scored: EvaluationReport | None = None) -> bool:
        shown = self.shown(scored)
        if shown is None:
            return False
        self._workspace.set_model(shown.network, shown.network.info["trained on"])
        return True

    def _facts(self, step: int) -> dict[str, str]:
        record = self._session.record
        if record is None:
            return {}
        data = data_label(record.setup.data)
        facts = {"trained on": tr("trained here on {data}, {steps} steps", data=data, steps=count(step))}
        if record.test is not None and record.test.step == step:
            facts["test accuracy"] = f"{100 * record.test.accuracy:.2f} %"
        return facts


def give_test_pictures(workspace: Workspace, source: TrainingSource) -> None:
    """Let other pages have the test pictures of a grey set, as bytes."""
    images, labels = source.test
    if len(images) and source.image_shape[0] == 1:
        workspace.set_test_pictures(np.rint(images[:, 0] * 255).astype(np.uint8), labels)
