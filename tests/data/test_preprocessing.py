import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from cnnviz.data.idx_pictures import load_set
from cnnviz.data.mnist import MNIST
from cnnviz.data.pictures import open_picture, picture_from_array
from cnnviz.data.preprocessing import (
    STAGE_TEXTS,
    PreprocessingError,
    PreprocessingOptions,
    Stage,
    options_for,
    preprocess,
)
from cnnviz.data.preprocessing_frame import Box, Frame
from cnnviz.data.preprocessing_steps import INK_THRESHOLD, is_dark_on_light, luma, mass_offset
from cnnviz.data.resize import fitted_size, resize, resize_weights
from cnnviz.engine.input_normalisation import InputNormalisation, NormalisationError

DIGIT = (1, 28, 28)
BARE = {"invert": "off", "contrast": False, "crop": False, "centre": False}
ALL_OFF = PreprocessingOptions(False, "off", contrast=False, crop=False, resizing="stretch", centre=False)


def stages_of(pixels: np.ndarray, options: PreprocessingOptions | None = None, shape=DIGIT) -> dict[str, Stage]:
    stages = preprocess(picture_from_array("drawn", pixels), options or options_for(shape), shape)
    return {stage.name: stage for stage in stages}


def page_with(digit: np.ndarray) -> np.ndarray:
    """A 28 × 28 digit as black ink on a white page of 300 × 300 with a margin, off the middle."""
    large = np.asarray(Image.fromarray(digit).resize((240, 240), Image.Resampling.BICUBIC))
    page = np.full((300, 300), 255, np.uint8)
    page[12:252, 44:284] = 255 - large
    return page


def stroke(height: int = 60, width: int = 50) -> np.ndarray:
    """Light paper with a dark upright stroke."""
    page = np.full((height, width), 230, np.uint8)
    page[10 : height - 10, 20:26] = 40
    return page


def test_mnist_digits_saved_large_on_white_paper_come_back_nearly_unchanged(shared, tmp_path):
    digits = load_set(MNIST, shared / "mnist").test_images[:200, 0]
    errors = []
    for digit in digits:
        Image.fromarray(page_with(digit)).save(tmp_path / "digit.png")
        result = preprocess(open_picture(tmp_path / "digit.png"), PreprocessingOptions(), DIGIT)[-1].pixels[0]
        errors.append(np.abs(result - digit / 255).mean())
    assert np.mean(errors) < 0.03 and np.max(errors) < 0.1


def test_an_untouched_mnist_digit_stays_exactly_as_it_is(shared):
    for digit in load_set(MNIST, shared / "mnist").test_images[:50, 0]:
        rows, columns = np.nonzero(digit >= INK_THRESHOLD)
        if max(np.ptp(rows), np.ptp(columns)) + 1 != 20:
            continue  # its faint outermost row is taken for noise, and the rest is scaled up by a pixel
        result = stages_of(digit)["normalise"].pixels[0]
        assert np.abs(result - digit / 255).max() <= INK_THRESHOLD / 255 + 1e-6


def test_every_stage_is_there_in_order_with_a_label_and_a_sentence():
    stages = preprocess(picture_from_array("x", stroke()), PreprocessingOptions(), DIGIT)
    names = ["grey", "invert", "contrast", "crop", "resize", "centre", "normalise"]
    assert [stage.name for stage in stages] == names == [text.name for text in STAGE_TEXTS]
    assert all(stage.label and stage.explanation.endswith(".") for stage in stages)


def test_the_result_is_float32_from_0_to_1_of_the_networks_shape():
    result = stages_of(stroke())["normalise"].pixels
    assert result.shape == DIGIT and result.dtype == np.float32
    assert result.min() == 0 and result.max() == 1


def test_ink_is_scaled_into_20_pixels_and_its_mass_lies_in_the_middle():
    result = stages_of(stroke())["normalise"].pixels[0]
    assert np.ptp(np.nonzero(result)[0]) + 1 == 20
    mass = result.sum()
    assert abs((result.sum(axis=1) @ np.arange(28)) / mass - 14) <= 0.5
    assert abs((result.sum(axis=0) @ np.arange(28)) / mass - 14) <= 0.5


def test_a_stage_that_is_off_hands_its_pixels_on():
    before = None
    for stage in preprocess(picture_from_array("x", stroke()), ALL_OFF, DIGIT):
        assert not stage.on or stage.name in ("resize", "normalise")
        if before is not None and not stage.on:
            assert stage.pixels is before
        before = stage.pixels


def test_paper_is_inverted_and_a_dark_ground_is_not():
    assert stages_of(stroke())["invert"].on
    assert not stages_of(255 - stroke())["invert"].on
    np.testing.assert_array_equal(
        stages_of(stroke())["normalise"].pixels, stages_of(255 - stroke())["normalise"].pixels
    )


def test_inverting_can_be_forced_on_and_off():
    forced = PreprocessingOptions(invert="on"), PreprocessingOptions(invert="off")
    for page in (stroke(), 255 - stroke()):
        assert stages_of(page, forced[0])["invert"].on
        assert not stages_of(page, forced[1])["invert"].on


