"""Which network is looked into: the shipped one, one from a file; and saving it."""

import math
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from cnnviz.data.model_files import load_model, save_model
from cnnviz.data.model_paths import ModelFileError, shown
from cnnviz.data.preprocessing import PreprocessingError, picture_shape
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.network import Network
from cnnviz.numbers import count
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.workspace import Model, Workspace

SUFFIX = ".safetensors"
TENSORFLOW_JS = "model.json"
MOST_WORK = 10**11  # about a minute; VGG16 takes a sixth of that
MOST_VALUES = 200_000_000  # in all maps together: 0.8 GB; VGG-16 has 15 million


class ModelMenu(QPushButton):
    """`failed` and `told` carry messages."""

    failed = Signal(str)
    told = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(tr("Model"))
        self._workspace = workspace
        self.setToolTip(tr("Choose the network to look into, or save it"))
        self.setProperty("role", "menu")
        menu = QMenu(self)
        menu.addAction(tr("LeNet-5, pretrained"), self.use_shipped)
        menu.addAction(tr("Open a model…"), self._ask_open)
        menu.addSeparator()
        menu.addAction(tr("Save the model as…"), self._ask_save)
        self.setMenu(menu)

    def use_shipped(self) -> None:
        """Go back to the network that ships with the program."""
        try:
            shipped = Workspace().model()
        except (ExplainedError, OSError) as error:
            self.failed.emit(str(error))
            return
        self._workspace.set_model(shipped.network, shipped.origin)

    def open_model(self, path: Path) -> None:
        """Look into the network in a file; what is wrong with it is told, and the present one stays."""
        try:
            network = loaded(path)
        except (ExplainedError, OSError) as error:
            self.failed.emit(str(error))
            return
        folder = path.parent.name if path.name == TENSORFLOW_JS else ""  # every network there has that file name
        self._workspace.set_model(network, tr("from {file}", file=f"{folder}/{path.name}" if folder else path.name))

    def save(self, path: Path) -> None:
        """Write the present network with its architecture into a file."""
        try:
            save_model(self._workspace.model().network, path)
        except (ExplainedError, OSError) as error:
            self.failed.emit(str(error))
            return
        self.told.emit(tr("Saved as {file}.", file=shown(path)))

    def _ask_open(self) -> None:
        kinds = f"{tr('Models')} (*{SUFFIX} {TENSORFLOW_JS});;{tr('All files')} (*)"
        path, _ = QFileDialog.getOpenFileName(self, tr("Open a model"), "", kinds)
        if path:
            self.open_model(Path(path))

    def _ask_save(self) -> None:
        kinds = f"{tr('Models')} (*{SUFFIX})"
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the model as"), f"model{SUFFIX}", kinds)
        if path:
            self.save(Path(path) if path.endswith(SUFFIX) else Path(path + SUFFIX))


def loaded(path: Path) -> Network:
    """The network in a file, if a picture can be given to it and its maps fit into memory; else ModelFileError."""
    network = load_model(path)
    try:
        picture_shape(network.input_shape)
    except PreprocessingError as error:
        raise ModelFileError(
            "{path} cannot be looked into with pictures: {reason}", path=shown(path), reason=error
        ) from error
    values = math.prod(network.input_shape) + sum(math.prod(line.output_shape) for line in network.summary())
    if values > MOST_VALUES:
        raise ModelFileError(
            "{path} makes {given} million numbers of one picture; at most {most} million can be shown.",
            path=shown(path), given=count(round(values / 1e6)), most=MOST_VALUES // 10**6,
        )  # fmt: skip
    work = _work(network)
    if work > MOST_WORK:
        raise ModelFileError(
            "{path} takes {given} million multiply-adds for one picture; at most {most} million are waited for.",
            path=shown(path), given=count(round(work / 1e6)), most=count(MOST_WORK // 10**6),
        )  # fmt: skip
    return network


def _work(network: Network) -> int:
    """Multiply-adds for one picture, and what pooling looks at: large windows make it wait as well."""
    windows = ((math.prod(network.shapes[name]), layer.reach) for name, layer in network.layers if not layer.size)
    seen = sum(cells * math.prod(window.kernel) for cells, window in windows if window is not None)
    return network.summary()[-1].multiply_adds_so_far + seen


def model_line(model: Model) -> str:
    """What a network is, where it came from and how good it is, for the bar on top."""
    accuracy = model.network.info.get("test accuracy", "")
    nameless = len(model.network.output_shape) == 1 and not model.network.class_names
    name = model.network.info.get("network", "")
    parts = (
        tr(NETWORKS[name].label) if name in NETWORKS else tr("own network") if name == "own" else name,
        model.origin,
        tr("{accuracy} of the test set read right", accuracy=accuracy) if accuracy else "",
        tr("its classes have no names, only numbers") if nameless else "",
    )
    return " · ".join(part for part in parts if part)
