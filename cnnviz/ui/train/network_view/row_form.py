"""Beside the table: what the chosen layer does, its name, its settings, and what it takes."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cnnviz.engine.graph import LONGEST_NAME
from cnnviz.numbers import count
from cnnviz.scenarios.draft_lines import DraftLine
from cnnviz.scenarios.draft_rows import DraftRow
from cnnviz.scenarios.layer_kinds import KINDS, MERGES, LayerValue
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.page import give_focus_back
from cnnviz.ui.train.network_view.editing import Editing
from cnnviz.ui.train.network_view.inputs_box import InputsBox
from cnnviz.ui.train.network_view.row_fields import Field, field_for
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.control_group import ControlGroup
from cnnviz.ui.widgets.labels import label, set_role, wrapped

NAME, INPUTS, HEAD = "name", "inputs", "out_features"


class RowForm(QScrollArea):
    """Changes the current row of `editing` as one types; what cannot be is explained below its field."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self.setObjectName("side_panel")
        self._editing = editing
        self._made_for: tuple[str, bool] | None = None
        self._fields: dict[str, Field] = {}
        self._shown: dict[str, LayerValue] = {}
        self.title, self.about, self.follows = label("", "heading"), wrapped(""), wrapped("")
        self.note = wrapped("", "error")
        self.group = ControlGroup()
        self.name, self.inputs = QLineEdit(), InputsBox()
        card = Card()
        for widget in (self.title, self.about, self.note, self.follows):
            card.body.addWidget(widget)
        self._place = QVBoxLayout()
        card.body.addLayout(self._place)
        card.body.addStretch(1)
        self.setWidget(card)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_row(self) -> None:
        """Show the current row; the field that is typed into is left alone."""
        draft, index = self._editing.draft, self._editing.current
        if index is None:
            self._show_nothing()
            return
        line, row = draft.lines[index], draft.rows[index]
        is_head = index == draft.head
        if (row.kind, is_head) != self._made_for:
            self._make(row.kind, is_head)
        self.title.setText(row.kind)
        self.about.setText(tr(KINDS[row.kind].help))
        self.note.setText(line.note)
        self.note.setVisible(bool(line.note))
        if not self.group.error(NAME) or not self.name.hasFocus():
            self._show_name(row.name)
        for name, field in self._fields.items():
            value = row.settings[name]
            if not (self.group.error(name) and _has_keys(field.control)) or self._shown.get(name) != value:
                field.show(value)
                self._shown[name] = value
                self._tell(name, "")
        self.inputs.show_inputs(row.inputs, draft.sources(index), row.kind in MERGES)
        self.follows.setText(_follows(row, line, is_head))
        self.follows.setVisible(bool(self.follows.text()))

    def take_keys(self) -> None:
        """Let the person type into the first setting, or the name where there is none."""
        first = next(iter(self._fields.values()), None)
        control = self.name if first is None else first.control
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(control, QLineEdit):
            control.selectAll()

    def control(self, name: str) -> QWidget:
        """The control of a setting."""
        return self._fields[name].control

    def _show_nothing(self) -> None:
        self._made_for = None
        self.group.hide()
        self.title.setText(tr("No layer is chosen"))
        self.about.setText(tr("Insert a layer, or start from a known network. Its settings will be here."))
        self.note.hide()
        self.follows.hide()

    def _make(self, kind: str, is_head: bool) -> None:
        """Fields for another kind of row."""
        self._made_for = (kind, is_head)
        self._place.removeWidget(self.group)
        self.group.hide()
        self.group.deleteLater()
        self.group = ControlGroup(label_width=84)
        self.name, self.inputs = QLineEdit(), InputsBox()
        self.name.setMaxLength(LONGEST_NAME + 1)
        self.name.setToolTip(tr("What the layer is called, here and in files; no two have the same name"))
        self.name.textEdited.connect(self._rename)
        self.name.returnPressed.connect(lambda: give_focus_back(self.name))
        self.group.add_row(NAME, tr("Name"), self.name)
        self._fields, self._shown = {}, {}
        for one in KINDS[kind].settings:
            if is_head and one.name == HEAD:
                continue
            field = field_for(one, lambda read, name=one.name: self._change(name, read))  # type: ignore[misc]
            self._fields[one.name] = field
            field.control.setMinimumWidth(60)  # a spin box asks for room for its largest number
            self.group.add_row(one.name, tr(one.setting.label), field.control, tr(one.setting.help))
        self.inputs.changed.connect(self._link)
        self.group.add_row(INPUTS, tr("Takes"), self.inputs, tr("Whose output the layer takes"))
        self._place.addWidget(self.group)

    def _show_name(self, name: str) -> None:
        if self.name.text() != name:
            self.name.setText(name)
        self._tell(NAME, "")

    def _change(self, name: str, read: Callable[[], object]) -> None:
        editing, index = self._editing, self._editing.current
        if index is None:
            return
        try:
            draft = editing.draft.change(index, name, read())
        except ExplainedError as error:
            self._tell(name, str(error))
            return
        self._tell(name, "")
        setting = KINDS[draft.rows[index].kind].setting(name).setting
        cause = tr("{setting} of {name}", setting=tr(setting.label), name=draft.rows[index].name)
        editing.apply(draft, cause, merged=True)

    def _rename(self, name: str) -> None:
        editing, index = self._editing, self._editing.current
        if index is None:
            return
        try:
            draft = editing.draft.rename(index, name.strip())
        except ExplainedError as error:
            self._tell(NAME, str(error))
            return
        self._tell(NAME, "")
        editing.apply(draft, tr("name of row {number}", number=count(index + 1)), merged=True)

    def _link(self, inputs: tuple[str, ...]) -> None:
        editing, index = self._editing, self._editing.current
        if index is None:
            return
        try:
            draft = editing.draft.link(index, inputs)
        except ExplainedError as error:
            self._tell(INPUTS, str(error))
            return
        self._tell(INPUTS, "")
        editing.apply(draft, tr("inputs of {name}", name=draft.rows[index].name))

    def _tell(self, name: str, problem: str) -> None:
        """Say below a field what is wrong with it."""
        if self.group.error(name) != problem:
            self.group.show_error(name, problem)
            set_role(self.group.control(name), "wrong", bool(problem))


def _follows(row: DraftRow, line: DraftLine, is_head: bool) -> str:
    """What nobody sets, because it follows."""
    kind, sentences = KINDS[row.kind], []
    if kind.follows and kind.follows in line.arguments:
        words = {
            "in_channels": tr("Input channels"), "in_features": tr("Inputs"), "num_features": tr("Channels"),
        }[kind.follows]  # fmt: skip
        number = count(line.arguments[kind.follows])
        sentences.append(tr("{words}: {number}, from {source}.", words=words, number=number, source=row.inputs[0]))
    if is_head and HEAD in line.arguments:
        sentences.append(tr("Units: {number}, one for each class.", number=count(line.arguments[HEAD])))
    return "\n".join(sentences)


def _has_keys(control: QWidget) -> bool:
    focused = control.focusWidget()
    return control.hasFocus() or (focused is not None and focused.hasFocus())
