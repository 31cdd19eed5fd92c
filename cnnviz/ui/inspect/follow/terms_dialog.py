"""All terms of a followed number in a window of their own, beside the page: to be read, searched and copied."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cnnviz.text import tr
from cnnviz.traces.passes import Pass
from cnnviz.ui.fonts import number_font
from cnnviz.ui.inspect.follow.terms_text import terms_text
from cnnviz.ui.painting.followed_picture import FollowedPicture
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.number_box import NumberBox

SIZE = QSize(620, 680)
MOST_DECIMALS = 9
WAIT_MS = 150  # a drawing changes with every stroke; the list follows when the pen rests


class TermsDialog(QDialog):
    """Follows what the card shows for as long as it is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("All terms"))
        self._shown: tuple[Pass, FollowedPicture] | None = None
        self.decimals = NumberBox()
        self.decimals.setRange(0, MOST_DECIMALS)
        self.decimals.setValue(6)
        self.decimals.setFixedWidth(72)
        self.decimals.setAccessibleName(tr("Decimals"))
        self.decimals.setToolTip(tr("How many decimals the list shows"))
        self.decimals.valueChanged.connect(self._write)
        self.copy = QPushButton(tr("Copy"))
        self.copy.setToolTip(tr("Copy the whole list as text"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(number_font(12))
        self.text.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.text.setAccessibleName(tr("All terms"))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(WAIT_MS)
        self._rest.timeout.connect(self._write)
        row = QHBoxLayout()
        row.addWidget(label(tr("Decimals"), "label"))
        row.addWidget(self.decimals)
        row.addStretch(1)
        row.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(self.text, 1)
        self.resize(SIZE)

    def show_terms(self, shown: Pass, picture: FollowedPicture) -> None:
        """List the terms of a number: at once where another one is asked for, else when the pen rests."""
        before, self._shown = self._shown, (shown, picture)
        if before is None or before[1].followed.cell != picture.followed.cell:
            self._rest.stop()
            self._write()
        else:
            self._rest.start()

    def _write(self) -> None:
        if self._shown is not None:
            self.copy.setText(tr("Copy"))
            self.text.setPlainText(terms_text(*self._shown, self.decimals.value()))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(tr("Copied"))
