import shutil

import pytest

from cnnviz import paths
from cnnviz.data.drawn_digits import DrawnDigits
from cnnviz.data.labelled import ArraySource
from cnnviz.data.published import DataMissing
from cnnviz.data.sources import DATASETS, SourceNameError, open_source


def test_mnist_is_opened_from_a_named_folder(shared):
    source = open_source("mnist", shared / "mnist", validation=1000)
    assert isinstance(source, ArraySource)
    assert source.pictures_per_epoch == 59000 and len(source.validation[1]) == 1000
    assert source.image_shape == (1, 28, 28) and source.class_names == tuple("0123456789")


def test_mnist_is_opened_from_the_users_cache(shared, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path)
    shutil.copytree(shared / "mnist", tmp_path / "mnist")
    assert open_source("mnist").pictures_per_epoch == 55000


def test_without_mnist_the_place_looked_at_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path)
    with pytest.raises(DataMissing, match=str(tmp_path / "mnist")):
        open_source("mnist")
    with pytest.raises(DataMissing, match="There is no folder"):
        open_source("mnist", tmp_path / "elsewhere")


def test_drawn_digits_need_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path)
    source = open_source("drawn", validation=10, seed=5)
    assert isinstance(source, DrawnDigits) and source.seed == 5
    assert len(source.validation[1]) == 10


def test_every_data_set_of_the_table_has_a_label_and_a_sentence():
    assert [choice.value for choice in DATASETS] == ["mnist", "drawn"]
    assert all(choice.label and choice.help.endswith(".") for choice in DATASETS)


def test_an_unknown_data_set_is_refused_with_the_known_ones():
    with pytest.raises(SourceNameError, match="mnist, drawn"):
        open_source("cifar")
