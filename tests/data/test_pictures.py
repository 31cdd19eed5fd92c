import csv
import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnnviz.data import pictures
from cnnviz.data.pictures import PictureError, open_picture, picture_from_array

SHARED = Path(__file__).resolve().parents[3] / "shared"
TABLE = SHARED / "images" / "odd" / "EXPECTED.csv"


def odd_files() -> list[dict[str, str]]:
    if not TABLE.is_file():
        return []
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rgb(pixels: np.ndarray) -> np.ndarray:
    return np.stack([pixels] * 3, axis=-1) if pixels.ndim == 2 else pixels


@pytest.fixture
def odd(shared) -> Path:
    return shared / "images" / "odd"


def test_the_table_of_odd_files_has_all_50(shared):
    assert len(odd_files()) == 50


@pytest.mark.parametrize("row", odd_files(), ids=lambda row: row["file"])
def test_every_odd_file_does_what_the_table_says(odd, row):
    if row["expect"] == "error":
        with pytest.raises(PictureError, match=row["file"]):
            open_picture(odd / row["file"])
        return
    picture = open_picture(odd / row["file"])
    assert picture.pixels.dtype == np.uint8 and picture.name == row["file"]
    if row["expect"] == "warns":
        assert "reduced" in picture.note
        return
    assert picture.size_text.replace(" × ", "x") == row["upright_size"]
    if row["rgb_sha256"]:
        assert hashlib.sha256(rgb(picture.pixels).tobytes()).hexdigest() == row["rgb_sha256"]
    assert (picture.pixels.ndim == 2) == (row["mode"] in ("L", "1", "LA", "I;16", "F"))


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("truncated.jpg", "cut short"),
        ("truncated.png", "cut short"),
        ("bad_crc.png", "damaged"),
        ("empty.png", r"empty \(0 bytes\)"),
        ("text.png", "not a picture"),
        ("header_only.png", "starts like a PNG picture"),
        ("bomb_20000x20000.png", "20000 × 20000 = 400 million pixels; at most 200 million"),
    ],
)
def test_each_fault_is_called_by_its_name(odd, file, message):
    with pytest.raises(PictureError, match=message):
        open_picture(odd / file)


def test_exif_pictures_stand_upright(odd):
    corners = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0]])
    for orientation in range(1, 9):
        picture = open_picture(odd / f"exif_orientation_{orientation}.jpg")
        seen = picture.pixels[[4, 4, -4, -4], [4, -4, 4, -4]].astype(int)
        assert np.abs(seen - corners).max() < 40, orientation
        assert ("upright" in picture.note) == (orientation > 1)


def test_a_turned_tiff_stands_upright_once_and_says_so(tmp_path):
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = 6
    lying = np.arange(6, dtype=np.uint8).reshape(2, 3)
    Image.fromarray(lying).save(tmp_path / "lying.tif", exif=exif)
    picture = open_picture(tmp_path / "lying.tif")
    np.testing.assert_array_equal(picture.pixels, np.rot90(lying, -1))
    assert picture.note == "It was turned upright, as the camera noted (EXIF orientation 6)."


@pytest.mark.parametrize("content", [b"h", b"hi\n", b"\x00", b"not much", b"\x89PN"])
def test_a_tiny_file_that_is_no_picture_is_called_so(tmp_path, content):
    (tmp_path / "notes.txt").write_bytes(content)
    with pytest.raises(PictureError, match=r"notes\.txt is not a picture known here"):
        open_picture(tmp_path / "notes.txt")


@pytest.mark.parametrize("file", ["gray16_ramp.png", "gray16_ramp.tif", "float_ramp.tif"])
def test_deep_ramps_are_scaled_by_their_full_range(odd, file):
    picture = open_picture(odd / file)
    np.testing.assert_array_equal(picture.pixels, np.broadcast_to(np.arange(256), (64, 256)))
    assert picture.note


def test_a_dark_16_bit_picture_stays_dark(odd):
    assert open_picture(odd / "gray16_dark.png").pixels.max() <= 1


