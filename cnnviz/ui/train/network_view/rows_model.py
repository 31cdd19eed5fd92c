"""The rows of a draft as Qt's tables ask for them."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from cnnviz.numbers import count, trimmed
from cnnviz.scenarios.draft_lines import DraftLine
from cnnviz.scenarios.draft_rows import above
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.text import mark, tr
from cnnviz.ui.train.network_view.roles import shape_text

COLUMNS = (mark("Layer"), mark("Kind and settings"), mark("Output"), mark("Parameters"), mark("Multiply-adds"),
           mark("Field"))  # fmt: skip
HELP = (
    mark("The name of the layer"),
    mark("What it does, and how it is set"),
    mark("Shape of what it gives: channels × rows × columns, or so many numbers"),
    mark("Numbers that are learnt"),
    mark("Multiplications, each with its addition, for one picture"),
    mark("Receptive field: how many rows and columns of the picture one output cell sees"),
)
LAYER, SETTINGS, OUTPUT, PARAMETERS, WORK, FIELD = range(len(COLUMNS))
Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """Texts of all cells; what a row cannot say is said by the delegate, over several cells."""

    def __init__(self, draft: NetworkDraft) -> None:
        super().__init__()
        self.draft = draft

    def show_draft(self, draft: NetworkDraft) -> None:
        """Show another draft; the view keeps its place where there are as many rows."""
        same = len(draft.rows) == len(self.draft.rows)
        if not same:
            self.beginResetModel()
        self.draft = draft
        if not same:
            self.endResetModel()
        elif draft.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(draft.rows) - 1, len(COLUMNS) - 1))

    def line(self, row: int) -> DraftLine:
        return self.draft.lines[row]

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        line = self.line(row)
        if column == LAYER:
            return line.row.name
        if column == SETTINGS:
            return self._settings(row)
        if line.shape is None:
            return ""
        return {
            OUTPUT: shape_text(line),
            PARAMETERS: count(line.parameters) if line.parameters else "–",
            WORK: count(line.multiply_adds) if line.multiply_adds else "–",
            FIELD: field_text(line),
        }[column]

    def _settings(self, row: int) -> str:
        line = self.line(row)
        words = line.row.words()
        if row == self.draft.head:
            words = tr("{count} units, one for each class", count=len(self.draft.class_names))
        takes = ""
        if line.row.inputs != (above(self.draft.rows, row),):
            takes = tr("takes {names}", names=" + ".join(line.row.inputs))
        return " · ".join(part for part in (line.row.kind, words, takes) if part)

    def hint(self, row: int, column: int) -> str:
        """A tooltip: the cell in full, or what is wrong with the row."""
        line = self.line(row)
        if line.problem or line.note:
            return line.problem or line.note
        if line.waits_for:
            return tr("It is computed as soon as “{name}” works.", name=line.waits_for)
        if column == FIELD and line.jump is not None:
            rows, columns = (trimmed(one, 3) for one in line.jump)
            jump = rows if rows == columns else f"{rows}×{columns}"
            return tr("{field} cells of the picture are seen by one output cell; the next one looks {jump} on.",
                      field=field_text(line), jump=jump)  # fmt: skip
        return self.text(row, column)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self.draft.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.hint(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            line = self.line(index.row())
            trouble = line.problem or (tr("waits for {name}", name=line.waits_for) if line.waits_for else "")
            return trouble or self.text(index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(HELP[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section < OUTPUT else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDragEnabled


def field_text(line: DraftLine) -> str:
    """The receptive field: 5×5."""
    return "" if line.receptive_field is None else "×".join(map(str, line.receptive_field))