def test_ink_that_touches_the_edge_does_not_turn_the_paper_over():
    page = stroke()
    page[:, 20:26] = 40
    assert is_dark_on_light(page)


def test_pencil_on_grey_paper_becomes_white_on_black():
    page = np.full((40, 40), 150, np.uint8)
    page[10:30, 18:22] = 90
    contrast = stages_of(page)["contrast"].pixels
    assert sorted(np.unique(contrast)) == [0, 255]


def test_a_crop_keeps_ink_from_the_threshold_on():
    page = np.zeros((30, 30), np.uint8)
    page[5, 6], page[20, 25], page[28, 28] = INK_THRESHOLD, 255, INK_THRESHOLD - 1
    assert stages_of(page)["crop"].pixels.shape == (16, 20)


@pytest.mark.parametrize("value", [0, 90, 127, 128, 255])
@pytest.mark.parametrize("options", [PreprocessingOptions(), PreprocessingOptions(contrast=False)])
def test_a_blank_picture_works_and_is_noted(value, options):
    stages = stages_of(np.full((30, 40), value, np.uint8), options)
    assert stages["normalise"].pixels.shape == DIGIT
    if options.contrast:
        assert stages["normalise"].pixels.max() == 0
        assert "No ink was found" in stages["contrast"].note and "No ink was found" in stages["crop"].note


@pytest.mark.parametrize("size", [(1, 1), (64, 1), (1, 64), (20, 30000), (2, 3)])
@pytest.mark.parametrize("shape", [DIGIT, (3, 64, 64), (1, 1, 1), (3, 5, 9)])
def test_odd_sizes_work_for_every_network(size, shape):
    pixels = np.random.default_rng(0).integers(0, 256, size, np.uint8)
    for options in (options_for(shape), PreprocessingOptions(), ALL_OFF):
        assert stages_of(pixels, options, shape)["normalise"].pixels.shape == shape


@settings(deadline=None)
@given(
    pixels=hnp.arrays(np.uint8, st.one_of(hnp.array_shapes(min_dims=2, max_dims=2), st.just((6, 7, 3)))),
    options=st.builds(PreprocessingOptions),
    shape=st.sampled_from([DIGIT, (3, 8, 8), (1, 32, 20)]),
)
def test_any_picture_and_options_give_numbers_from_0_to_1(pixels, options, shape):
    result = stages_of(pixels, options, shape)["normalise"].pixels
    assert result.shape == shape and result.dtype == np.float32
    assert result.min() >= 0 and result.max() <= 1


def test_a_large_picture_is_reduced_first_and_that_is_said():
    large = np.kron(stroke(), np.ones((40, 40), np.uint8))
    stages = stages_of(large)
    assert stages["grey"].size_text == "1000 × 1200" and "reduced to 1/2" in stages["grey"].note
    plain = stages_of(stroke())["normalise"].pixels
    assert np.abs(stages["normalise"].pixels - plain).max() < 0.01


def test_colour_networks_get_the_picture_resized_and_nothing_else():
    colour = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    stages = stages_of(colour, shape=(3, 64, 64))
    assert [name for name, stage in stages.items() if stage.on] == ["resize", "normalise"]
    same = stages_of(colour, shape=(3, 32, 32))["normalise"].pixels
    np.testing.assert_array_equal(same, np.moveaxis(colour, -1, 0) / np.float32(255))


def test_a_grey_picture_fills_all_channels_of_a_colour_network():
    result = stages_of(stroke(), shape=(3, 16, 16))["normalise"].pixels
    np.testing.assert_array_equal(result[0], result[2])


def test_grey_cannot_be_switched_off_for_a_network_of_one_channel():
    colour = np.zeros((5, 5, 3), np.uint8)
    grey = stages_of(colour, ALL_OFF)["grey"]
    assert grey.on and not grey.switchable and "one channel" in grey.note
    assert stages_of(colour, shape=(3, 5, 5))["grey"].switchable


def test_brightness_is_that_of_pillow():
    colour = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
    np.testing.assert_array_equal(luma(colour), np.asarray(Image.fromarray(colour).convert("L")))


@pytest.mark.parametrize("shape", [(2, 28, 28), (10,), (), (1, 0, 5)])
def test_networks_that_take_no_picture_are_refused(shape):
    with pytest.raises(PreprocessingError, match="This network takes"):
        preprocess(picture_from_array("x", stroke()), PreprocessingOptions(), shape)


def test_thumbnails_are_small_bytes():
    stages = stages_of(np.zeros((500, 400, 3), np.uint8), shape=(3, 64, 64))
    assert stages["grey"].thumbnail(50).shape == (50, 40, 3)
    assert stages["normalise"].thumbnail(50).shape == (50, 50, 3)
    assert stages["normalise"].thumbnail(50).dtype == np.uint8
    assert stages["normalise"].size_text == "64 × 64" and stages["grey"].size_text == "400 × 500"