def test_nan_and_infinity_are_replaced_and_said(odd):
    picture = open_picture(odd / "float_nan.tif")
    assert "101 values were not numbers" in picture.note
    same = picture.pixels == np.arange(256, dtype=np.uint8)
    assert np.count_nonzero(~same) <= 101


def test_cmyk_looks_like_the_photograph_and_not_inverted(odd):
    photograph = open_picture(odd / "rgb.png").pixels.astype(int)
    assert np.abs(open_picture(odd / "cmyk.jpg").pixels - photograph).mean() < 12


def test_colours_of_16_bits_are_noted_when_they_are_brought_to_8(odd):
    assert "16 bits a colour" in open_picture(odd / "rgb16.png").note
    assert open_picture(odd / "rgb.png").note == ""
    assert open_picture(odd / "gray16_ramp.png").note.count("16 bits") == 1


def test_transparency_and_animation_are_noted(odd):
    assert "Transparency" in open_picture(odd / "rgba.png").note
    assert "first" in open_picture(odd / "three_frames.gif").note
    assert open_picture(odd / "rgb.png").note == ""


def test_a_huge_picture_is_reduced_to_the_means_of_its_blocks(odd):
    picture = open_picture(odd / "big_12000x9000.png")
    assert picture.pixels.shape == (3000, 4000)
    assert "12000 × 9000 = 108 million pixels" in picture.note and "reduced to 4000 × 3000" in picture.note


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
def test_every_mode_is_reduced_in_strips(tmp_path, monkeypatch, mode):
    monkeypatch.setattr(pictures, "COMFORTABLE_PIXELS", 200)
    monkeypatch.setattr(pictures, "STRIP_PIXELS", 100)
    grey = np.kron(np.arange(0, 250, 25, dtype=np.uint8).reshape(2, 5), np.ones((16, 16), np.uint8))
    image = Image.fromarray(grey)
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    elif mode == "F":
        image = Image.fromarray(grey.astype(np.float32) / 255)
    else:
        image = image.convert(mode, dither=Image.Dither.NONE)
    path = tmp_path / "picture.tif"
    image.save(path)
    picture = open_picture(path)
    assert picture.pixels.shape[:2] == (8, 20) and "reduced" in picture.note
    expected = np.where(grey > 127, 255, 0) if mode == "1" else grey
    assert abs(picture.pixels.mean() - expected.mean()) < 8


@pytest.mark.parametrize("comfortable", [60_000, 20_000, 2_000, 300])
def test_a_large_jpeg_is_decoded_small_and_the_note_tells_the_real_size(tmp_path, monkeypatch, comfortable):
    monkeypatch.setattr(pictures, "COMFORTABLE_PIXELS", comfortable)
    ramp = np.broadcast_to(np.linspace(0, 255, 300).astype(np.uint8), (200, 300))
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = 6
    Image.fromarray(ramp).save(tmp_path / "ramp.jpg", quality=95, exif=exif)
    picture = open_picture(tmp_path / "ramp.jpg")
    width, height = picture.pixels.shape  # turned by a quarter
    assert width * height <= comfortable
    assert (f"reduced to {width} × {height}" in picture.note) == (comfortable < 60_000)
    assert abs(picture.pixels.mean() - ramp.mean()) < 3


def test_floats_in_strips_are_scaled_by_the_same_range(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "COMFORTABLE_PIXELS", 200)
    monkeypatch.setattr(pictures, "STRIP_PIXELS", 100)
    ramp = np.repeat(np.linspace(-1000, 3000, 40, dtype=np.float32)[:, np.newaxis], 40, axis=1)
    path = tmp_path / "ramp.tif"
    Image.fromarray(ramp).save(path)
    column = open_picture(path).pixels[:, 0].astype(int)
    assert (np.diff(column) > 0).all() and column[0] < 10 and column[-1] > 245


def test_pillows_own_limit_is_left_as_it_is(odd):
    before = Image.MAX_IMAGE_PIXELS
    open_picture(odd / "big_12000x9000.png")
    assert before == Image.MAX_IMAGE_PIXELS


