"""Pictures become small channels of numbers, whatever they come from."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnviz.data.pictures import PictureError
from cnnviz.scenarios.source import LARGEST
from cnnviz.text import ExplainedError
from cnnviz.ui.convolve.shipped import sample_source, samples
from cnnviz.ui.convolve.sources import (
    numbers_source,
    source_from_file,
    source_from_matrix_text,
    source_from_pixels,
)
from cnnviz.ui.convolve.start import start_scenario


def test_a_picture_of_a_thousand_pixels_stays_as_it_is() -> None:
    source = source_from_pixels("large", np.full((LARGEST, 700), 255, np.uint8))
    assert source.values.shape == (1, LARGEST, 700)
    assert source.note == ""


def test_a_larger_picture_is_reduced_and_that_is_said() -> None:
    source = source_from_pixels("huge", np.full((2000, 5000), 255, np.uint8), "It was turned.")
    assert source.values.shape == (1, 410, 1024)
    assert source.values.min() == pytest.approx(1, abs=1e-5)
    assert source.note.startswith("It was turned. Of 5000 × 2000 pixels it was reduced to 1024 × 410")


def test_colour_comes_as_three_channels() -> None:
    pixels = np.zeros((2, 3, 3), np.uint8)
    pixels[..., 1] = 255
    source = source_from_pixels("green", pixels)
    assert source.values[:, 0, 0].tolist() == [0, 1, 0]
    np.testing.assert_allclose(source.image(1, 10), 0.587, rtol=1e-5)


def test_a_file_is_opened_with_its_name(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 51], [102, 255]], np.uint8)).save(tmp_path / "small.png")
    source = source_from_file(tmp_path / "small.png")
    assert (source.name, source.key) == ("small.png", "")
    np.testing.assert_allclose(source.values, [[[0, 0.2], [0.4, 1]]], rtol=1e-6)


def test_a_file_that_is_no_picture_is_explained(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no picture", encoding="utf-8")
    with pytest.raises(PictureError, match=r"notes\.txt"):
        source_from_file(tmp_path / "notes.txt")


def test_typed_numbers_are_taken_as_they_are() -> None:
    source = source_from_matrix_text("1 2 -3\n4 5.5 6", "mine")
    assert source.values.tolist() == [[[1, 2, -3], [4, 5.5, 6]]]
    assert source.exact and source.name == "mine"


def test_a_text_that_is_no_matrix_is_explained() -> None:
    with pytest.raises(ExplainedError):
        source_from_matrix_text("1 2\n3 4 5")


def test_the_numbers_one_to_nine() -> None:
    assert numbers_source().values.ravel().tolist() == list(range(1, 10))


@pytest.mark.parametrize("key", samples())
def test_every_sample_is_read_as_pillow_reads_it(key: str) -> None:
    sample = samples()[key]
    read, opened = sample_source(key, sample), source_from_file(sample.path)
    np.testing.assert_array_equal(read.values, opened.values)
    assert read.key == key and (read.channels == 3) == sample.colour


def test_the_page_begins_with_an_edge_detector_on_a_picture_whose_numbers_can_be_read() -> None:
    scenario = start_scenario()
    assert scenario.image.shape == (1, 10, 10) and scenario.source.key == "sample three"
    assert scenario.preset == "sobel-x"
    assert scenario.kernel[0, 0].tolist() == [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    assert (scenario.padding, scenario.padding_word) == ((1, 1, 1, 1), "same")
    assert scenario.window.output_size((10, 10)) == (10, 10)


def test_beginning_loads_no_pillow() -> None:
    script = (
        "import sys; from cnnviz.ui.convolve.start import start_scenario as start; start(); print('PIL' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.stdout.split() == ["False"], run.stderr
