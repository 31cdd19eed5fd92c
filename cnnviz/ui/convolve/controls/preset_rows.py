"""The rows of presets: which kernel, and into which channel."""

from functools import cached_property

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnnviz.scenarios.scenario import FORWARD, INPUT, Scenario
from cnnviz.text import tr
from cnnviz.traces.kernels import OWN, PRESETS, RANDOM, preset, random_he
from cnnviz.ui.convolve.controls.group import ScenarioGroup
from cnnviz.ui.widgets.chooser import Chooser

NETWORK = "network"
ALL = "all"


class PresetRows(QObject):
    """Two rows of a group. `edited` carries a new scenario and its cause."""

    edited = Signal(object, str)
    network_wanted = Signal()

    def __init__(self, group: ScenarioGroup) -> None:
        super().__init__(group)
        self._group = group
        self.preset = Chooser(
            tr("Preset"), tr("A kernel to start from; every cell can be changed in the kernel itself")
        )
        for entry in PRESETS:
            self.preset.add(entry.name, tr(entry.label), tr(entry.help))
        self.preset.add_separator()
        self.preset.add(RANDOM, tr("Random (He)"), tr("As the weights of a layer are before it has learnt anything"))
        self.preset.add(OWN, tr("Own"), tr("What was typed or taken from elsewhere"))
        self.preset.add_separator()
        self.preset.add_action(NETWORK, tr("From the network…"), tr("A kernel that the present network has learnt"))
        self._named: tuple[str, ...] = ()
        group.add_row("preset", tr("Preset"), self.preset, self.preset.toolTip())
        group.keep_row("channel")
        self.preset.chosen.connect(self._take)

    @cached_property
    def channel(self) -> Chooser:
        """Which channel a preset goes into, where there are several."""
        help_text = tr("A preset goes into all channels or into one")
        channel = Chooser(tr("Channel that a preset goes into"), help_text)
        self._group.add_row("channel", tr("Into"), channel, help_text)
        return channel

    def show_scenario(self, scenario: Scenario) -> None:
        """Show what the kernel came from; nothing is sent."""
        known = self.preset.has(scenario.preset) and scenario.preset != NETWORK
        self.preset.set_text(OWN, tr("Own") if known else scenario.preset)
        self.preset.set_value(scenario.preset if known else OWN)
        self._show_channels(self._channels(scenario))
        meets = scenario.direction in (FORWARD, INPUT)  # the other gradients are made without the kernel's numbers
        self._group.set_row_visible("preset", meets)
        self._group.set_row_visible("channel", meets and scenario.kernel.shape[1] > 1)

    @staticmethod
    def _channels(scenario: Scenario) -> tuple[str, ...]:
        """What the channels of a kernel are called, as its input is: colours, or numbers."""
        count, source = scenario.kernel.shape[1], scenario.source
        whole = len(scenario.image) == count
        if not source.maps and whole and count == 3:
            return tr("Red"), tr("Green"), tr("Blue")
        start = source.first if whole else min(source.first, 1)
        return tuple(tr("Channel {number}", number=start + index) for index in range(count))

    def _show_channels(self, names: tuple[str, ...]) -> None:
        """The choice stays as long as the channels are the same."""
        if names == self._named:
            return
        self._named = names
        if len(names) == 1:
            return
        self.channel.clear()
        self.channel.add(ALL, tr("All channels"))
        for index, name in enumerate(names):
            self.channel.add(str(index), name)
        self.channel.set_value(ALL)

    def _take(self, name: str) -> None:
        scenario = self._group.scenario
        if name == NETWORK:
            self.show_scenario(scenario)
            self.network_wanted.emit()
            return
        if name == OWN:
            self.show_scenario(scenario)
            return
        channels, size = scenario.kernel.shape[1], scenario.kernel_size
        if name == RANDOM:
            kernel = random_he(channels, size, np.random.default_rng())
        else:
            kernel = np.repeat(preset(name).make(size)[None], channels, axis=0)
        channel = None if channels == 1 or self.channel.value() == ALL else int(self.channel.value())
        self.edited.emit(scenario.with_preset(kernel, name, channel), "preset")
