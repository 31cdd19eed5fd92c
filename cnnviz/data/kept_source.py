"""Sources as the program uses them: with a name, and with the parts that are asked for again and again kept."""

from collections.abc import Callable, Sequence

import numpy as np

from cnnviz.data.labelled import ArraySource, Labelled
from cnnviz.engine.training_source import TrainingSource


class KeptSource:
    """A source whose validation and test pictures are computed once; `name` is what people call it."""

    def __init__(self, name: str, source: TrainingSource, training: Callable[[], Labelled]) -> None:
        self.name = name
        self.class_names, self.image_shape = source.class_names, source.image_shape
        self.pictures_per_epoch = source.pictures_per_epoch
        self.validation, self.test = source.validation, source.test
        self.batches = source.batches
        self._source, self._draw_training = source, training
        self._training: Labelled | None = None

    def __repr__(self) -> str:
        return f"KeptSource({self._source!r})"

    @property
    def training(self) -> Labelled:
        """Pictures of the training part to browse: uint8 (N, C, H, W) and int64 (N,), as they are learnt from."""
        if self._training is None:
            self._training = self._draw_training()
        return self._training


def kept(source: ArraySource) -> KeptSource:
    """An ArraySource with its float parts kept."""
    return KeptSource(source.name, source, lambda: (source.train_images, source.train_labels))


class PartedSource(ArraySource):
    """A data set whose validation part is given, not drawn: arrays as `ArraySource` takes them, three parts of them.

    The validation part may be empty.
    """

    def __init__(
        self, name: str, train: Labelled, validation: Labelled, test: Labelled, class_names: Sequence[str]
    ) -> None:
        super().__init__(name, *train, *test, class_names, validation=0)
        images, labels = validation
        shape = self.train_images.shape[1:]
        self.validation_images = np.asarray(images, np.uint8).reshape(len(images), *shape)
        self.validation_labels = np.asarray(labels, np.int64)
