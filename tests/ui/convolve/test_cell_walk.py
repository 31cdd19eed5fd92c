"""The order in which the field goes through cells."""

from itertools import islice

import numpy as np
import pytest

from cnnviz.engine.convolution import Conv2D
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.scene import Place
from cnnviz.ui.convolve.cell_walk import first_cells, next_cells


@pytest.fixture
def scene() -> ConvolutionScene:
    return ConvolutionScene(Conv2D(2, 1, 2, padding=1), np.zeros((2, 3, 3), np.float32))


def test_the_kernel_comes_first_or_the_picture_inside_its_padding(scene: ConvolutionScene) -> None:
    assert next(first_cells(scene, "middle")) == Place("kernel", 0, 0, 0)
    assert next(first_cells(scene, "in")) == Place("input", 0, 1, 1)


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        (0, 1, [(0, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 0)]),
        (0, -1, [(1, 1, 1), (1, 1, 0), (1, 0, 1), (1, 0, 0)]),
        (1, 0, [(0, 1, 0), (1, 0, 0), (1, 1, 0), (0, 0, 0)]),
    ],
)
def test_it_goes_on_along_rows_or_columns_into_the_next_kernel_and_round(
    scene: ConvolutionScene, rows: int, columns: int, expected: list[tuple[int, int, int]]
) -> None:
    cells = next_cells(scene, Place("kernel", 0, 0, 0), rows, columns)
    assert [place[1:] for place in islice(cells, 4)] == expected