def test_a_folder_a_missing_file_and_a_pipe_are_told_apart(tmp_path):
    with pytest.raises(PictureError, match="is a folder"):
        open_picture(tmp_path)
    with pytest.raises(PictureError, match="There is no file"):
        open_picture(tmp_path / "nowhere.png")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(PictureError, match="device or a pipe"):
            open_picture(tmp_path / "pipe")


@pytest.mark.parametrize("name", ["a\0b.png", "x" * 5000])
def test_an_impossible_name_is_explained(tmp_path, name):
    with pytest.raises(PictureError):
        open_picture(tmp_path / name)


def test_a_file_that_may_not_be_read_says_so(odd, monkeypatch):
    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PictureError, match="may not be read"):
        open_picture(odd / "rgb.png")


STARTS = (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"BM", b"II*\0", b"RIFF\0\0\0\0WEBP", b"\0\0\1\0")


@given(data=st.binary(max_size=60), start=st.sampled_from(STARTS))
def test_any_bytes_give_a_picture_or_an_explanation(tmp_path_factory, data, start):
    path = tmp_path_factory.mktemp("bytes") / "picture.png"
    path.write_bytes(start + data)
    try:
        open_picture(path)
    except PictureError as error:
        assert "picture.png" in str(error)


FRAGILE = st.sampled_from(["gray.jpg", "three_frames.gif", "cup_lzw.tif"])


@given(place=st.integers(8), value=st.integers(0, 255), file=FRAGILE)
def test_a_changed_byte_gives_a_picture_or_an_explanation(shared, tmp_path_factory, place, value, file):
    data = bytearray((shared / "images" / "odd" / file).read_bytes())
    data[place % len(data)] = value
    path = tmp_path_factory.mktemp("bytes") / "picture"
    path.write_bytes(data)
    try:
        open_picture(path)
    except PictureError as error:
        assert "picture" in str(error)


def test_pixels_cannot_be_changed_by_accident(odd):
    with pytest.raises(ValueError, match="read-only"):
        open_picture(odd / "rgb.png").pixels[0, 0] = 0


def test_arrays_of_any_depth_become_pictures():
    grey = np.array([[0, 255]], np.uint8)
    for values in (grey, grey[..., None], grey > 0, grey.astype(np.uint16) * 257, grey / 255.0, grey.astype(float)):
        np.testing.assert_array_equal(picture_from_array("pasted", values).pixels, grey)
    colour = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    pasted = picture_from_array("pasted", colour)
    np.testing.assert_array_equal(pasted.pixels, colour[..., :3])
    assert "Transparency" in pasted.note


def test_a_picture_keeps_its_own_copy():
    grey = np.zeros((2, 2), np.uint8)
    picture = picture_from_array("pasted", grey)
    grey[:] = 9
    assert picture.pixels.max() == 0


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0), (0, 0, 3)])
def test_arrays_without_pixels_are_refused(shape):
    with pytest.raises(PictureError, match="no pixels"):
        picture_from_array("pasted", np.zeros(shape, np.uint8))


@pytest.mark.parametrize("shape", [(5,), (5, 5, 2), (5, 5, 5), (1, 5, 5, 3)])
def test_arrays_of_another_shape_are_refused(shape):
    with pytest.raises(PictureError, match="a picture is height × width"):
        picture_from_array("pasted", np.zeros(shape, np.uint8))


def test_arrays_of_complex_numbers_are_refused():
    with pytest.raises(PictureError, match="real numbers"):
        picture_from_array("pasted", np.zeros((2, 2), complex))


def test_arrays_that_are_too_large_are_refused_or_reduced(monkeypatch):
    bomb = np.broadcast_to(np.zeros(1, np.uint8), (20000, 20000))
    with pytest.raises(PictureError, match="400 million pixels"):
        picture_from_array("pasted", bomb)
    monkeypatch.setattr(pictures, "COMFORTABLE_PIXELS", 100)
    reduced = picture_from_array("pasted", np.full((30, 20), 7, np.uint8))
    assert reduced.pixels.shape == (10, 7) and (reduced.pixels == 7).all() and "reduced to 7 × 10" in reduced.note
