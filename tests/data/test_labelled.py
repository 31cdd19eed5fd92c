import numpy as np
import pytest

from cnnviz.data.labelled import ArraySource, SourceError, as_floats
from cnnviz.text import ExplainedError


def source(train: int = 20, validation: int = 5) -> ArraySource:
    """Pictures whose every pixel is their number."""
    images = np.broadcast_to(np.arange(train, dtype=np.uint8)[:, None, None, None], (train, 1, 4, 3)).copy()
    return ArraySource(
        "numbers", images, np.arange(train) % 3, images[:4], np.arange(4) % 3, "abc", validation=validation
    )


def numbers(images: np.ndarray) -> list[int]:
    return np.rint(images[:, 0, 0, 0] * 255).astype(int).tolist()


@pytest.mark.parametrize("batch_size", [1, 4, 7, 15, 100])
def test_an_epoch_shows_every_training_picture_once_with_its_label(batch_size):
    data = source()
    batches = list(data.batches(0, batch_size, np.random.default_rng(0)))
    seen = [number for images, _ in batches for number in numbers(images)]
    labels = [label for _, labels in batches for label in labels.tolist()]
    assert sorted(seen + numbers(data.validation[0])) == list(range(20))
    assert labels == [number % 3 for number in seen]
    assert len(seen) == data.pictures_per_epoch == 15
    assert [len(images) for images, _ in batches[:-1]] == [batch_size] * (len(batches) - 1)


def test_batches_are_floats_from_0_to_1_with_int64_labels():
    images, labels = next(source().batches(0, 8, np.random.default_rng(0)))
    assert images.dtype == np.float32 and labels.dtype == np.int64
    assert images.shape == (8, *source().image_shape) == (8, 1, 4, 3)


def test_the_same_generator_gives_the_same_order_and_another_another():
    def first(seed: int) -> list[int]:
        return numbers(next(source().batches(0, 15, np.random.default_rng(seed)))[0])

    assert first(1) == first(1) != first(2)


def test_the_validation_part_is_the_same_in_every_run_and_not_the_last_pictures():
    held_back = numbers(source().validation[0])
    assert held_back == numbers(source().validation[0])
    assert held_back != list(range(15, 20))


@pytest.mark.parametrize("first", [0, 1, 3, 4, 9])
def test_the_first_batches_can_be_left_out(first):
    whole = [numbers(images) for images, _ in source().batches(2, 4, np.random.default_rng(1))]
    rest = [numbers(images) for images, _ in source().batches(2, 4, np.random.default_rng(1), first)]
    assert rest == whole[first:]


def test_bytes_become_floats_exactly_at_the_ends():
    assert as_floats(np.array([0, 255], np.uint8)).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("validation", [-1, 20, 21])
def test_a_validation_part_that_leaves_nothing_is_refused(validation):
    with pytest.raises(SourceError, match=f"{validation} pictures are asked for .* 0 to 19"):
        source(validation=validation)


def test_arrays_that_do_not_fit_are_refused():
    images, labels = np.zeros((3, 1, 2, 2), np.uint8), np.zeros(3, np.int64)
    with pytest.raises(SourceError, match=r"training pictures have shape \(3, 2, 2\)"):
        ArraySource("x", images[:, 0], labels, images, labels, "ab", validation=0)
    with pytest.raises(SourceError, match="test labels go from 0 to 2"):
        ArraySource("x", images, labels, images, np.array([0, 1, 2]), "ab", validation=0)
    with pytest.raises(SourceError, match="every picture needs one label"):
        ArraySource("x", images, labels[:2], images, labels, "ab", validation=0)


def test_lists_of_labels_are_taken():
    images = np.zeros((2, 1, 4, 4), np.uint8)
    data = ArraySource("lists", images, [0, 1], images, [1, 0], ("a", "b"), validation=0)
    assert data.test[1].tolist() == [1, 0]
    assert data.test[1].dtype == np.int64


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"train_labels": np.array([0.0, 1.0])}, r"labels of shape \(2,\) and type float64; .* a whole number\.$"),
        ({"train_labels": ["a", "b"]}, r"^What is given as training labels is .*; it must be an array of numbers"),
        ({"test_images": "x"}, r"^What is given as test pictures is “x”"),
        (
            {"test_images": np.zeros((2, 1, 4, 3), np.uint8)},
            r"^The training pictures are \(1, 4, 4\), the test pictures",
        ),
        ({"class_names": 2}, r"^The class names are 2; they must be a list of texts"),
        ({"validation": "1"}, r"^“1” pictures are asked for validation"),
    ],
)
def test_what_is_no_data_set_is_told(change, message):
    images, labels = np.zeros((2, 1, 4, 4), np.uint8), np.array([0, 1])
    good = {
        "train_images": images, "train_labels": labels, "test_images": images, "test_labels": labels,
        "class_names": ("a", "b"), "validation": 0,
    }  # fmt: skip
    with pytest.raises(ExplainedError, match=message):
        ArraySource("toy", **(good | change))
