"""Pictures with labels that lie in memory, handed out in shuffled batches."""

from collections.abc import Iterator, Sequence

import numpy as np

from cnnviz.engine.arrays import as_numbers
from cnnviz.text import ExplainedError, quoted

# The validation part is drawn with this seed whatever the seed of a run: two runs can then be compared on it.
SPLIT_SEED = 1998
Labelled = tuple[np.ndarray, np.ndarray]


class SourceError(ExplainedError):
    """Arrays that cannot be trained on."""


class ArraySource:
    """A data set in arrays; what `cnnviz.engine.training.train` reads.

    Images are uint8 (N, C, H, W), labels integers (N,) below ``len(class_names)``. Of the training part `validation`
    pictures, picked at random with a fixed seed, are held back.
    Raises SourceError when shapes, types, counts or labels do not fit, ArrayError for what holds no numbers.

    >>> pictures, labels = np.zeros((6, 1, 28, 28), np.uint8), np.array([0, 1, 0, 1, 0, 1])
    >>> ArraySource("toy", pictures, labels, pictures, labels, ("cat", "dog"), validation=2)
    ArraySource(toy: 4 train, 6 test)
    """

    def __init__(
        self,
        name: str,
        train_images: np.ndarray,
        train_labels: np.ndarray,
        test_images: np.ndarray,
        test_labels: np.ndarray,
        class_names: Sequence[str],
        *,
        validation: int = 5000,
    ) -> None:
        self.name = name
        if not isinstance(class_names, Sequence):
            raise SourceError("The class names are {given}; they must be a list of texts.", given=quoted(class_names))
        self.class_names = tuple(class_names)
        train_images, train_labels = _checked("training", train_images, train_labels, len(self.class_names))
        test_images, test_labels = _checked("test", test_images, test_labels, len(self.class_names))
        if train_images.shape[1:] != test_images.shape[1:]:
            raise SourceError(
                "The training pictures are {train}, the test pictures {test}; they must be of one shape.",
                train=train_images.shape[1:], test=test_images.shape[1:],
            )  # fmt: skip
        if not isinstance(validation, int) or not 0 <= validation < len(train_images):
            raise SourceError(
                "{validation} pictures are asked for validation; of {count} training pictures it can be 0 to {most}.",
                validation=quoted(validation), count=len(train_images), most=len(train_images) - 1,
            )  # fmt: skip
        order = np.random.default_rng(SPLIT_SEED).permutation(len(train_images))
        kept, held_back = np.sort(order[validation:]), np.sort(order[:validation])
        self.train_images, self.train_labels = train_images[kept], train_labels[kept]
        self.validation_images, self.validation_labels = train_images[held_back], train_labels[held_back]
        self.test_images, self.test_labels = test_images, test_labels

    def __repr__(self) -> str:
        return f"ArraySource({self.name}: {len(self.train_images)} train, {len(self.test_images)} test)"

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(C, H, W) of every picture."""
        channels, height, width = self.train_images.shape[1:]
        return channels, height, width

    @property
    def pictures_per_epoch(self) -> int:
        """How many pictures one epoch shows: each training picture once."""
        return len(self.train_images)

    @property
    def validation(self) -> Labelled:
        """The held-back pictures: float32 (V, C, H, W) in 0..1 and int64 (V,)."""
        return as_floats(self.validation_images), self.validation_labels

    @property
    def test(self) -> Labelled:
        """The test pictures: float32 (T, C, H, W) in 0..1 and int64 (T,)."""
        return as_floats(self.test_images), self.test_labels

    def batches(self, epoch: int, batch_size: int, rng: np.random.Generator, first: int = 0) -> Iterator[Labelled]:
        """One epoch in an order drawn from `rng`, but for the `first` batches; the last one holds what is left over."""
        order = rng.permutation(len(self.train_images))
        for start in range(first * batch_size, len(order), batch_size):
            chosen = order[start : start + batch_size]
            yield as_floats(self.train_images[chosen]), self.train_labels[chosen]


def as_floats(images: np.ndarray) -> np.ndarray:
    """Bytes 0..255 as float32 0..1, same shape.

    >>> as_floats(np.array([0, 51, 255], np.uint8)).tolist()
    [0.0, 0.20000000298023224, 1.0]
    """
    floats: np.ndarray = np.divide(images, np.float32(255), dtype=np.float32)
    return floats


def _checked(part: str, images: object, labels: object, classes: int) -> Labelled:
    """Both as arrays, the labels int64; SourceError or ArrayError where they are not pictures with labels."""
    images, labels = as_numbers(images, f"{part} pictures"), as_numbers(labels, f"{part} labels")
    if images.ndim != 4 or images.dtype != np.uint8 or 0 in images.shape:
        raise SourceError(
            "The {part} pictures have shape {shape} and type {dtype}; they must be bytes (N, C, H, W).",
            part=part, shape=images.shape, dtype=images.dtype,
        )  # fmt: skip
    if labels.shape != (len(images),) or labels.dtype.kind not in "iu":
        raise SourceError(
            "There are {images} {part} pictures but labels of shape {labels} and type {dtype}; every picture needs one "
            "label, a whole number.",
            images=len(images), part=part, labels=labels.shape, dtype=labels.dtype,
        )  # fmt: skip
    if labels.min() < 0 or labels.max() >= classes:
        raise SourceError(
            "The {part} labels go from {low} to {high}; with {classes} classes they must lie in 0 to {most}.",
            part=part, low=labels.min(), high=labels.max(), classes=classes, most=classes - 1,
        )  # fmt: skip
    return images, labels.astype(np.int64)
