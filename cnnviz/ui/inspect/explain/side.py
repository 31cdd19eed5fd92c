"""The left card: the methods, what can be set about the chosen one, and the button that makes it run."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnviz.engine.arrays import Shape
from cnnviz.explain.explanation import Method
from cnnviz.explain.fills import USUAL, WITH_USUAL
from cnnviz.settings import Choice, Value
from cnnviz.text import tr
from cnnviz.ui.inspect.explain.layer_chooser import LayerChooser
from cnnviz.ui.inspect.explain.method_list import MethodList
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.control_group import ControlGroup
from cnnviz.ui.widgets.form import Form
from cnnviz.ui.widgets.labels import wrapped
from cnnviz.ui.widgets.scrolled import Scrolled

LABELS, LAYER_LABEL = 74, 40
NARROWEST_FORM, LOWEST_FORM = 160, 80  # pixels; higher ones scroll in low windows


class Side(Card):
    """`method_chosen` carries a name, `slow_changed` whether steps are to be watched; the others are presses."""

    method_chosen = Signal(str)
    settings_changed = Signal()
    run_wanted = Signal()
    stop_wanted = Signal()
    slow_changed = Signal(bool)

    def __init__(self, methods: Mapping[str, Method], others: Sequence[tuple[Choice, QWidget]] = ()) -> None:
        super().__init__(tr("Method"))
        choices = [Choice(method.name, method.label, method.shows) for method in methods.values()]
        self.list = MethodList([*choices, *(choice for choice, _ in others)])
        self._forms = {method.name: Form(method.settings, LABELS) for method in methods.values()}
        self._filled: dict[tuple[str, str], Value] = {}  # what stands in fields that nobody has changed
        self._places: dict[str, QWidget] = {**self._forms, **{choice.value: widget for choice, widget in others}}
        self._stack = QStackedWidget()
        for place in self._places.values():
            self._stack.addWidget(Scrolled(_at_top(place), NARROWEST_FORM, LOWEST_FORM))
        self.layer = LayerChooser()
        self._layer_row = ControlGroup(label_width=LAYER_LABEL)
        self._layer_row.add_row("layer", tr("Layer"), self.layer)
        self._layer_row.hide()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.note = wrapped("")
        self.run, self.stop = QPushButton(tr("Compute")), QPushButton(tr("Stop"))
        self.run.setProperty("role", "primary")
        self.run.setToolTip(tr("Compute this explanation for the picture as it is now"))
        self.stop.setToolTip(tr("Stop here; what has been found so far stays"))
        self.slow = QCheckBox(tr("Slowly"))
        self.slow.setToolTip(tr("Slow enough to watch every step"))
        self._lay_out()
        self._wire()
        self.show_running(False)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.run, self.stop):
            row.addWidget(widget, 1)
        row.addWidget(self.slow)
        self.body.addWidget(self.list)
        self.body.addWidget(self._layer_row)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self.note)
        self.body.addWidget(self.progress)
        self.body.addLayout(row)

    def _wire(self) -> None:
        self.list.chosen.connect(self._choose)
        self.run.clicked.connect(self.run_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.slow.toggled.connect(self.slow_changed)
        self.layer.chosen.connect(lambda _: self.settings_changed.emit())
        for form in self._forms.values():
            form.changed.connect(lambda _: self.settings_changed.emit())

    def settings(self, name: str) -> dict[str, Value]:
        """What is set for a method."""
        return self._forms[name].values()

    def form(self, name: str) -> Form:
        """The form of a method."""
        return self._forms[name]

    def show_usual(self, method: Method, shape: Shape) -> None:
        """Show what the usual settings come to for pictures (C, H, W); what somebody has set stays."""
        form, filled = self._forms[method.name], self._filled
        given = {
            name: 0 if filled.get((method.name, name)) == value else value for name, value in form.values().items()
        }
        for name, value in method.usual(shape, given).items():
            if isinstance(value, str):
                colour = next(tr(choice.label) for choice in WITH_USUAL if choice.value == value)
                form.name_choice(name, USUAL, tr("Usual: {name}", name=colour.lower()))
            elif given[name] == 0:
                filled[method.name, name] = value
                form.set_value(name, value)

    def show_suiting(self, method: Method, suiting: Mapping[str, Value]) -> None:
        """Show the defaults that suit what is explained; what somebody has set stays."""
        form = self._forms[method.name]
        for setting in method.settings:
            place = method.name, setting.name
            if setting.name in suiting and form.values()[setting.name] == self._filled.get(place, setting.default):
                self._filled[place] = suiting[setting.name]
                form.set_value(setting.name, suiting[setting.name])

    def offer_layers(self, names: Sequence[str], usual: str) -> None:
        """Let one of these layers be chosen, or the `usual` one; none: there is nothing to choose."""
        self._layer_row.setVisible(bool(names))
        if names:
            self.layer.offer(names, usual)

    def offer_slowness(self, offered: bool) -> None:
        """Whether there are steps to be watched."""
        self.slow.setVisible(offered)

    def show_running(self, running: bool, done: int = 0, total: int = 0) -> None:
        """Whether something runs, and how far it has come; unknown where `total` is below 2."""
        self.run.setVisible(not running)
        self.stop.setVisible(running)
        self.progress.setMaximum(total if total > 1 else (0 if running else 1))
        self.progress.setValue(done if running else 0)
        self._keep_room(self.progress, running)

    def _keep_room(self, widget: QWidget, seen: bool) -> None:
        """Nothing jumps when it comes and goes."""
        policy = widget.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        widget.setSizePolicy(policy)
        widget.setVisible(seen)

    def _choose(self, name: str) -> None:
        self._stack.setCurrentIndex(list(self._places).index(name))
        self.method_chosen.emit(name)


def _at_top(widget: QWidget) -> QWidget:
    """A widget at the top of whatever room there is."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 4, 0, 0)
    column.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
    return holder
