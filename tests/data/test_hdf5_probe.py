"""HDF5 files over which the library loops for ever or crashes are found out before they are opened here."""

import json
import zipfile
from pathlib import Path

import pytest

from cnnviz.data import hdf5_probe
from cnnviz.data.hdf5_probe import check_survives
from cnnviz.data.model_opening import open_model
from cnnviz.data.model_paths import ModelFileError
from tests.data.keras_models import LAYERS, random_weights, sequential, write_h5, write_keras

HEAP = b"GCOL"  # where texts are kept


def endless(content: bytes) -> bytes:
    """The first text of an HDF5 file becomes free space of no size, over which the library never gets."""
    place = content.index(HEAP) + 16
    return content[:place] + bytes(16) + content[place + 16 :]


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    pytest.importorskip("h5py")
    return write_h5(tmp_path / "m.h5", sequential(LAYERS), random_weights())


def test_a_whole_file_is_let_through(whole: Path) -> None:
    check_survives(whole)
    weights = open_model(whole).weights
    assert weights["dense.bias"].tolist() == random_weights()["dense/bias"].tolist()


def test_a_file_that_never_ends_is_refused(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hdf5_probe, "LEAST_SECONDS", 1)
    whole.write_bytes(endless(whole.read_bytes()))
    with pytest.raises(ModelFileError, match=r"m\.h5 is damaged, so badly"):
        open_model(whole)


def test_weights_in_an_archive_are_looked_through_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    h5py = pytest.importorskip("h5py")
    monkeypatch.setattr(hdf5_probe, "LEAST_SECONDS", 1)
    with h5py.File(inner := tmp_path / "inner.h5", "w") as file:
        file.attrs["text"] = json.dumps({"long": "text"})
    model = sequential(LAYERS)
    path = write_keras(tmp_path / "m.keras", model, random_weights(), model_weights_h5=endless(inner.read_bytes()))
    assert "model.weights.h5" in zipfile.ZipFile(path).namelist()
    with pytest.raises(ModelFileError, match=r"m\.keras is damaged, so badly"):
        open_model(path)


def test_what_python_can_complain_of_is_left_to_the_reader(whole: Path) -> None:
    whole.write_bytes(whole.read_bytes()[:5000])
    check_survives(whole)
    with pytest.raises(ModelFileError, match="is not a whole HDF5 file"):
        open_model(whole)
