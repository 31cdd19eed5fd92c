"""A field for the network that weights are put into: a known one that fits, the present one, or one from a file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from cnnviz.data.model_opening import open_model
from cnnviz.data.network_files import ENDING, open_architecture
from cnnviz.data.state_dict import Fit
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.network import Network
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.widgets.chooser import Chooser

PRESENT = "the present one"


class ArchitectureField(QWidget):
    """`changed` comes when another is chosen, `failed` with the reason why a file cannot be used."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, fits: Sequence[Fit], present: Network | None) -> None:
        super().__init__()
        self._networks: dict[str, Network] = {fit.name: fit.network for fit in fits}
        self.chooser = Chooser(tr("Network"), tr("The network that the weights are put into"))
        for name in self._networks:
            self.chooser.add(name, tr(NETWORKS[name].label), tr(NETWORKS[name].help))
        if present is not None:
            self._networks[PRESENT] = present
            self.chooser.add(
                PRESENT, tr("The present network"), tr("A network of the same shape as the one looked into")
            )
        self.load = QPushButton(tr("From a file…"))
        self.load.setToolTip(
            tr("Take the network from an architecture file of the network editor, or from another model")
        )
        self.load.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.chooser, 1)
        row.addWidget(self.load)
        self.chooser.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.load.clicked.connect(self._ask)

    def value(self) -> Network | None:
        """The chosen network, whose own weights do not matter."""
        return self._networks.get(self.chooser.value())

    def read(self, path: Path) -> None:
        """Offer the network in a file, and choose it; `failed` says why that cannot be."""
        try:
            if path.name.endswith(ENDING):
                network = Network.from_description(NetworkDraft.of(open_architecture(path)).description())
            else:
                network = open_model(path)
        except (ExplainedError, OSError) as error:
            self.failed.emit(str(error))
            return
        name = str(path)
        if not self.chooser.has(name):
            self.chooser.add(name, path.name)
        self._networks[name] = network
        if self.chooser.value() == name:
            self.changed.emit()
        self.chooser.setCurrentIndex(self.chooser.findData(name))

    def _ask(self) -> None:
        kinds = f"{tr('Networks')} (*{ENDING} *.safetensors *.onnx *.keras *.h5);;{tr('All files')} (*)"
        path, _ = QFileDialog.getOpenFileName(self, tr("The network of these weights"), "", kinds)
        if path:
            self.read(Path(path))
