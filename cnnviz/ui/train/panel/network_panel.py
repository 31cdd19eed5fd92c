"""Which network is trained: the choice, what it is, how large, and why it cannot take the pictures, if it cannot."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.arrays import Shape
from cnnviz.engine.building import DIGITS
from cnnviz.numbers import count
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.settings import Choice, Setting
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.ui.widgets.form import Form
from cnnviz.ui.widgets.labels import set_role, wrapped

OWN = "own"
OWN_CHOICE = Choice(OWN, mark("Own network"), mark("The network from the network editor."))
KNOWN_CHOICES = tuple(Choice(name, known.label, known.help) for name, known in NETWORKS.items())
NETWORK_SETTINGS = (
    Setting(
        "network", mark("Network"), next(iter(NETWORKS)), mark("The network to train, with fresh random weights."),
        choices=(*KNOWN_CHOICES, OWN_CHOICE),
    ),
)  # fmt: skip
USUAL_INPUT = (DIGITS, (1, 28, 28))  # until the data say otherwise
USUAL_WORK = 416_520  # multiply-adds of LeNet-5, which learns as fast as one can watch
MUCH_WORK = 10 * USUAL_WORK
LONGEST_OWN = 20  # letters of an own name that the list shows; its tooltip shows all


class NetworkPanel(QWidget):
    """`changed` when what would be trained, or whether it fits, may differ; `edit_wanted` when it is to be edited."""

    changed = Signal()
    edit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._class_names: tuple[str, ...] = USUAL_INPUT[0]
        self._shape: Shape = USUAL_INPUT[1]
        self._own: NetworkDraft | None = None
        self._description: dict[str, Any] | None = None
        self.form = Form(NETWORK_SETTINGS, label_width=0, labelled=False)
        self._box.removeItem(self._box.findData(OWN))
        self.about, self.facts = wrapped(""), wrapped("")
        self.facts.setToolTip(
            tr("Numbers that are learnt, and multiplications (each with an addition) for one picture")
        )
        self.edit = QPushButton(tr("Edit…"))
        set_role(self.edit, "role", "flat")
        self.edit.setToolTip(tr("Open this network in the network editor: add, remove, move and change layers"))
        self.edit.setAccessibleName(tr("Edit the network"))
        self.edit.clicked.connect(self.edit_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.form)
        column.addWidget(self.about)
        last = QHBoxLayout()
        last.addWidget(self.facts, 1)
        last.addWidget(self.edit)
        column.addLayout(last)
        self.form.changed.connect(lambda _: self._take_choice())
        self._show()

    @property
    def name(self) -> str:
        """The chosen network's name in NETWORKS, or "own"."""
        return str(self.form.values()["network"])

    @property
    def fits(self) -> bool:
        """Whether the chosen network can take the pictures."""
        return self._description is not None

    def description(self) -> dict[str, Any]:
        """The chosen network for the present pictures, as `Network.describe` gives it; NetworkError, DraftError."""
        return self._described() if self._description is None else self._description

    def set_input(self, class_names: Sequence[str], image_shape: Shape) -> None:
        """The pictures (C, H, W) that it must take, and their classes."""
        if (tuple(class_names), tuple(image_shape)) != (self._class_names, self._shape):
            self._class_names, self._shape = tuple(class_names), tuple(image_shape)
            self._show()
            self.changed.emit()

    def set_own(self, description: object) -> None:
        """Offer a network from the editor, and choose it; an ExplainedError where it cannot be read."""
        self._own = NetworkDraft.of(description)
        if self._box.findData(OWN) < 0:
            self._box.insertSeparator(self._box.count())
            self._box.addItem("", OWN)
        place, title = self._box.findData(OWN), self._own.title
        short = title if len(title) <= LONGEST_OWN else f"{title[: LONGEST_OWN - 1]}…"
        self._box.setItemText(place, tr("Own: {name}", name=short) if title else tr("Own network"))
        self.form.set_value("network", OWN)
        self._take_choice()

    def choose(self, name: str) -> None:
        """Choose a network by its name in NETWORKS."""
        self.form.set_value("network", name)
        self._take_choice()

    @property
    def _box(self) -> QComboBox:
        box = self.form.control("network")
        assert isinstance(box, QComboBox)
        return box

    def _take_choice(self) -> None:
        self._show()
        self.changed.emit()

    def _described(self) -> dict[str, Any]:
        if self.name == OWN and self._own is not None:
            return self._own.with_input(self._class_names, self._shape).description()
        return NETWORKS[self.name].build(None, self._class_names, self._shape).describe()

    def _show(self) -> None:
        problem = ""
        try:
            self._description = self._described()
        except ExplainedError as error:
            self._description, problem = None, str(error)
        self.form.show_error("network", problem)
        self.about.setText(tr(OWN_CHOICE.help if self.name == OWN else NETWORKS[self.name].help))
        chosen = self._own.title if self.name == OWN and self._own is not None else self._box.currentText()
        self._box.setToolTip("\n".join(part for part in (chosen, tr(NETWORK_SETTINGS[0].help)) if part))
        self.facts.setText("" if self._description is None else _facts(NetworkDraft.of(self._description)))


def _facts(draft: NetworkDraft) -> str:
    """Size and work; large work against that of LeNet-5, so that nobody waits in vain."""
    work = draft.multiply_adds
    facts = tr("{parameters} parameters\n{work} multiply-adds", parameters=count(draft.parameters), work=count(work))
    if work < MUCH_WORK:
        return facts
    return facts + tr(", {times} times those of LeNet-5: slow to train", times=round(work / USUAL_WORK))
