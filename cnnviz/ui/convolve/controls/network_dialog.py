"""What the dialogs share that take something from the present network."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from cnnviz.engine.network import Network
from cnnviz.scenarios.scenario import Scenario
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.widgets.control_group import ControlGroup
from cnnviz.ui.widgets.labels import label, wrapped
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.workspace import Workspace

WIDTH = 440


class NetworkDialog(QDialog):
    """Rows of choices, a note below them, and two buttons. `scenario_made` carries what was taken over."""

    scenario_made = Signal(object)

    def __init__(self, title: str, base: Scenario, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self.base = base
        self.origin = label("", "muted")
        self.rows = ControlGroup()
        self.note = wrapped("")
        self.notice = Notice()
        self.take = QPushButton(tr("Take over"))
        self.take.setProperty("role", "primary")
        self.take.setDefault(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(10)
        for part in (self.origin, self.rows, self.note, self.notice):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.column.addWidget(self.buttons)

    def network_of(self, workspace: Workspace) -> Network | None:
        """The present network; None, with a message, where it cannot be read."""
        try:
            model = workspace.model()
        except (ExplainedError, OSError) as error:
            self.refuse(str(error))
            return None
        self.origin.setText(model.origin)
        return model.network

    def refuse(self, text: str) -> None:
        """Say why there is nothing to take over."""
        self.rows.hide()
        self.take.setEnabled(False)
        self.notice.show_error(text)
