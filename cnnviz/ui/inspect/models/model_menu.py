"""Which model is looked into: the shipped one, that of a run, one from a file; saving and describing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from cnnviz.data.model_files import save_model
from cnnviz.data.model_paths import shown
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.ui.errand import Errand
from cnnviz.ui.inspect.models.endings import ENDINGS, TENSORFLOW_JS
from cnnviz.ui.workspace import Model, Workspace

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from cnnviz.data.model_opening import Answers
    from cnnviz.inspection.questions import Questions
    from cnnviz.traces.passes import PassModel

SUFFIX, ONNX = ".safetensors", ".onnx"
OPEN_HELP = mark("Of cnnviz, ONNX, Keras, TensorFlow.js, or weights of PyTorch as .safetensors or .npz")
ANSWERS_HELP = mark("In which numbers the model wants its pictures, and what its classes are called")


class ModelMenu(QPushButton):
    """`failed` and `told` carry messages; `settled` says that the last one is over. `dialog` was opened last.

    Files are read and written away from the window: a large model takes seconds.
    """

    failed = Signal(str)
    told = Signal(str)
    settled = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(tr("Model"))
        self._workspace = workspace
        self._handed: Model | None = None  # by another page, such as the network of a run
        self._opening = False
        self._path, self._target = Path(), Path()  # what is read, and what is written
        self._reading, self._writing = Errand(self), Errand(self, whole=True)
        self.dialog: QDialog | None = None
        self.setToolTip(tr("Choose the network to look into, describe it, save it"))
        self.setProperty("role", "menu")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addAction(tr("LeNet-5, pretrained"), self.use_shipped)
        self._back = menu.addAction("", self.use_handed)
        _add(menu, tr("Open a model…"), tr(OPEN_HELP), self._ask_open)
        menu.addSeparator()
        _add(menu, tr("Input and classes…"), tr(ANSWERS_HELP), self.ask_answers)
        _add(menu, tr("The model in numbers…"), tr("Layers, shapes, parameters, multiply-adds"), self.show_details)
        menu.addSeparator()
        self._save = _add(menu, tr("Save the model as…"), tr("A safetensors file with weights and architecture"),
                          self._ask_save)  # fmt: skip
        self._export = _add(menu, tr("Export to ONNX…"), tr("For ONNX Runtime, Netron and many others"),
                            self._ask_export)  # fmt: skip
        menu.aboutToShow.connect(self._offer)
        self.setMenu(menu)
        self._connect()

    def _connect(self) -> None:
        self._workspace.model_changed.connect(self._remember)
        self._workspace.looked_into_changed.connect(lambda _: self._reading.forget())
        self._reading.done.connect(self._read)
        self._reading.failed.connect(self.failed)
        self._reading.lasted.connect(lambda: self.told.emit(tr("Opening {file}…", file=shown(self._path))))
        self._writing.done.connect(lambda _: self.told.emit(tr("Saved as {file}.", file=shown(self._target))))
        self._writing.failed.connect(self.failed)
        self._writing.lasted.connect(lambda: self.told.emit(tr("Saving {file}…", file=shown(self._target))))

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read or written."""
        return self._reading.is_running or self._writing.is_running

    def close_down(self) -> None:
        """What is being read is left; what is being written is finished first."""
        self._reading.close_down()
        self._writing.close_down()
        if self.dialog is not None:
            self.dialog.reject()

    def use_shipped(self) -> None:
        """Go back to the network that ships with the program."""
        try:
            shipped = Workspace().model()
        except (ExplainedError, OSError) as error:
            self.failed.emit(str(error))
            return
        self._look_into(lambda: self._workspace.set_model(shipped.network, shipped.origin))

    def use_handed(self) -> None:
        """Go back to the network that another page gave last."""
        if (handed := self._handed) is not None:
            self._look_into(lambda: self._workspace.set_model(handed.network, handed.origin))

    def open_model(self, path: Path) -> None:
        """Look into the model in a file, asking first what it does not say; the present one stays where it is none."""
        from cnnviz.inspection.questions import questions_of

        self._path = path
        self._reading.start(lambda: questions_of(path))

    def _read(self, questions: Questions) -> None:
        """Take the model that was read, or ask what its file does not say."""
        path = questions.path
        if questions.model is not None and not questions.must_ask:
            self._take(questions.model, path)
            return
        from cnnviz.ui.inspect.models.model_dialog import ModelDialog

        self.settled.emit()
        dialog = ModelDialog(questions, lambda answers: _usable(path, answers), self._network(), self.window())
        dialog.opened.connect(lambda model: self._take(model, path))
        self._show(dialog)

    def ask_answers(self) -> None:
        """Ask anew what no file said of the present model."""
        from cnnviz.engine.input_normalisation import normalisation_of
        from cnnviz.inspection.answered import with_answers
        from cnnviz.inspection.questions import Questions
        from cnnviz.ui.inspect.models.model_dialog import ModelDialog

        model, origin = self._workspace.looked_into()
        questions = Questions(
            Path(), origin, (), (), model.input_shape, model.class_names, normalisation_of(model.info)
        )

        def make(answers: Answers) -> PassModel:
            assert answers.normalisation is not None
            return with_answers(model, answers.normalisation, answers.class_names)

        dialog = ModelDialog(questions, make, None, self.window())
        dialog.setWindowTitle(tr("Input and classes"))
        dialog.open_button.setText(tr("Apply"))
        dialog.opened.connect(lambda changed: self._look_into(lambda: self._workspace.look_into(changed, origin)))
        self._show(dialog)

    def show_details(self) -> None:
        """Show layers, shapes and numbers of the present model."""
        from cnnviz.ui.inspect.models.details_dialog import DetailsDialog

        model, origin = self._workspace.looked_into()
        try:
            self._show(DetailsDialog(model, origin, self.window()))
        except ExplainedError as error:
            self.failed.emit(str(error))

    def save(self, path: Path) -> None:
        """Write the present network with its architecture into a file."""
        self._write(path, save_model)

    def export(self, path: Path) -> None:
        """Write the present network as ONNX."""
        from cnnviz.data.onnx_export import save_onnx

        self._write(path, save_onnx)

    def _write(self, path: Path, write: Callable[[Network, Path], None]) -> None:
        network = self._network()
        assert network is not None
        if self._writing.is_running:
            self.failed.emit(tr("{file} is still being written. Wait until it is saved.", file=shown(self._target)))
            return
        self._target = path
        self._writing.start(lambda: write(network, path))

    def _take(self, model: PassModel, path: Path) -> None:
        """Look into a model from a file, if a picture can be given to it and its maps fit into memory."""
        from cnnviz.inspection.opening import check_can_be_shown

        try:
            check_can_be_shown(model, path)
        except ExplainedError as error:
            self.failed.emit(str(error))
            return
        folder = path.parent.name if path.name == TENSORFLOW_JS else ""  # every network there has that file name
        origin = tr("from {file}", file=f"{folder}/{path.name}" if folder else path.name)
        self._look_into(lambda: self._workspace.look_into(model, origin))

    def _look_into(self, change: Callable[[], None]) -> None:
        """Change the model oneself: nothing that another page has handed over."""
        self._opening = True
        try:
            change()
        finally:
            self._opening = False

    def _remember(self, model: Model) -> None:
        if not self._opening:
            self._handed = model

    def _offer(self) -> None:
        """What can be done with the present model."""
        handed = self._handed
        self._back.setVisible(handed is not None)
        self._back.setText("" if handed is None else model_line(handed))
        for action in (self._save, self._export):
            action.setEnabled(self._network() is not None and not self._writing.is_running)

    def _network(self) -> Network | None:
        """The network looked into; None where another program computes it, or there is none."""
        try:
            return self._workspace.looked_into().model.network
        except (ExplainedError, OSError):
            return None

    def _show(self, dialog: QDialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.open()

    def _ask_open(self) -> None:
        endings = " ".join(f"*{ending}" for ending in ENDINGS)
        kinds = f"{tr('Models')} ({endings} {TENSORFLOW_JS});;{tr('All files')} (*)"
        path, _ = QFileDialog.getOpenFileName(self, tr("Open a model"), "", kinds)
        if path:
            self.open_model(Path(path))

    def _ask_save(self) -> None:
        if (path := self._asked_where(tr("Save the model as"), SUFFIX)) is not None:
            self.save(path)

    def _ask_export(self) -> None:
        if (path := self._asked_where(tr("Export to ONNX"), ONNX)) is not None:
            self.export(path)

    def _asked_where(self, title: str, ending: str) -> Path | None:
        path, _ = QFileDialog.getSaveFileName(self, title, f"model{ending}", f"{tr('Models')} (*{ending})")
        return (Path(path) if path.endswith(ending) else Path(path + ending)) if path else None


def _add(menu: QMenu, text: str, help_text: str, act: Callable[[], None]) -> QAction:
    action = menu.addAction(text, act)
    action.setToolTip(help_text)
    return action


def _usable(path: Path, answers: Answers) -> PassModel:
    """The model in a file with these answers; ExplainedError where it cannot be made, or not be shown."""
    from cnnviz.inspection.opening import check_can_be_shown, open_pass_model

    model = open_pass_model(path, answers)
    check_can_be_shown(model, path)
    return model


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
