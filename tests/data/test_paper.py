"""A digit photographed in uneven light comes out as ink on black; even paper is left alone."""

import numpy as np

from cnnviz.data.paper import background_of, is_unevenly_lit
from cnnviz.data.pictures import picture_from_array
from cnnviz.data.preprocessing import PreprocessingOptions, preprocess


def photographed_stroke() -> np.ndarray:
    """Dark ink on paper that runs from light at the left to dark at the right."""
    page = np.tile(np.linspace(240, 120, 120), (120, 1))
    page[30:90, 55:65] *= 0.4
    return page.astype(np.uint8)


def test_the_paper_is_found_behind_the_ink() -> None:
    light = (255 - photographed_stroke()).astype(int)
    without_ink = 255 - np.tile(np.linspace(240, 120, 120), (120, 1))
    error = np.abs(background_of(light.astype(np.uint8)).astype(int) - without_ink)
    assert error[:, 20:100].max() < 12


def test_light_that_falls_off_is_noticed_and_even_light_is_not() -> None:
    assert is_unevenly_lit(photographed_stroke())
    even = np.full((120, 120), 230, np.uint8)
    even[30:90, 55:65] = 20
    assert not is_unevenly_lit(even)


def test_small_pictures_are_not_taken_for_photographs() -> None:
    assert not is_unevenly_lit(np.tile(np.arange(0, 240, 10, dtype=np.uint8), (24, 1)))


def test_a_photograph_in_uneven_light_becomes_ink_on_black_and_says_so() -> None:
    stages = preprocess(picture_from_array("photo", photographed_stroke()), PreprocessingOptions(), (1, 28, 28))
    contrast = next(stage for stage in stages if stage.name == "contrast")
    assert contrast.pixels[60, 60] > 150
    assert contrast.pixels[5, 100:].max() < 60
    assert "uneven" in contrast.note
    result = stages[-1].pixels[0]
    assert (result > 0.5).any(axis=1).sum() >= 18, "the upright stroke fills the box of 20 pixels"
