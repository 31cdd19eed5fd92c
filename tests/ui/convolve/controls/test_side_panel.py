"""The panel as a whole: it shows any scenario silently, says what is wrong where it is, and cuts nothing off."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnviz.scenarios.scenario import (
    ACTIVATIONS,
    BIAS,
    DIRECTIONS,
    FORWARD,
    INPUT,
    MAXIMUM,
    OPERATIONS,
    WEIGHT,
    Scenario,
)
from cnnviz.scenarios.source import matrix_source, random_source
from cnnviz.ui.convolve.controls.side_panel import WIDTH, SidePanel
from cnnviz.ui.convolve.start import start_scenario
from cnnviz.ui.fonts import interface_font, load_fonts
from cnnviz.ui.stylesheet import stylesheet
from cnnviz.ui.theme import DARK, LIGHT, Theme
from tests.ui.convolve.controls.person import Person, look

WAYS = [(operation.value, direction) for operation in OPERATIONS for direction in DIRECTIONS[operation.value]]
ROWS = {  # cause: a scenario in which its row is there
    "operation": start_scenario(),
    "direction": start_scenario(),
    "activation": start_scenario(),
    "chain": start_scenario(),
    "upstream": start_scenario().with_direction(INPUT),
    "picture": start_scenario(),
    "size": start_scenario(),
    "channels": start_scenario(),
    "preset": start_scenario(),
    "kernel size": start_scenario(),
    "filters": start_scenario(),
    "shown filter": start_scenario().with_filters(2),
    "bias": start_scenario(),
    "turned": start_scenario(),
    "groups": start_scenario().with_source(matrix_source("rgb", [[[0]]] * 3)),
    "stride": start_scenario(),
    "padding": start_scenario(),
    "border": start_scenario(),
    "dilation": start_scenario(),
    "output padding": start_scenario().with_operation("transposed"),
    "pool kind": replace(start_scenario(), chain=True),
    "pool size": start_scenario().with_operation(MAXIMUM),
    "pool stride": start_scenario().with_operation(MAXIMUM),
    "pool padding": start_scenario().with_operation(MAXIMUM),
    "pool dilation": start_scenario().with_operation(MAXIMUM),
    "ceil mode": start_scenario().with_operation(MAXIMUM),
    "count padding": replace(start_scenario().with_operation("average"), pool_padding=(1, 1, 1, 1)),
}


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Anything that can be set, also what cannot work."""
    operation, direction = draw(st.sampled_from(WAYS))
    channels, filters = draw(st.sampled_from([1, 2, 3, 6])), draw(st.integers(1, 16))
    pairs = st.tuples(st.integers(1, 8), st.integers(1, 8))
    sides = st.tuples(*[st.integers(0, 5)] * 4)
    source = random_source("random", (5, 6), np.random.default_rng(0), channels)
    start = start_scenario().with_source(source, channels).with_filters(filters).with_kernel_size(draw(pairs))
    changed = replace(
        start, stride=draw(pairs), shown_filter=draw(st.integers(0, filters - 1)), turned=draw(st.booleans()),
        activation=draw(st.sampled_from(ACTIVATIONS)), pool_size=draw(pairs), pool_stride=draw(pairs),
        pool_padding=draw(sides), ceil_mode=draw(st.booleans()), chain=draw(st.booleans()),
    )  # fmt: skip
    padded = changed.with_padding(draw(st.one_of(st.sampled_from(["valid", "same", "full"]), sides)))
    return padded.with_operation(operation).with_direction(direction)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(first=scenarios(), second=scenarios())
def test_any_scenario_is_shown_without_a_word_and_always_alike(
    panel: SidePanel, person: Person, first: Scenario, second: Scenario
) -> None:
    panel.show_scenario(first)
    before = look(panel)
    panel.show_scenario(second)
    panel.show_scenario(first)
    assert look(panel) == before
    assert not person.sent


