"""Kernels are chosen, sized, counted, biased, grouped and read as a person wants them."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.scenarios.scenario import INPUT, Scenario
from cnnviz.scenarios.source import random_source
from cnnviz.traces.kernels import PRESETS, preset
from cnnviz.ui.convolve.controls.side_panel import SidePanel
from cnnviz.ui.convolve.start import start_scenario
from tests.ui.convolve.controls.person import Person


def scenario(channels: int, filters: int = 1) -> Scenario:
    source = random_source("random", (9, 9), np.random.default_rng(0), channels)
    return start_scenario().with_source(source, channels).with_filters(filters)


def test_every_preset_goes_into_the_kernel(person: Person, panel: SidePanel) -> None:
    for count, entry in enumerate(PRESETS, start=1):
        person.choose(panel.kernel.presets.preset, entry.name)
        made = person.last("preset", count)
        assert made.preset == entry.name
        np.testing.assert_array_equal(made.kernel[0, 0], entry.make((3, 3)))


def test_random_weights_are_drawn_anew_each_time(person: Person, panel: SidePanel) -> None:
    person.choose(panel.kernel.presets.preset, "random")
    first = person.last("preset").kernel
    person.choose(panel.kernel.presets.preset, "random")
    assert not np.array_equal(first, person.last("preset", 2).kernel)


def test_a_preset_goes_into_the_channel_that_is_chosen(person: Person, panel: SidePanel) -> None:
    assert not panel.kernel.has_row("channel")
    panel.show_scenario(scenario(3))
    assert panel.kernel.presets.channel.itemText(2) == "Green"
    panel.kernel.presets.channel.set_value("1")
    person.choose(panel.kernel.presets.preset, "identity")
    kernel = person.last("preset").kernel[0]
    assert kernel[1].sum() == 1 and not np.array_equal(kernel[0], kernel[1])
    assert panel.kernel.presets.channel.value() == "1"
    panel.kernel.presets.channel.set_value("all")
    person.choose(panel.kernel.presets.preset, "laplacian")
    assert (person.last("preset", 2).kernel[0, :, 1, 1] == -4).all()


def test_channels_that_are_no_colours_are_counted(panel: SidePanel) -> None:
    panel.show_scenario(scenario(6))
    chooser = panel.kernel.presets.channel
    assert [chooser.itemText(index) for index in (0, 1, 6)] == ["All channels", "Channel 1", "Channel 6"]


def test_own_is_no_preset_to_choose(person: Person, panel: SidePanel) -> None:
    person.choose(panel.kernel.presets.preset, "own")
    assert not person.sent and panel.kernel.presets.preset.value() == "sobel-x"


def test_a_kernel_with_a_name_of_its_own_is_shown_by_it(panel: SidePanel) -> None:
    panel.show_scenario(replace(start_scenario(), preset="conv1[2]"))
    assert panel.kernel.presets.preset.currentText() == "conv1[2]"
    panel.show_scenario(start_scenario().with_kernel(np.ones((1, 1, 2, 2))))
    assert panel.kernel.presets.preset.currentText() == "Own"


def test_the_size_is_typed_and_the_kernel_filled_around_its_middle(person: Person, panel: SidePanel) -> None:
    person.type_into(panel.kernel.kernel_size.boxes()[0], 5)
    made = person.last("kernel size")
    assert made.kernel.shape == (1, 1, 5, 3) and made.preset == "own"
    assert made.kernel[0, 0, :, 0].tolist() == [0, 1, 2, 1, 0]
    assert made.padding == (2, 2, 1, 1)


@pytest.mark.parametrize("name", ["box", "gaussian", "identity"])
def test_a_preset_of_all_sizes_is_made_anew(person: Person, panel: SidePanel, name: str) -> None:
    person.choose(panel.kernel.presets.preset, name)
    person.type_into(panel.kernel.kernel_size.boxes()[1], 11)
    made = person.last("kernel size", 2)
    assert made.preset == name
    np.testing.assert_array_equal(made.kernel[0, 0], preset(name).make((3, 11)))


def test_a_preset_that_was_edited_is_not_made_anew(person: Person, panel: SidePanel) -> None:
    edited = np.full((1, 1, 3, 3), 1 / 9, np.float32)
    edited[0, 0, 0, 0] = 5
    panel.show_scenario(start_scenario().with_kernel(edited, "box"))
    person.type_into(panel.kernel.kernel_size.boxes()[1], 5)
    assert person.last("kernel size").kernel[0, 0, 0].tolist() == pytest.approx([0, 5, 1 / 9, 1 / 9, 0])


def test_random_weights_of_another_size_are_drawn_anew(person: Person, panel: SidePanel) -> None:
    person.choose(panel.kernel.presets.preset, "random")
    person.type_into(panel.kernel.kernel_size.boxes()[0], 7)
    made = person.last("kernel size", 2)
    assert made.preset == "random" and (made.kernel != 0).any(axis=(0, 1, 3)).all()


def test_filters_are_counted_and_each_has_its_own_kernel_and_bias(person: Person, panel: SidePanel) -> None:
    assert not panel.kernel.has_row("shown filter")
    person.type_into(panel.kernel.filters, 3)
    assert person.last("filters").filters == 3
    person.type_into(panel.kernel.shown, 2)
    assert person.last("shown filter", 2).shown_filter == 1
    person.choose(panel.kernel.presets.preset, "box")
    made = person.last("preset", 3)
    assert made.kernel[1, 0, 0, 0] == pytest.approx(1 / 9) and made.kernel[2, 0, 1, 1] == -4
    person.type_into(panel.kernel.bias, "-1,5")
    assert person.last("bias", 4).bias.tolist() == [0, -1.5, 0]
    person.type_into(panel.kernel.shown, 3)
    assert person.last("shown filter", 5).preset == "laplacian"
    assert panel.kernel.bias.text() == "0"
    person.type_into(panel.kernel.filters, 1)
    assert person.last("filters", 6).shown_filter == 0


def test_there_are_at_most_sixteen_filters(panel: SidePanel) -> None:
    assert (panel.kernel.filters.minimum(), panel.kernel.filters.maximum()) == (1, 16)


def test_a_bias_that_is_no_number_is_explained_and_stays_to_be_mended(person: Person, panel: SidePanel) -> None:
    person.type_into(panel.kernel.bias, "one")
    assert not person.sent
    assert "one" in panel.error("bias") and panel.kernel.bias.property("wrong")
    assert panel.kernel.bias.text() == "one"
    person.type_into(panel.kernel.bias, "1/4")
    assert person.last("bias").bias.tolist() == [0.25]
    assert panel.error("bias") == "" and not panel.kernel.bias.property("wrong")


def test_a_bias_that_is_only_looked_at_stays_exact(person: Person, panel: SidePanel) -> None:
    panel.show_scenario(start_scenario().with_bias(0.123456789))
    panel.kernel.bias.setFocus()
    panel.kernel.reading.button("correlation").setFocus()
    panel.kernel.bias.clearFocus()
    assert not person.sent


def test_true_convolution_is_a_switch(person: Person, panel: SidePanel) -> None:
    person.choose(panel.kernel.reading, "convolution")
    assert person.last("turned").turned
    person.choose(panel.kernel.reading, "correlation")
    assert not person.last("turned", 2).turned


def test_groups_divide_the_channels_and_bring_enough_filters(person: Person, panel: SidePanel) -> None:
    assert not panel.kernel.has_row("groups")
    panel.show_scenario(scenario(6, 2))
    person.press(panel.kernel.more.button)
    groups = panel.kernel.groups
    assert [groups.itemText(index) for index in range(groups.count())] == ["1", "2", "3", "6"]
    person.choose(groups, "3")
    made = person.last("groups")
    assert (made.groups, made.filters, made.kernel.shape[1]) == (3, 3, 2)
    person.choose(groups, "1")
    assert person.last("groups", 2).kernel.shape == (3, 6, 3, 3)


def test_a_mistake_in_what_is_folded_away_opens_it(panel: SidePanel) -> None:
    panel.show_scenario(scenario(6, 2))
    panel.show_error("groups", "3 groups do not divide 2 filters.")
    assert panel.kernel.groups.isVisible() and panel.kernel.groups.property("wrong")


def test_the_bias_is_no_part_of_a_gradient(panel: SidePanel) -> None:
    panel.show_scenario(start_scenario().with_direction(INPUT))
    assert not panel.kernel.has_row("bias")


def test_the_filters_of_a_layer_are_counted_from_0(person: Person, panel: SidePanel) -> None:
    kernels = np.arange(27, dtype=np.float32).reshape(3, 1, 3, 3)
    panel.show_scenario(start_scenario().with_filters(3).with_kernel(kernels, "conv1"))
    assert (panel.kernel.shown.minimum(), panel.kernel.shown.value(), panel.kernel.shown.maximum()) == (0, 0, 2)
    person.type_into(panel.kernel.shown, 2)
    assert person.last("shown filter").shown_filter == 2
