"""What can be done with a network that stands still: look inside it, save it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from cnnviz.engine.network import Network
from cnnviz.numbers import count
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.train.result_card import ResultCard
from cnnviz.ui.train.session import Session
from cnnviz.ui.workspace import Workspace


class HandOver(QObject):
    """Gives copies of the session's network away; `dataset` says what it is trained on, in words."""

    def __init__(
        self, session: Session, card: ResultCard, workspace: Workspace, dataset: Callable[[], str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._card, self._workspace, self._dataset = session, card, workspace, dataset
        card.inspect_pressed.connect(self.inspect)
        card.save_pressed.connect(self._choose_file)

    def inspect(self) -> None:
        """Make a copy of the network the one that Inspect looks into, and go there."""
        network = self._described_copy()
        if network is not None:
            self._workspace.set_model(network, self._origin())
            self._workspace.show_in_inspect()

    def save(self, path: Path) -> None:
        """Write a copy of the network to `path`; what goes wrong is said beside the button."""
        from cnnviz.data.model_files import save_model
        from cnnviz.data.model_paths import shown

        network = self._described_copy()
        if network is None:
            return
        try:
            save_model(network, path)
        except ExplainedError as error:
            self._card.notice.show_error(str(error))
        else:
            self._card.notice.show_info(tr("Saved in {path}.", path=shown(path)))

    def _described_copy(self) -> Network | None:
        """A copy with the facts that are worth keeping."""
        network = self._session.network_copy()
        if network is not None:
            network.info["trained on"] = self._origin()
            if self._session.test is not None:
                network.info["test accuracy"] = f"{100 * self._session.test.accuracy:.2f} %"
        return network

    def _origin(self) -> str:
        steps = count(self._session.step_number)
        return tr("trained here on {name}, {steps} steps", name=self._dataset(), steps=steps)

    def _choose_file(self) -> None:
        models = tr("Models") + " (*.safetensors)"
        path, _ = QFileDialog.getSaveFileName(self._card, tr("Save the model"), "model.safetensors", models)
        if path:
            self.save(Path(path))
