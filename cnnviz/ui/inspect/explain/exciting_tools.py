"""Which data set is looked through for exciting pictures, and how much of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.picture_files import find_files
from cnnviz.data.picture_folder import folder_label
from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.inspect.explain.picture_sets import FOLDER, choice_of, sets_here
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.control_group import ControlGroup
from cnnviz.ui.widgets.number_box import NumberBox

ASK = "ask"
MOST, USUAL = 100_000, 2_000


class ExcitingTools(ControlGroup):
    """`changed` says that other pictures are to be looked through."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(label_width=58)
        self._folder = ""
        self.sets = Chooser(tr("Data set"), tr("The pictures that are looked through: what is on this computer"))
        for choice in sets_here():
            self.sets.add(choice.value, tr(choice.label))
        self.sets.add_action(ASK, tr("Folder of pictures…"), tr(
            "A folder of pictures, side by side or in a sub-folder for each class"))  # fmt: skip
        self.sets.set_value(self.sets.itemData(0))
        self.most = NumberBox()
        self.most.setRange(1, MOST)
        self.most.setValue(USUAL)
        self.most.setSingleStep(1000)
        self.most.setToolTip(tr("So many pictures are looked through, from the first on"))
        self.most.setAccessibleName(tr("Pictures"))
        self.add_row("set", tr("Data set"), self.sets)
        self.add_row("most", tr("Pictures"), self.most)
        self._before = self.sets.value()
        self.sets.chosen.connect(self._take)
        self.most.valueChanged.connect(lambda _: self.changed.emit())

    def choice(self, network: Network) -> DataChoice:
        """What is to be read for a network."""
        return choice_of(self.sets.value(), self._folder if self.sets.value() == FOLDER else "", network)

    def use_folder(self, folder: str) -> None:
        """Look through the pictures in `folder`; what is wrong with it is said below."""
        from pathlib import Path

        try:
            find_files(Path(folder))
        except (ExplainedError, OSError) as error:
            self.show_error("set", str(error))
            return
        self._folder = folder
        if not self.sets.has(FOLDER):
            self.sets.add(FOLDER, "", first=True)
        self.sets.set_text(FOLDER, folder_label(Path(folder)))
        self.sets.set_value(FOLDER)
        self._take(FOLDER)

    def _take(self, value: str) -> None:
        if value == ASK:
            self.sets.set_value(self._before)
            folder = QFileDialog.getExistingDirectory(self, tr("Choose a folder of pictures"), self._folder)
            if folder:
                self.use_folder(folder)
            return
        self._before = value
        self.show_error("set", "")
        self.changed.emit()
