"""From a choice to a source: what is read, drawn, kept and refused."""

import numpy as np
import pytest

from cnnviz.data.labelled import SourceError
from cnnviz.data.labelled_arrays import LabelledArrays
from cnnviz.ui.train.sources import DataChoice, Loading, SourceReady, open_source


def arrays(count: int) -> LabelledArrays:
    images, labels = np.zeros((count, 1, 28, 28), np.uint8), np.arange(count) % 10
    return LabelledArrays(images, labels, images[:10], labels[:10])


def test_arrays_that_were_read_before_are_not_read_again() -> None:
    *loading, ready = open_source(DataChoice("mnist", validation=5, arrays=arrays(20)))
    assert all(isinstance(report, Loading) for report in loading) and isinstance(ready, SourceReady)
    assert ready.source.pictures_per_epoch == 15 and len(ready.source.validation[0]) == 5


def test_more_validation_pictures_than_there_are_is_explained() -> None:
    with pytest.raises(SourceError, match="0 to 19"):
        list(open_source(DataChoice("mnist", validation=5000, arrays=arrays(20))))


def test_test_and_validation_pictures_are_computed_once() -> None:
    *_, ready = open_source(DataChoice("mnist", validation=5, arrays=arrays(20)))
    assert isinstance(ready, SourceReady)
    assert ready.source.test[0] is ready.source.test[0] and ready.source.validation[0] is ready.source.validation[0]


def test_drawn_digits_need_nothing_and_keep_as_many_apart_as_asked() -> None:
    *_, ready = open_source(DataChoice("drawn", validation=30, seed=1))
    assert isinstance(ready, SourceReady) and ready.source.image_shape == (1, 28, 28)
    assert len(ready.source.validation[0]) == 30