@pytest.mark.parametrize(("centre", "length", "offset"), [(9.8, 20, 4), (0.0, 1, 14), (19.0, 20, 0), (0.0, 20, 8)])
def test_the_mass_goes_to_the_middle_as_far_as_the_field_allows(centre, length, offset):
    assert mass_offset(centre, 28, length) == min(offset, 28 - length)


@given(length=st.integers(1, 200), target=st.integers(1, 200))
def test_rows_of_resize_weights_are_means(length, target):
    weights = resize_weights(length, target)
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-5)
    if target <= length:  # no old value is skipped or counted twice
        np.testing.assert_allclose(weights.sum(axis=0), target / length, rtol=1e-3)


@given(value=st.integers(0, 255), size=st.tuples(st.integers(1, 40), st.integers(1, 40)))
def test_an_even_picture_stays_even(value, size):
    assert (resize(np.full((13, 7, 3), value, np.uint8), size) == value).all()


LENGTH, SIDE = st.integers(1, 40000), st.integers(1, 99)


@given(size=st.tuples(LENGTH, LENGTH), box=st.tuples(SIDE, SIDE))
def test_a_fitted_size_fills_the_box_one_way_and_never_leaves_it(size, box):
    height, width = fitted_size(size, box)
    assert 1 <= height <= box[0] and 1 <= width <= box[1]
    assert height == box[0] or width == box[1]


def test_filling_takes_the_middle_and_says_what_was_cut_off():
    wide = np.zeros((20, 60), np.uint8)
    wide[:, 20:40] = 200
    resize_stage = stages_of(wide, PreprocessingOptions(resizing="fill", **BARE), (1, 10, 10))["resize"]
    assert (resize_stage.pixels == 200).all() and "middle 20 × 20" in resize_stage.note
    assert resize_stage.frame == Frame(0, 20, 2, 2) and resize_stage.brief == "filled: 10 × 10"


@pytest.mark.parametrize("resizing", ["fit", "fill", "stretch"])
def test_every_stage_knows_where_its_pixels_came_from(resizing):
    """A single bright spot is found again, in every stage, where the frames say."""
    page = np.zeros((90, 120), np.uint8)
    page[40:52, 60:72] = 255
    page[20, 30] = page[80, 100] = 40  # the corners of what is cut out
    options = PreprocessingOptions(resizing=resizing)
    for stage in stages_of(page, options, (1, 30, 30)).values():
        values = np.asarray(stage.pixels, float).reshape(stage.pixels.shape[-2:])
        row, column = (
            float((np.arange(len(line)) + 0.5) @ line / line.sum())
            for line in ((values > values.max() / 2).sum(axis=1), (values > values.max() / 2).sum(axis=0))
        )
        box = stage.frame.outer(Box(row, column, 0, 0))
        assert abs(box.top - 46) < 3 and abs(box.left - 66) < 3, stage.name
        back = stage.frame.inner(box)
        assert (back.top, back.left) == pytest.approx((row, column))


def test_what_goes_in_is_normalised_channel_by_channel_and_told():
    colour = np.zeros((4, 4, 3), np.uint8)
    colour[..., 0], colour[..., 2] = 255, 51
    wanted = InputNormalisation(scale=255.0, mean=(104.0, 117.0, 124.0), bgr=True)
    stage = preprocess(picture_from_array("x", colour), options_for((3, 4, 4)), (3, 4, 4), wanted)[-1]
    np.testing.assert_allclose(stage.pixels[:, 0, 0], [51 - 104, -117, 255 - 124], atol=1e-4)
    assert stage.span == pytest.approx((-124, 151))
    assert "104, 117, 124" in stage.note and "BGR" in stage.note and stage.brief == "−124 to 151"
    assert stage.thumbnail().dtype == np.uint8 and stage.thumbnail()[0, 0].argmax() == 2, "red and blue changed places"


def test_normalising_can_be_switched_off():
    stage = stages_of(stroke(), PreprocessingOptions(normalise=False))["normalise"]
    assert not stage.on and stage.pixels.max() == 255 and stage.span == (0, 255)
    assert stage.thumbnail().max() == 255


def test_numbers_for_other_channels_are_refused():
    with pytest.raises(NormalisationError, match="has 3 numbers"):
        preprocess(picture_from_array("x", stroke()), PreprocessingOptions(), DIGIT, InputNormalisation(mean=(1, 2, 3)))


def test_a_picture_that_bears_no_ink_is_left_as_it_is_and_empty_paper_is_not() -> None:
    rng = np.random.default_rng(0)
    patches = np.kron(rng.random((12, 12)), np.ones((20, 20))) * 170 + rng.normal(40, 30, (240, 240))
    patchwork = picture_from_array("patchwork", patches.clip(0, 255).astype(np.uint8))
    stages = preprocess(patchwork, PreprocessingOptions(), (1, 28, 28))
    contrast = next(stage for stage in stages if stage.name == "contrast")
    assert not contrast.on and "left as it is" in contrast.note
    assert np.ptp(stages[-1].pixels) > 0.3
    paper = preprocess(
        picture_from_array("paper", np.full((120, 160), 200, np.uint8)), PreprocessingOptions(), (1, 28, 28)
    )
    assert not paper[-1].pixels.any()
