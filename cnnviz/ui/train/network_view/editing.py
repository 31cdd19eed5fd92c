"""The draft that is edited, with all steps back and forward; it knows no widget."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.arrays import Shape
from cnnviz.engine.building import DIGITS
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.scenarios.steps import Steps
from cnnviz.text import ExplainedError, tr


class Editing(QObject):
    """`changed` after every change of the draft; it fits the pictures that are chosen, whenever it was made.

    `current` is the row that is worked on; None where there are none.
    """

    changed = Signal()

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
        """Edit another network; there is no step back to the one before."""
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
        self.apply(self.draft.add(kind, place), tr("insert {kind}", kind=kind), current=place)

    def remove(self) -> None:
        self._with_current(lambda index: self.draft.remove(index), tr("remove"))

    def duplicate(self) -> None:
        if self.current is not None:
            self.apply(self.draft.duplicate(self.current), tr("duplicate"), current=self.current + 1)

    def move(self, index: int, to: int) -> None:
        """Row `index` to the place `to`."""
        to = min(max(to, 0), len(self.draft.rows) - 1)
        self.apply(self.draft.move(index, to), tr("move"), current=to)

    def move_by(self, rows: int) -> None:
        if self.current is not None:
            self.move(self.current, self.current + rows)

    def add_head(self) -> None:
        """What the network lacks at its end."""
        draft = self.draft.with_head()
        self.apply(draft, tr("output layer"), current=len(draft.rows) - 1)

    def _with_current(self, change: Callable[[int], NetworkDraft], cause: str) -> None:
        if self.current is not None:
            self.apply(change(self.current), cause)

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
