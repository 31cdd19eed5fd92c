"""The field of a cell is all that it depends on, at true scale: as large at the border as in the middle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.architectures import lenet5
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D
from cnnviz.engine.graph import Node
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.receptive_field import field_after, field_of_input
from cnnviz.engine.resnet import resnet8
from cnnviz.engine.shape import Flatten
from cnnviz.engine.three_blocks import three_strides
from cnnviz.engine.vgg import tiny_vgg
from cnnviz.traces.field import field_of
from cnnviz.traces.following import Field
from cnnviz.traces.passes import Cell, NetworkModel
from tests.parity.random_networks import random_network
from tests.traces.all_kinds import network_of_all_kinds

RNG = np.random.default_rng(0)


def changes_only_inside(network: Network, seed: int) -> None:
    """What lies outside a cell's field can be anything: the cell stays as it is."""
    rng = np.random.default_rng(seed)
    picture = rng.normal(size=network.input_shape)
    model = NetworkModel(network)
    before = model.run(picture)
    for layer in before.layers[1:]:
        cell = Cell(layer.name, *(int(rng.integers(length)) for length in layer.maps.shape))
        top, left, height, width = field_of(network, cell)
        other = rng.normal(size=picture.shape)
        rows, columns = slice(max(top, 0), max(top + height, 0)), slice(max(left, 0), max(left + width, 0))
        other[:, rows, columns] = picture[:, rows, columns]
        assert model.run(other).value(cell) == pytest.approx(before.value(cell), abs=1e-12), (cell, top, left)


@given(st.integers(0, 10_000), st.booleans())
def test_what_lies_outside_the_field_does_not_matter(seed: int, graph: bool) -> None:
    network = random_network(seed, graph)
    if all(getattr(layer, "window", None) is None or layer.window.padding_mode == "zeros"  # type: ignore[union-attr]
           for _, layer in network.layers):  # fmt: skip
        changes_only_inside(network, seed)


def test_what_lies_outside_the_field_does_not_matter_for_any_kind_of_layer() -> None:
    for seed in range(20):
        changes_only_inside(network_of_all_kinds(seed), seed)


@pytest.mark.parametrize("make", [lenet5, tiny_vgg, resnet8, three_strides])
def test_inside_the_picture_the_field_is_what_the_engine_counts(make) -> None:  # type: ignore[no-untyped-def]
    network = make()
    fields = {"input": field_of_input(network.input_shape)}
    _, height, width = network.input_shape
    for node in network.nodes:
        taken, output = [network.shapes[name] for name in node.inputs], network.shapes[node.name]
        fields[node.name] = field_after(node.layer, [fields[name] for name in node.inputs], taken, output)
        if len(output) != 3:
            continue
        for _ in range(3):
            cell = Cell(node.name, *(int(RNG.integers(length)) for length in output))
            field, (rows, columns) = field_of(network, cell), fields[node.name]
            seen = (rows.first[cell.row], rows.last[cell.row], columns.first[cell.column], columns.last[cell.column])
            bottom, right = field.top + field.height - 1, field.left + field.width - 1
            assert (max(field.top, 0), min(bottom, height - 1), max(field.left, 0), min(right, width - 1)) == seen, cell


def test_a_field_is_as_large_at_the_border_as_in_the_middle() -> None:
    network = lenet5()
    assert field_of(network, Cell("conv1", 0, 0, 0)) == Field(-2, -2, 5, 5)
    assert field_of(network, Cell("pool1", 0, 0, 0)) == Field(-2, -2, 6, 6)
    for cell in (Cell("conv2", 0, 0, 0), Cell("conv2", 0, 5, 5), Cell("conv2", 0, 9, 9)):
        assert field_of(network, cell)[2:] == (14, 14)


def test_a_unit_that_sees_all_sees_the_padding_too() -> None:
    assert field_of(lenet5(), Cell("fc1", 7)) == Field(-2, -2, 32, 32)
    assert field_of(lenet5(), Cell("softmax", 7)) == Field(-2, -2, 32, 32)


def test_a_flattened_number_has_the_field_of_its_cell() -> None:
    network = lenet5()
    assert field_of(network, Cell("flatten", 2 * 25 + 3 * 5 + 1)) == field_of(network, Cell("pool2", 2, 3, 1))


def skipping(merge: Add | Concat) -> Network:
    nodes = [Node("wide", Conv2D(1, 2, 5, padding=2), ("input",)), Node("small", Conv2D(1, 2, 1), ("input",)),
             Node("merged", merge, ("wide", "small"))]  # fmt: skip
    return Network(nodes, (1, 8, 8))


def test_a_sum_of_branches_sees_what_all_of_them_see() -> None:
    assert field_of(skipping(Add()), Cell("merged", 0, 4, 4)) == Field(2, 2, 5, 5)


def test_a_concatenated_map_sees_what_its_own_branch_sees() -> None:
    assert field_of(skipping(Concat()), Cell("merged", 1, 4, 4)) == Field(2, 2, 5, 5)
    assert field_of(skipping(Concat()), Cell("merged", 2, 4, 4)) == Field(4, 4, 1, 1)


def test_a_stride_of_a_transposed_convolution_may_leave_a_cell_that_sees_nothing() -> None:
    network = Network([("up", ConvTranspose2D(1, 1, 1, 2))], (1, 3, 3))
    assert field_of(network, Cell("up", 0, 2, 2)) == Field(1, 1, 1, 1)
    assert field_of(network, Cell("up", 0, 1, 2))[2:] == (0, 0)


def test_a_piece_of_adaptive_pooling_sees_its_own_rows() -> None:
    network = Network([("pieces", AdaptiveAvgPool2D((3, 2))), ("flat", Flatten())], (1, 5, 4))
    assert field_of(network, Cell("pieces", 0, 1, 1)) == Field(1, 2, 3, 2)
    assert field_of(network, Cell("flat", 3)) == Field(1, 2, 3, 2)
