"""The draft that is edited, with all steps back and forward; it knows no widget."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.arrays import Shape
from cnnviz.engine.building import DIGITS
from cnnviz.engine.description import MOST_LAYERS
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.scenarios.steps import Steps
from cnnviz.text import ExplainedError, tr


class Editing(QObject):
    """`changed` after every change of the draft; it fits the pictures that are chosen, whenever it was made.

    `refused` says why something could not be done. `current` is the row that is worked on; None where there are none.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._class_names: tuple[str, ...] = DIGITS
        self._shape: Shape = (1, 28, 28)
        self._steps = Steps(known_draft("lenet5", self._class_names, self._shape))
        self.draft = self._steps.present
        self.current: int | None = 0

    @property
    def undo_name(self) -> str | None:
        return self._steps.undo_name

    @property
    def redo_name(self) -> str | None:
        return self._steps.redo_name

    def show(self, draft: NetworkDraft) -> None:
        """Edit another network; what was edited before, if anything was, is a step back."""
        if self._steps.can_undo or self._steps.can_redo:
            self.apply(draft, tr("show {name}", name=draft.title or tr("network")), current=0)
        else:
            self._move_to(Steps(draft), 0)

    def start_from(self, name: str) -> None:
        """Edit a network that is known by name; the one before is a step back."""
        draft = known_draft(name, self._class_names, self._shape)
        self.apply(draft, tr("start from {name}", name=draft.title), current=0)

    def apply(self, draft: NetworkDraft, cause: str, current: int | None = None, merged: bool = False) -> None:
        """Take `draft` as the next state; `merged`: as one step with the edit before, if that had the same cause."""
        if draft != self.draft:
            self._move_to(self._steps.with_edit(draft, cause, merged), self.current if current is None else current)

    def undo(self) -> None:
        self._move_to(self._steps.undone(), self.current)

    def redo(self) -> None:
        self._move_to(self._steps.redone(), self.current)

    def set_input(self, class_names: Sequence[str], image_shape: Shape) -> None:
        """The pictures that the network is to take from now on; all states fit themselves to them."""
        self._class_names, self._shape = tuple(class_names), tuple(image_shape)
        self._move_to(self._steps, self.current)

    def select(self, index: int | None) -> None:
        """Work on another row."""
        if index != self.current:
            self.current = index
            self.changed.emit()

    def insert(self, kind: str) -> None:
        """A new layer below the current row."""
        place = 0 if self.current is None else self.current + 1
        self._try(lambda: self.draft.add(kind, place), tr("insert {kind}", kind=kind), place)

    def remove(self) -> None:
        index = self.current
        if index is not None:
            self.apply(self.draft.remove(index), tr("remove {name}", name=self.draft.rows[index].name))

    def duplicate(self) -> None:
        index = self.current
        if index is not None:
            cause = tr("duplicate {name}", name=self.draft.rows[index].name)
            self._try(lambda: self.draft.duplicate(index), cause, index + 1)

    def move(self, index: int, to: int) -> None:
        """Row `index` to the place `to`."""
        to = min(max(to, 0), len(self.draft.rows) - 1)
        self.apply(self.draft.move(index, to), tr("move {name}", name=self.draft.rows[index].name), current=to)

    def move_by(self, rows: int) -> None:
        if self.current is not None:
            self.move(self.current, self.current + rows)

    def add_head(self) -> None:
        """What the network lacks at its end."""
        self._try(self.draft.with_head, tr("output layer"), MOST_LAYERS)

    def _try(self, change: Callable[[], NetworkDraft], cause: str, current: int) -> None:
        """A change that may be too much."""
        try:
            draft = change()
        except ExplainedError as error:
            self.refused.emit(str(error))
        else:
            self.apply(draft, cause, current)

    def _move_to(self, steps: Steps[NetworkDraft], current: int | None) -> None:
        self._steps = steps
        self.draft = steps.present.with_input(self._class_names, self._shape)
        rows = len(self.draft.rows)
        self.current = min(max(current or 0, 0), rows - 1) if rows else None
        self.changed.emit()


def known_draft(name: str, class_names: Sequence[str], shape: Shape) -> NetworkDraft:
    """The network known by `name` for these pictures; where it cannot take them, its rows will say why."""
    known = NETWORKS[name]
    try:
        network = known.build(None, class_names, shape)
    except ExplainedError:
        network = known.build(None)
    return NetworkDraft.of(network.describe()).with_input(class_names, shape).with_title(tr(known.label))