def test_a_mistake_is_said_beside_the_control_that_made_it(panel: SidePanel) -> None:
    for cause, scenario in ROWS.items():
        panel.show_scenario(scenario)
        panel.show_error(cause, "It does not fit.")
        assert panel.error(cause) == "It does not fit."
        assert panel.notice.text() == ""
        [said] = [label for label in panel.findChildren(QLabel) if label.text() == "It does not fit."]
        assert said.isVisible(), cause
        marked = [widget for widget in panel.findChildren(QWidget) if widget.property("wrong")]
        assert marked, cause
        panel.clear_errors()
        assert not said.isVisible() and panel.error(cause) == ""
        assert not any(widget.property("wrong") for widget in marked)


def test_only_the_last_mistake_is_shown(panel: SidePanel) -> None:
    panel.show_error("stride", "first")
    panel.show_error("padding", "second")
    assert (panel.error("stride"), panel.error("padding")) == ("", "second")


def test_a_mistake_without_a_control_is_said_on_top(panel: SidePanel) -> None:
    panel.show_error("kernel", "It does not fit.")
    assert panel.notice.text() == "It does not fit." and panel.notice.isVisible()
    panel.clear_errors()
    assert not panel.notice.isVisible()


def test_a_mistake_in_random_sizes_is_said_beside_them(panel: SidePanel) -> None:
    numbers = random_source("random", (4, 5), np.random.default_rng(0))
    panel.show_scenario(start_scenario().with_source(numbers))
    panel.show_error("size", "It does not fit.")
    assert panel.picture.random_size.boxes()[0].property("wrong")
    assert not panel.picture.longest.property("wrong")
    panel.clear_errors()
    assert not panel.picture.random_size.boxes()[0].property("wrong")


def test_what_cannot_work_stays_as_typed_and_the_next_edit_builds_on_it(person: Person, panel: SidePanel) -> None:
    panel.show_scenario(start_scenario().with_padding("valid"))
    person.type_into(panel.kernel.kernel_size.boxes()[0], 11)
    panel.show_error("kernel size", "It does not fit.")
    assert panel.kernel.kernel_size.value() == (11, 3)
    person.choose(panel.geometry_controls.word, "same")
    scenario = person.sent[-1][0]
    assert scenario.kernel_size == (11, 3) and scenario.padding == (5, 5, 1, 1)


def test_what_comes_from_elsewhere_is_taken_as_if_it_was_set_here(person: Person, panel: SidePanel) -> None:
    scenario = start_scenario().with_operation(MAXIMUM)
    panel.take(scenario, "textbook")
    assert person.last("textbook") is scenario


def fullest(operation: str, direction: str, chain: bool) -> Scenario:
    """The operation with the longest numbers that can be set, all in colour."""
    source = random_source("random", (64, 64), np.random.default_rng(0))
    scenario = start_scenario().with_source(source, 3).with_filters(16).with_kernel_size((11, 11))
    full = replace(scenario, stride=(16, 16), pool_padding=(5, 4, 3, 2)).with_padding((80, 79, 78, 77))
    return replace(full.with_operation(operation).with_direction(direction), chain=chain)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_nothing_is_cut_off(panel: SidePanel, theme: Theme) -> None:
    load_fonts()
    panel.setFont(interface_font())
    panel.setStyleSheet(stylesheet(theme))
    for operation, direction, chain in [*((*way, False) for way in WAYS), ("convolution", FORWARD, True)]:
        panel.show_scenario(fullest(operation, direction, chain))
        for group in (panel.geometry_controls, panel.pooling):
            if not group.isHidden():
                group.padding.fold.button.setChecked(True)
        QApplication.processEvents()  # layouts follow later
        for control in panel.findChildren(QWidget):
            if control.isVisible() and not isinstance(control, QScrollBar):
                assert_whole(panel, control)


