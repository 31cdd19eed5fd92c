"""Animation files, read back with Pillow: every picture, every duration, every pixel."""

import struct
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from typing import BinaryIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnnviz.ui.export.apng import ApngFilm
from cnnviz.ui.export.changes import Pixels, change, rgb_of
from cnnviz.ui.export.film import Film, durations
from cnnviz.ui.export.gif import GifFilm
from cnnviz.ui.export.palette import MOST, Lookup, palette_of
from cnnviz.ui.export.webp import WebpFilm

WIDTH, HEIGHT = 37, 23
KINDS = ("gif", "apng", "webp")


def picture(index: int) -> Pixels:
    """Few colours, a square that moves, and a corner that changes."""
    pixels = np.full((HEIGHT, WIDTH), 0xFFF4F5F7, np.uint32)
    pixels[3:9, 2 + index : 8 + index] = 0xFF2F6FDE
    pixels[-1, -1] = 0xFF000000 + 40 * index
    return pixels


def film(kind: str, file: BinaryIO, pictures: list[Pixels], loop: bool) -> Film:
    makers: dict[str, Callable[[], Film]] = {
        "gif": lambda: GifFilm(file, WIDTH, HEIGHT, palette_of(pictures), loop),
        "apng": lambda: ApngFilm(file, WIDTH, HEIGHT, len(pictures), loop),
        "webp": lambda: WebpFilm(file, WIDTH, HEIGHT, loop),
    }
    return makers[kind]()


def written(kind: str, pictures: list[Pixels], ticks: list[int], loop: bool = True) -> bytes:
    file = BytesIO()
    made = film(kind, file, pictures, loop)
    for pixels, stay in zip(pictures, ticks, strict=True):
        made.add(pixels, stay)
    made.finish()
    return file.getvalue()


def read(content: bytes) -> tuple[list[np.ndarray], list[float]]:
    image = Image.open(BytesIO(content))
    pictures, durations_ms = [], []
    for index in range(image.n_frames):
        image.seek(index)
        pictures.append(np.asarray(image.convert("RGB")))
        durations_ms.append(image.info["duration"])
    return pictures, durations_ms


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_comes_back_as_it_went_in(kind: str) -> None:
    pictures = [picture(index) for index in (0, 1, 2, 2, 20, 0)]  # twice the same, a leap, and back
    ticks = [10, 20, 10, 10, 50, 250]
    seen, seen_ms = read(written(kind, pictures, ticks))
    assert len(seen) == len(pictures)
    for pixels, back in zip(pictures, seen, strict=True):
        assert np.array_equal(rgb_of(pixels), back)
    assert seen_ms == [stay * (10 if kind == "gif" else 1) for stay in ticks]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("loop", [True, False])
def test_a_film_says_whether_it_starts_again(kind: str, loop: bool) -> None:
    info = Image.open(BytesIO(written(kind, [picture(0), picture(1)], [10, 10], loop))).info
    assert info.get("loop") == (0 if loop else {"gif": None, "apng": 1, "webp": 1}[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_film_of_one_picture_is_a_whole_file(kind: str) -> None:
    seen, _ = read(written(kind, [picture(3)], [10]))
    assert len(seen) == 1 and np.array_equal(seen[0], rgb_of(picture(3)))


def test_what_does_not_change_costs_next_to_nothing() -> None:
    still = [picture(0)] * 50
    for kind in KINDS:
        assert len(written(kind, still, [10] * 50)) < len(written(kind, still[:1], [10])) + 50 * 110, kind


def test_a_webp_says_its_own_length() -> None:
    content = written("webp", [picture(0), picture(1)], [10, 10])
    assert struct.unpack("<I", content[4:8]) == (len(content) - 8,)


@given(st.integers(0, 2**32 - 1), st.sampled_from(KINDS))
def test_any_pixels_of_few_colours_survive(seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 5, (4, HEIGHT, WIDTH)).astype(np.uint32) * 0x111111 + np.uint32(0xFF000000)
    pictures = list(pixels)
    seen, _ = read(written(kind, pictures, [10] * 4))
    assert all(np.array_equal(rgb_of(given), back) for given, back in zip(pictures, seen, strict=True))


def test_few_colours_are_kept_as_they_are() -> None:
    pictures = [picture(index) for index in range(6)]
    palette = palette_of(pictures)
    lookup = Lookup(palette)
    for pixels in pictures:
        assert np.array_equal(palette[lookup.indices(pixels)], rgb_of(pixels))


def test_many_colours_become_near_ones_and_the_ground_stays_exact() -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 1 << 24, (HEIGHT, WIDTH)).astype(np.uint32) | np.uint32(0xFF000000)
    pixels[:10] = 0xFFFFFFFF
    pixels[10:12] = 0xFF1C2128
    palette = palette_of([pixels])
    back = palette[Lookup(palette).indices(pixels)]
    assert len(palette) == MOST
    assert np.array_equal(back[:12], rgb_of(pixels[:12]))
    assert np.abs(back.astype(int) - rgb_of(pixels)).mean() < 25


@given(st.integers(0, 2**32 - 1))
def test_the_lookup_gives_the_nearest_colour(seed: int) -> None:
    rng = np.random.default_rng(seed)
    palette = rng.integers(0, 256, (20, 3)).astype(np.uint8)
    pixels = rng.integers(0, 1 << 24, (5, 7)).astype(np.uint32)
    distances = ((rgb_of(pixels)[..., None, :].astype(int) - palette) ** 2).sum(axis=-1)
    chosen = Lookup(palette).indices(pixels)
    assert np.array_equal(np.take_along_axis(distances, chosen[..., None].astype(int), -1)[..., 0], distances.min(-1))


@given(st.floats(0.5, 120), st.integers(1, 300), st.sampled_from([100, 1000]))
def test_a_film_lasts_as_long_as_it_should(speed: float, count: int, ticks_per_second: int) -> None:
    ticks = list(durations(speed, count, ticks_per_second))
    exact = Fraction(ticks_per_second) / Fraction(speed).limit_denominator(1000)
    assert sum(ticks) == round(count * exact)
    assert all(abs(stay - exact) < 1 for stay in ticks)


def test_the_changed_part_begins_on_the_grid() -> None:
    before, after = picture(0), picture(0)
    after[5, 7] = after[8, 12] = 0xFF123456
    found = change(before, after, grid=2)
    assert (found.top, found.left, found.pixels.shape) == (4, 6, (5, 7))
    assert found.changed.sum() == 2 and found.rgba[1, 1].tolist() == [0x12, 0x34, 0x56, 255]
    assert found.rgba[0, 0].tolist() == [0, 0, 0, 0]
