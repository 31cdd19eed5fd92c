"""The card with the arithmetic of the current frame."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.traces.scene import Frame, Place, Scene
from cnnviz.ui.convolve.sum_view import OutcomeView, TermsArea, TermsView
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.icons import icon
from cnnviz.ui.painting.sum_reading import EQUAL
from cnnviz.ui.painting.sums import Reading, Slots, sampled_sums, slots_of, slots_of_scene, sum_text
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.number_box import NumberBox
from cnnviz.ui.widgets.readout import Readout

MOST_DECIMALS = 9


class ArithmeticCard(Card):
    """Every term of the current frame, what they come to, and the result; as text on request.

    `term_hovered` carries the cell (`Place`) whose term is pointed at, or None. The room of the terms grows with the
    numbers of a scene and never shrinks, so that nothing jumps while it plays.
    """

    term_hovered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(2)
        self._scene: Scene | None = None
        self._frame: Frame | None = None
        self._peeked = False
        self._slots = Slots()
        self.terms = TermsView()
        self.terms.term_hovered.connect(self.term_hovered)
        self.area = TermsArea(self.terms)
        self.outcome = OutcomeView()
        self.decimals = NumberBox()
        self.decimals.setRange(0, MOST_DECIMALS)
        self.decimals.setValue(2)
        self.decimals.setFixedWidth(64)
        self.decimals.setAccessibleName(tr("Decimals"))
        self.decimals.setToolTip(tr("How many decimals the arithmetic shows"))
        self.decimals.valueChanged.connect(self._set_decimals)
        self.copy = QPushButton(tr("Copied"))
        self._coloured = ""
        self._colour_icons()
        self.copy.setMinimumWidth(self.copy.sizeHint().width())  # the longer of its texts, with its picture
        self.copy.setText(tr("Copy"))
        self.copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.copy.setToolTip(tr("Copy the whole arithmetic as text"))
        self.copy.clicked.connect(self._copy)
        self.which = Readout(interface_font(11), muted=True)
        self.which.setToolTip(
            tr("≈ stands where the numbers, rounded as they are shown, do not quite add up; with more decimals they do")
        )
        self.body.addLayout(self._make_heading())
        self.body.addWidget(self.area)
        self.body.addWidget(self.outcome)

    def _make_heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(tr("Arithmetic"), "heading"))
        row.addWidget(self.which, 1)
        row.addWidget(label(tr("Decimals"), "label"))
        row.addWidget(self.decimals)
        row.addWidget(self.copy)
        return row

    def show_scene(self, scene: Scene) -> None:
        """Make room for the sums of a scene; the frame comes with `show_frame`."""
        self._scene, self._frame = scene, None
        samples = sampled_sums(scene)
        self._slots = slots_of_scene(scene, samples)
        self.area.forget_height()
        self.terms.expect(samples, self.decimals.value(), self._slots)

    def show_frame(self, frame: Frame, peeked: bool = False) -> None:
        """Show the arithmetic of a frame; one that is `peeked` at is not the frame that the film is at."""
        self._frame, self._peeked = frame, peeked
        self._slots = self._slots.covering(slots_of(frame.sum))
        if self.copy.text() != tr("Copy"):
            self.copy.setText(tr("Copy"))
        self._show()

    def light(self, place: Place | None) -> None:
        """Stress the term of the cell that is pointed at, in whatever panel it lies."""
        self.terms.light(None if place is None else self._term_of(place))

    def text(self) -> str:
        """What the copy button copies."""
        return "" if self._frame is None else sum_text(self._frame.sum, self.decimals.value(), self._slots)

    def _term_of(self, place: Place) -> Place | None:
        """The cell of the sum's own panel that belongs to a cell of another one."""
        if self._frame is None or self._scene is None:
            return None
        panel = self._frame.sum.panel
        if place.panel == panel:
            return place
        for lit in self._scene.links(place, self._frame):
            if lit.panel == panel and lit.strong and len(lit.rows) == len(lit.columns) == 1:
                return Place(panel, lit.grid, lit.rows[0], lit.columns[0])
        return None

    def _show(self) -> None:
        if self._frame is None:
            return
        reading = Reading.of(self._frame.sum, self.decimals.value(), self._slots)
        self.terms.show_sum(reading)
        self.outcome.show_sum(reading)
        self.which.set_text(self._heading_text(reading))

    def _heading_text(self, reading: Reading) -> str:
        title, exact = reading.sum.title, reading.sign == EQUAL
        if self._peeked:
            return tr("peek at {title}", title=title) if exact else tr("peek at {title}, rounded (≈)", title=title)
        if reading.left_out:
            return tr("of {title}: the first terms, {count} more", title=title, count=count(reading.left_out))
        if exact:
            return tr("of {title}: every term", title=title)
        return tr("of {title}: every term, rounded (≈)", title=title)

    def _set_decimals(self, decimals: int) -> None:
        self.area.forget_height()
        self.terms.expect(self.terms.samples, decimals, self._slots)
        self._show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.copy.setText(tr("Copied"))

    def _colour_icons(self) -> None:
        theme = theme_of(self)
        if theme.name != self._coloured:
            self._coloured = theme.name
            self.copy.setIcon(icon("copy", theme.text, size=14))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icons()
        super().changeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, super().minimumSizeHint().height())
