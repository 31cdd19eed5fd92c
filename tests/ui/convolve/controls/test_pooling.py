"""The pooling's own window is set, alone and in the chain."""

from dataclasses import replace

import pytest

from cnnviz.scenarios.scenario import AVERAGE, MAXIMUM
from cnnviz.ui.convolve.controls.side_panel import SidePanel
from cnnviz.ui.convolve.start import start_scenario
from tests.ui.convolve.controls.person import Person


@pytest.fixture(autouse=True)
def pooling(panel: SidePanel) -> None:
    panel.show_scenario(start_scenario().with_operation(MAXIMUM))


def test_window_stride_and_dilation_are_typed(person: Person, panel: SidePanel) -> None:
    person.type_into(panel.pooling.window_size.boxes()[0], 3)
    assert person.last("pool size").pool_size == (3, 2)
    person.type_into(panel.pooling.stride.boxes()[1], 1)
    assert person.last("pool stride", 2).pool_stride == (2, 1)
    person.type_into(panel.pooling.dilation.boxes()[0], 2)
    assert person.last("pool dilation", 3).pool_dilation == (2, 1)


def test_padding_is_typed_for_both_sides_and_for_each(person: Person, panel: SidePanel) -> None:
    person.type_into(panel.pooling.padding.pair.boxes()[0], 1)
    assert person.last("pool padding").pool_padding == (1, 1, 0, 0)
    person.press(panel.pooling.padding.fold.button)
    assert panel.pooling.padding.sides is not None
    person.type_into(panel.pooling.padding.sides.boxes()[3], 1)
    assert person.last("pool padding", 2).pool_padding == (1, 1, 0, 1)


def test_the_size_can_be_rounded_up(person: Person, panel: SidePanel) -> None:
    panel.pooling.ceil.click()
    assert person.last("ceil mode").ceil_mode
    panel.pooling.ceil.click()
    assert not person.last("ceil mode", 2).ceil_mode


def test_padding_counts_in_a_mean_where_there_is_some(person: Person, panel: SidePanel) -> None:
    average = start_scenario().with_operation(AVERAGE)
    panel.show_scenario(average)
    assert not panel.pooling.has_row("count padding") and not panel.pooling.has_row("pool dilation")
    panel.show_scenario(replace(average, pool_padding=(1, 0, 0, 0)))
    assert panel.pooling.has_row("count padding")
    panel.pooling.counted.click()
    assert not person.last("count padding").count_include_pad


def test_in_the_chain_the_kind_of_pooling_is_chosen(person: Person, panel: SidePanel) -> None:
    assert not panel.pooling.has_row("pool kind")
    panel.show_scenario(replace(start_scenario(), chain=True))
    assert panel.pooling.has_row("pool kind") and panel.pooling.has_row("pool dilation")
    person.choose(panel.pooling.kind, AVERAGE)
    assert person.last("pool kind").pool_kind == AVERAGE
    assert not panel.pooling.has_row("pool dilation")
    person.choose(panel.pooling.kind, MAXIMUM)
    assert person.last("pool kind", 2).pool_kind == MAXIMUM


def test_it_is_there_only_where_something_is_pooled(panel: SidePanel) -> None:
    assert not panel.pooling.isHidden()
    panel.show_scenario(start_scenario())
    assert panel.pooling.isHidden()
