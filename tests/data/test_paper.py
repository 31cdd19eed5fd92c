"""A digit photographed in uneven light comes out as ink on black; even paper is left alone."""

import numpy as np
import pytest

from cnnviz.data.paper import balance, is_photo, paper_of, stands_out
from cnnviz.data.pictures import picture_from_array
from cnnviz.data.preprocessing import PreprocessingOptions, Stage, preprocess


def photographed_stroke(noise: float = 0.0, size: int = 120) -> np.ndarray:
    """Dark ink on paper that runs from light at the left to dark at the right."""
    page = np.tile(np.linspace(240, 120, size), (size, 1))
    page[size // 4 : 3 * size // 4, size // 2 - size // 24 : size // 2 + size // 24] *= 0.4
    return np.clip(page + np.random.default_rng(3).normal(0, noise, page.shape), 0, 255).astype(np.uint8)


def stages_of(pixels: np.ndarray) -> dict[str, Stage]:
    stages = preprocess(picture_from_array("photo", pixels), PreprocessingOptions(), (1, 28, 28))
    return {stage.name: stage for stage in stages}


@pytest.mark.parametrize("noise", [0, 8])
def test_the_paper_and_its_noise_are_found_behind_the_ink(noise: float) -> None:
    light = 255 - photographed_stroke(noise)
    without_ink = 255 - np.tile(np.linspace(240, 120, 120), (120, 1))
    paper = paper_of(light)
    assert np.abs(paper.brightness - without_ink).max() < 6
    assert paper.noise == pytest.approx(noise, abs=1.5)
    assert paper.is_uneven and paper.bears_ink


def test_a_shadow_with_an_edge_is_followed() -> None:
    page = np.full((200, 200), 40.0)
    page[:, 120:] = 100
    page[60:140, 50:58] = 220
    paper = paper_of(page.astype(np.uint8)).brightness
    assert np.abs(paper[:, :90] - 40).max() < 15 and np.abs(paper[:, 160:] - 100).max() < 15


@pytest.mark.parametrize("noise", [2, 12, 25])
def test_empty_paper_bears_no_ink_however_noisy(noise: float) -> None:
    page = np.clip(120 + np.random.default_rng(5).normal(0, noise, (300, 200)), 0, 255).astype(np.uint8)
    assert not paper_of(page).bears_ink
    stages = stages_of(page)
    assert stages["normalise"].pixels.max() == 0 and "No ink was found" in stages["contrast"].note


def test_ink_in_a_corner_of_shaded_paper_is_still_darker_than_it() -> None:
    page = np.tile(np.linspace(120, 200, 200), (200, 1))  # the border is darker than the middle of the ink's half
    page[150:190, 8:14] -= 90
    assert stands_out(page.astype(np.uint8)) is True
    assert stands_out((255 - page).astype(np.uint8)) is False


def test_what_stands_out_both_ways_or_not_at_all_does_not_tell() -> None:
    assert balance(np.full((80, 80), 9, np.uint8)) == 0
    page = np.tile(np.linspace(100, 140, 90), (90, 1)).astype(np.uint8)
    page[20:40, 20:24], page[50:70, 60:64] = 240, 5
    assert abs(balance(page)) < 0.2 and stands_out(page) is None


def test_small_and_drawn_pictures_are_not_taken_for_photographs() -> None:
    assert not is_photo(np.tile(np.arange(0, 240, 10, dtype=np.uint8), (24, 1)))
    sheet = np.full((280, 280), 255, np.uint8)
    sheet[0:200, 100:120] = 0
    assert not is_photo(sheet), "ink that touches the edge"
    assert is_photo(photographed_stroke())


@pytest.mark.parametrize("noise", [0, 10])
def test_a_photograph_in_uneven_light_becomes_ink_on_black_and_says_so(noise: float) -> None:
    stages = stages_of(photographed_stroke(noise, 240))
    contrast = stages["contrast"]
    assert contrast.pixels[100:140, 118:122].mean() > 150
    assert (contrast.pixels[:, :90] > 0).mean() < 0.01
    assert "uneven" in contrast.note and contrast.brief == "light evened out"
    result = stages["normalise"].pixels[0]
    assert (result > 0.5).any(axis=1).sum() >= 18, "the upright stroke fills the box of 20 pixels"
