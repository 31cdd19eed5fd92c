"""The card that follows a number: which numbers met, and where their sum goes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnviz.text import tr
from cnnviz.traces.follow import follow
from cnnviz.traces.following import Followed
from cnnviz.traces.passes import Cell, Pass, PassError, cell_name
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.inspect.follow.curve_view import CurveView
from cnnviz.ui.inspect.follow.map_view import FollowedMap
from cnnviz.ui.inspect.follow.names import short_name
from cnnviz.ui.inspect.follow.outcome_view import HeadingView, OutcomeView
from cnnviz.ui.inspect.follow.parts_view import PartsArea
from cnnviz.ui.inspect.follow.path import Path
from cnnviz.ui.inspect.follow.picturing import button_text, picture_of, source_name, spot_texts, summary_of
from cnnviz.ui.inspect.follow.terms_dialog import TermsDialog
from cnnviz.ui.inspect.follow.trail import Trail
from cnnviz.ui.painting.follow_outcome import outcome_lines
from cnnviz.ui.painting.follow_rows import RowsLayout, Spot
from cnnviz.ui.painting.followed_picture import FollowedPicture
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.widgets.labels import separator, wrapped
from cnnviz.ui.widgets.readout import Readout
from cnnviz.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from cnnviz.ui.export.sheet import Sheet

MANY = 12  # parts from which on the largest come first, until somebody chooses
ONE_LINE, UNLIMITED = 24, 16777215  # pixels of height of the rows: beside a curve there is only one
MAP_SHARE = 0.15  # of the card's height


class FollowCard(Card):
    """`show_pass` and `show_cell` fill it; a number that is clicked is only asked for, by `follow_wanted`."""

    follow_wanted = Signal(object)  # Cell
    convolve_wanted = Signal(object)  # Cell

    def __init__(self) -> None:
        super().__init__(tr("Follow a pixel"))
        self._shown: Pass | None = None
        self._followed: Followed | None = None
        self._picture: FollowedPicture | None = None
        self._path = Path()
        self._dialog: TermsDialog | None = None
        self.trail, self.map, self.parts = Trail(), FollowedMap(), PartsArea()
        self.heading_view, self.curve, self.outcome = HeadingView(), CurveView(), OutcomeView()
        self.back_button = IconButton("undo", tr("Back to the number before (Backspace)"))
        self.largest_first = QCheckBox(tr("Largest first"))
        self.terms, self.convolve = QPushButton(), QPushButton(tr("Open in Convolve"))
        self._summary = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._note, self._empty = wrapped(""), wrapped("")
        self._where, self._term = Readout(interface_font(11), muted=True), Readout(number_font(11))
        self._contents = QWidget()
        self.heading.add(self.back_button)
        self._lay_out()
        self._set_up()
        self._clear()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._contents)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._summary, 1)
        row.addWidget(self.largest_first)
        reading = QVBoxLayout()
        reading.setSpacing(0)
        reading.addWidget(self._where)
        reading.addWidget(self._term)
        buttons = WrappingRow()
        buttons.add(self.terms)
        buttons.add(self.convolve)
        buttons.end_empty(1)
        for item in (self.trail, self.map, separator(), row, self._note, self.heading_view):
            column.addLayout(item) if isinstance(item, QHBoxLayout) else column.addWidget(item)
        column.addWidget(self.parts, 1)
        column.addWidget(self.curve, 4)
        column.addStretch(0)
        column.addLayout(reading)
        column.addWidget(separator())
        column.addWidget(self.outcome)
        column.addWidget(buttons)
        self.body.addWidget(self._contents, 1)
        self.body.addWidget(self._empty, 1)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _set_up(self) -> None:
        self.largest_first.setProperty("role", "small")
        self.largest_first.setToolTip(tr("The parts that bring most stand first, whatever their sign"))
        self.terms.setToolTip(tr("Every term of every channel as text, with as many decimals as wanted"))
        for button in (self.terms, self.convolve):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.largest_first.clicked.connect(lambda _: self._draw())
        self.terms.clicked.connect(self._open_terms)
        self.convolve.clicked.connect(lambda: self.convolve_wanted.emit(self._path.cells()[-1]))
        self.back_button.clicked.connect(self.go_back)
        self.trail.chosen.connect(lambda index: self.follow_wanted.emit(self._path.cells()[index]))
        self.map.chosen.connect(self.follow_wanted)
        self.parts.view.chosen.connect(self.follow_wanted)
        self.parts.view.pointed.connect(self._read)
        self.parts.resized.connect(self._draw)
        QShortcut(QKeySequence(Qt.Key.Key_Backspace), self, self.go_back)  # wherever the keys are while it is seen

    def show_pass(self, shown: Pass | None, cell: Cell | None = None) -> None:
        """What is looked at now, and the number that is followed in it.

        Without a `cell` the one before stays, where there still is one in its place.
        """
        if shown is self._shown:
            if cell is not None and (self._followed is None or self._followed.cell != cell):
                self.show_cell(cell)
            return
        before, self._shown = self._shown, shown
        if before is not None and shown is not None and before.network is not shown.network:
            self._path.clear()
        before_it = None if self._followed is None else self._followed.cell
        self.show_cell(before_it if cell is None else cell)

    def show_cell(self, cell: Cell | None) -> None:
        """Follow this number; none at all where there is no such one."""
        if self._shown is None or cell is None:
            self._clear()
            return
        try:
            self._followed = follow(self._shown, cell)
        except PassError:
            self._clear()
            return
        self._path.go(self._followed)
        self._show(self._shown, self._followed)

    def followed(self) -> Followed | None:
        """The number that is shown, and where it comes from."""
        return self._followed

    def sheet(self) -> "Sheet | None":
        """The number that is followed as a picture for a file; None where none is."""
        if self._shown is None or self._followed is None:
            return None
        from cnnviz.ui.inspect.follow.follow_sheet import FollowSheet

        largest = self.largest_first.isChecked()
        return FollowSheet(self._shown, self._followed, self.trail.names(), self._note.text(), largest)

    def readings(self) -> tuple[str, str]:
        """Where the number that is pointed at lies, and what it brings."""
        return self._where.text(), self._term.text()

    def go_back(self) -> None:
        """Ask for the number one came from."""
        before = self._path.before()
        if before is not None:
            self.follow_wanted.emit(before)

    def _clear(self) -> None:
        self._followed = self._picture = None
        self._path.clear()
        self._contents.hide()
        self._empty.show()
        self.back_button.hide()
        self.heading.set_explanation("")
        if self._dialog is not None:
            self._dialog.hide()
        self._empty.setText(
            tr("Click any number of a map, a unit or a probability. Here you will see which numbers it was made of, "
               "what each of them brought, and where their sum goes. From there go on to any of them, back to the "
               "picture.")
        )  # fmt: skip

    def _show(self, shown: Pass, followed: Followed) -> None:
        several = len(followed.parts) > 1
        if self._picture is None or self._picture.followed.cell != followed.cell:
            self.largest_first.setChecked(len(followed.parts) > MANY)
        self._empty.hide()
        self._contents.show()
        self.heading.set_explanation(followed.kind if followed.parts else "")
        self.trail.show_names([short_name(shown, cell) for cell in self._path.cells()])
        self.back_button.setVisible(self._path.before() is not None)
        self.map.show_followed(shown, followed)
        self._summary.setText(summary_of(followed))
        self._summary.setVisible(bool(followed.parts))
        self._give_map_room()
        self._note.setText(followed.note or self._end(shown, followed))
        self._note.setVisible(bool(self._note.text()))
        self.largest_first.setVisible(several)
        self.heading_view.setVisible(bool(followed.parts))
        self.curve.show_followed(shown, followed)
        self.parts.setMaximumHeight(ONE_LINE if self.curve.curve() else UNLIMITED)
        self.terms.setVisible(bool(followed.parts))
        self.terms.setText(button_text(followed))
        self.convolve.setVisible(bool(followed.parts))
        self.convolve.setEnabled(followed.openable)
        self.convolve.setToolTip(
            tr("Show this arithmetic step by step on the Convolve page") if followed.openable
            else tr("Convolve has no such operation: {kind}", kind=followed.kind)
        )  # fmt: skip
        self.setAccessibleName(tr("Follow a pixel: {name}", name=cell_name(shown, followed.cell)))
        self._draw()

    @staticmethod
    def _end(shown: Pass, followed: Followed) -> str:
        """What is said of a number that was made of no others."""
        if shown.layer(followed.cell.layer).is_input:
            return tr("This is a number of the picture itself, as the network is given it: here the way ends.")
        return ""

    def _draw(self) -> None:
        """Lay the rows out for the room that there is."""
        if self._shown is None or self._followed is None:
            return
        picture = picture_of(self._shown, self._followed, theme_of(self), self.largest_first.isChecked())
        width, height = self.parts.room
        layout = RowsLayout(self._followed, picture.order, width, height, picture.columns(width))
        self._picture = picture
        self.outcome.show_lines(outcome_lines(picture))
        self.heading_view.show_heading(layout, picture, source_name(self._shown, self._followed))
        self.parts.view.setVisible(bool(self._followed.parts))
        if self._followed.parts:
            self.parts.view.show_picture(picture, layout)
        else:
            self._read(None)
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.show_terms(self._shown, picture)

    def _give_map_room(self) -> None:
        """The map takes more where nothing stands below it."""
        alone = self._followed is not None and not self._followed.parts
        self.map.set_room(round((1.0 if alone else MAP_SHARE) * self.height()))

    def _read(self, spot: Spot | None) -> None:
        """Say what is pointed at."""
        if spot is None or self._shown is None or self._picture is None:
            self._where.set_text(tr("Click a number to follow it.") if self._followed and self._followed.parts else "")
            self._term.set_text("")
            return
        where, term = spot_texts(self._shown, self._picture, spot)
        self._where.set_text(where)
        self._term.set_text(term)

    def _open_terms(self) -> None:
        if self._shown is None or self._picture is None:
            return
        if self._dialog is None:
            self._dialog = TermsDialog(self)
        self._dialog.show_terms(self._shown, self._picture)
        self._dialog.show()
        self._dialog.raise_()

    def terms_dialog(self) -> TermsDialog | None:
        """The window with all terms, once it was opened."""
        return self._dialog

    def hideEvent(self, event: QHideEvent) -> None:
        if self._dialog is not None and not event.spontaneous():  # not when the window is only made small
            self._dialog.hide()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_map_room()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)
