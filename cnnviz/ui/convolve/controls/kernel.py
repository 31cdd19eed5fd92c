"""The controls of the kernels: what they begin as, their size and number, groups, and the way they are read."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from cnnviz.numbers import trimmed
from cnnviz.scenarios.scenario import BIAS, CONVOLUTION, FORWARD, MOST_FILTERS, TRANSPOSED, Scenario
from cnnviz.settings import Choice
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.traces.kernels import LARGEST, OWN, RANDOM, parse_number, preset, random_he
from cnnviz.ui.convolve.controls.group import ScenarioGroup
from cnnviz.ui.convolve.controls.preset_rows import PresetRows
from cnnviz.ui.page import give_focus_back
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.control_group import ControlGroup
from cnnviz.ui.widgets.labels import set_role
from cnnviz.ui.widgets.number_box import NumberBox
from cnnviz.ui.widgets.pair import PairBox
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from cnnviz.ui.widgets.fold import Fold

AS_IT_IS, TURNED = "correlation", "convolution"
READINGS = (
    Choice(AS_IT_IS, mark("Correlation"), mark("Cross-correlation, as networks compute it: the kernel as it stands")),
    Choice(TURNED, mark("True convolution"), mark("The kernel turned by 180° before it meets the picture")),
)


class KernelControls(ScenarioGroup):
    """Of the convolution and of the transposed one."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(tr("Kernel"))
        self._workspace = workspace

    def _applies(self, scenario: Scenario) -> bool:
        return scenario.operation in (CONVOLUTION, TRANSPOSED)

    def _make(self) -> None:
        self.presets = PresetRows(self)
        size_help = tr("Rows and columns of the kernel, 1 to {most}", most=LARGEST)
        self.kernel_size = PairBox(tr("Kernel size"), 1, LARGEST, (3, 3), size_help)
        filters_help = tr("How many kernels there are, each with an output map of its own")
        self.filters = NumberBox()
        self.filters.setRange(1, MOST_FILTERS)
        self.filters.setToolTip(filters_help)
        self.bias = QLineEdit()
        set_role(self.bias, "role", "number")
        bias_help = tr("Added to every sum of this filter")
        self.bias.setToolTip(bias_help)
        self.reading = Segmented(READINGS)
        self.reading.setAccessibleName(tr("How the kernel is read"))
        self.add_row("kernel size", tr("Size"), self.kernel_size, size_help)
        self.add_row("filters", tr("Filters"), self.filters, filters_help)
        self.keep_row("shown filter")
        self.add_row("bias", tr("Bias"), self.bias, bias_help)
        self.add_wide(self.reading, "turned")
        self.keep_row("groups")
        self._connect()

    @cached_property
    def shown(self) -> NumberBox:
        """Which of several filters."""
        box, help_text = NumberBox(), tr("The filter that is shown, and that presets, bias and edits go to")
        box.setToolTip(help_text)
        box.valueChanged.connect(self._take_shown)
        self.add_row("shown filter", tr("Shown"), box, help_text)
        return box

    @cached_property
    def groups(self) -> Chooser:
        """Stands in the fold `more`."""
        help_text = tr("Blocks of channels that see only their own filters; as many as channels is depthwise")
        groups = Chooser(tr("Groups"), help_text)
        groups.chosen.connect(self._take_groups)
        return groups

    @cached_property
    def more(self) -> Fold:
        """What is needed rarely, and only where there are several channels."""
        from cnnviz.ui.widgets.fold import Fold

        rarer = ControlGroup()
        rarer.add_row("groups", tr("Groups"), self.groups, self.groups.toolTip())
        more = Fold(rarer, tr("More…"), tr("Less…"))
        more.button.setToolTip(tr("Groups of channels"))
        self.add_wide(more, "groups")
        return more

    def _connect(self) -> None:
        self.presets.edited.connect(self.edited)
        self.presets.network_wanted.connect(self._open_network)
        self.kernel_size.changed.connect(lambda size: self.edited.emit(_resized(self.scenario, size), "kernel size"))
        self.filters.valueChanged.connect(lambda count: self.edited.emit(self.scenario.with_filters(count), "filters"))
        self.bias.returnPressed.connect(lambda: give_focus_back(self.bias))
        self.bias.editingFinished.connect(self._take_bias)
        self.reading.changed.connect(lambda reading: self._set("turned", turned=reading == TURNED))

    def marked(self, name: str) -> QWidget:
        if name == "groups":
            return self.groups
        return self.presets.preset if name == "preset" else super().marked(name)

    def show_error(self, name: str, text: str) -> None:
        super().show_error(name, text)
        if name == "groups" and text:
            self.more.button.setChecked(True)

    def _show(self, scenario: Scenario) -> None:
        self.presets.show_scenario(scenario)
        self.kernel_size.set_value(scenario.kernel_size)
        _show_number(self.filters, scenario.filters, max(MOST_FILTERS, scenario.filters))
        if scenario.filters > 1:
            first = scenario.origin.first_filter
            _show_number(self.shown, scenario.shown_filter + first, scenario.filters - 1 + first, first)
        self.bias.setText(trimmed(float(scenario.bias[scenario.shown_filter]), 6))
        self.reading.set_value(TURNED if scenario.turned else AS_IT_IS)
        if len(scenario.image) > 1:
            self._show_groups(scenario)
        self.set_row_visible("bias", scenario.direction == FORWARD)
        self.set_row_visible("turned", scenario.direction != BIAS)
        self.set_row_visible("shown filter", scenario.filters > 1)
        self.set_row_visible("groups", len(scenario.image) > 1)

    def _show_groups(self, scenario: Scenario) -> None:
        """Those numbers of groups that divide the channels."""
        channels = len(scenario.image)
        offered = [str(count) for count in range(1, channels + 1) if channels % count == 0]
        if [self.groups.itemData(index) for index in range(self.groups.count())] != offered:
            self.groups.clear()
            for count in offered:
                self.groups.add(count, count)
        self.groups.set_value(str(scenario.groups))
        self.more.set_changed(int(scenario.groups > 1))

    def _take_bias(self) -> None:
        before = self.scenario.bias[self.scenario.shown_filter]
        try:
            value = parse_number(self.bias.text())
        except ExplainedError as error:
            self.show_error("bias", str(error))
            return
        self.show_error("bias", "")
        if np.float32(value) != before and self.bias.text() != trimmed(float(before), 6):
            self.edited.emit(self.scenario.with_bias(value), "bias")

    def _take_shown(self, number: int) -> None:
        first = self.scenario.origin.first_filter
        self.edited.emit(self.scenario.with_shown_filter(number - first), "shown filter")

    def _take_groups(self, groups: str) -> None:
        """So many groups; where they do not divide the filters, there are more of these."""
        count = int(groups)
        if count != self.scenario.groups:
            filters = -(-self.scenario.filters // count) * count
            self.edited.emit(self.scenario.with_filters(filters).with_groups(count), "groups")

    def _open_network(self) -> None:
        from cnnviz.ui.convolve.controls.kernel_from_network import KernelDialog

        dialog = KernelDialog(self._workspace, self.scenario, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.scenario_made.connect(lambda scenario: self.edited.emit(scenario, "preset"))
        dialog.open()


def _show_number(box: NumberBox, value: int, most: int, least: int = 1) -> None:
    """Show one of `least` to `most`, sending nothing."""
    box.blockSignals(True)
    box.setRange(least, most)
    box.setValue(value)
    box.blockSignals(False)


def _resized(scenario: Scenario, size: tuple[int, int]) -> Scenario:
    """Kernels of another size: a preset that has all sizes is made anew, as are random ones; others are cut or filled.

    That is only so where there is but one filter: of several, each may be something else.
    """
    name, channels = scenario.preset, scenario.kernel.shape[1]
    if scenario.filters > 1 or name == OWN:
        return scenario.with_kernel_size(size)
    if name == RANDOM:
        return scenario.with_kernel(random_he(channels, size, np.random.default_rng())[None], RANDOM)
    made = preset(name)
    same = made.scalable and all(
        np.array_equal(kernel, made.make(scenario.kernel_size)) for kernel in scenario.kernel[0]
    )
    if not same:
        return scenario.with_kernel_size(size)
    return scenario.with_kernel(np.repeat(made.make(size)[None, None], channels, axis=1), name)