def assert_whole(panel: SidePanel, control: QWidget) -> None:
    """The control lies within the panel and shows all of its text."""
    assert panel.width() == WIDTH
    assert control.mapTo(panel, QPoint(control.width(), 0)).x() <= WIDTH, control
    if isinstance(control, QAbstractButton | QLabel) and not getattr(control, "wordWrap", bool)():
        needed = control.fontMetrics().horizontalAdvance(control.text().replace("&", ""))
        assert control.width() >= needed, control.text()
    if isinstance(control, QAbstractSpinBox):
        line = control.findChild(QLineEdit)
        assert line is not None
        assert line.width() >= line.fontMetrics().horizontalAdvance(control.text()), control.text()


def test_every_control_says_what_it_is_and_what_it_does(panel: SidePanel) -> None:
    for operation, direction in WAYS:
        panel.show_scenario(start_scenario().with_filters(2).with_operation(operation).with_direction(direction))
        for control in panel.findChildren(QWidget):
            if control.isVisible() and isinstance(control, QAbstractButton | QAbstractSpinBox | QComboBox):
                name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
                assert name, control
                assert control.toolTip(), name


def test_tab_reaches_the_controls_from_top_to_bottom(qtbot: QtBot, panel: SidePanel) -> None:
    reached = tabbed(qtbot, panel)
    wanted = {
        panel.operation.activation, panel.operation.chain, panel.picture.picture, panel.picture.longest,
        panel.kernel.presets.preset, *panel.kernel.kernel_size.boxes(), panel.kernel.filters, panel.kernel.bias,
        *panel.geometry_controls.stride.boxes(), panel.geometry_controls.border,
        *panel.geometry_controls.dilation.boxes(),
    }  # fmt: skip
    assert wanted <= set(reached)
    assert heights(panel, reached) == sorted(heights(panel, reached))


def test_tab_reaches_rows_that_were_made_late_in_their_place(qtbot: QtBot, panel: SidePanel) -> None:
    kernels = panel.operation.scenario.with_source(random_source("Random", (6, 6), np.random.default_rng(1)))
    panel.show_scenario(kernels.with_filters(2).with_padding((0, 1, 0, 1)).with_direction(WEIGHT))
    assert panel.operation.upstream is not None
    panel.show_scenario(panel.operation.scenario.with_direction(BIAS))  # another choice of the row takes the keys
    reached = tabbed(qtbot, panel)
    wanted = {
        panel.operation.gradient.button(BIAS), panel.operation.upstream.chooser, *panel.picture.random_size.boxes(),
        panel.kernel.shown, panel.geometry_controls.padding.fold.button,
    }  # fmt: skip
    assert wanted <= set(reached)
    assert heights(panel, reached) == sorted(heights(panel, reached))


def tabbed(qtbot: QtBot, panel: SidePanel) -> list[QWidget]:
    """What Tab reaches, beginning at the top."""
    panel.activateWindow()
    panel.operation.operation.button("convolution").setFocus()
    reached: list[QWidget] = []
    while (now := panel.focusWidget()) is not None and now not in reached and len(reached) < 60:
        reached.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    return reached


def heights(panel: SidePanel, controls: list[QWidget]) -> list[int]:
    """How far below the panel's top they are."""
    return [control.mapTo(panel, QPoint(0, 0)).y() for control in controls]


def test_what_stands_below_scrolls_with_the_controls(qtbot: QtBot, panel: SidePanel) -> None:
    below = QLabel("the size rule")
    panel.add_below(below)
    panel.resize(WIDTH, 300)
    scrolled = panel.findChild(QScrollArea)
    qtbot.waitUntil(lambda: scrolled.verticalScrollBar().maximum() > 0)
    assert below.visibleRegion().isEmpty()

    def at_the_end() -> bool:
        scrolled.verticalScrollBar().setValue(scrolled.verticalScrollBar().maximum())
        return not below.visibleRegion().isEmpty()

    qtbot.waitUntil(at_the_end)


def test_forward_is_where_it_begins(panel: SidePanel) -> None:
    assert panel.operation.way.value() == FORWARD
    assert panel.kernel.presets.preset.currentText() == "Sobel x"
    assert panel.picture.picture.currentText() == "Three"
