import gzip
import hashlib
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from cnnviz import paths
from cnnviz.data.fashion_mnist import FASHION_MNIST
from cnnviz.data.idx import IdxError
from cnnviz.data.idx_pictures import known_as, load_set
from cnnviz.data.mnist import MNIST, find_mnist
from cnnviz.data.published import DataMissing


def images(count: int, size: int = 28) -> bytes:
    return struct.pack(">4I", 0x803, count, size, size) + bytes(count * size * size)


def labels(count: int, value: int = 3) -> bytes:
    return struct.pack(">2I", 0x801, count) + bytes([value]) * count


def write_set(folder: Path, names=lambda file: file.name, train: int = 5, test: int = 2, **replaced: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    contents = (
        replaced.get("train_images", images(train)),
        replaced.get("train_labels", labels(train)),
        replaced.get("test_images", images(test)),
        replaced.get("test_labels", labels(test)),
    )
    for file, content in zip(MNIST.files, contents, strict=True):
        name = names(file)
        (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)


def test_the_real_set_has_its_published_sums_and_labels(shared):
    arrays = load_set(MNIST, shared / "mnist")
    assert arrays.train_images.shape == (60000, 1, 28, 28) and arrays.test_images.shape == (10000, 1, 28, 28)
    assert arrays.train_images.dtype == np.uint8 and arrays.train_labels.dtype == np.int64
    assert arrays.train_images.sum(dtype=np.int64) == 1567298545
    assert arrays.test_images.sum(dtype=np.int64) == 264923200
    assert arrays.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert arrays.test_labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_fashion_mnist_is_read_by_the_same_function(shared):
    arrays = load_set(FASHION_MNIST, shared / "fashion-mnist")
    assert arrays.train_images.sum(dtype=np.int64) == 3431114169
    assert arrays.train_labels[:10].tolist() == [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]
    assert arrays.test_images.sum(dtype=np.int64) == 573469082
    assert np.bincount(arrays.train_labels).tolist() == [6000] * 10


@pytest.mark.parametrize("kind", [MNIST, FASHION_MNIST], ids=lambda kind: kind.label)
def test_the_table_of_files_matches_the_published_ones(shared, kind):
    for file in kind.files:
        data = (shared / kind.folder_name / file.name).read_bytes()
        assert len(data) == file.size
        assert hashlib.sha256(data).hexdigest() == file.sha256


@pytest.mark.parametrize("kind", [MNIST, FASHION_MNIST], ids=lambda kind: kind.label)
def test_a_set_is_known_by_its_labels_whatever_its_files_are_called(shared, kind):
    labels = load_set(kind, shared / kind.folder_name).train_labels
    assert known_as(labels, (MNIST, FASHION_MNIST)) is kind
    labels[0] += 1
    assert known_as(labels, (MNIST, FASHION_MNIST)) is None


@pytest.mark.parametrize("style", range(4))
def test_hyphens_dots_packed_and_plain_names_are_found(tmp_path, style):
    write_set(tmp_path, names=lambda file: file.names[style])
    assert load_set(MNIST, tmp_path).train_images.shape == (5, 1, 28, 28)


@pytest.mark.parametrize("inside", [".", "mnist", "MNIST/raw"])
def test_the_usual_subfolders_are_searched(tmp_path, inside):
    write_set(tmp_path / inside)
    assert find_mnist(tmp_path) == tmp_path / inside


def test_without_a_folder_the_users_cache_is_searched(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path)
    assert find_mnist() is None
    write_set(tmp_path / "mnist")
    assert find_mnist() == MNIST.cache == tmp_path / "mnist"


def test_a_named_folder_is_not_replaced_by_the_cache(tmp_path, monkeypatch):
    write_set(tmp_path / "cache" / "mnist")
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path / "cache")
    (tmp_path / "empty").mkdir()
    assert find_mnist(tmp_path / "empty") is None


def test_missing_files_are_named(tmp_path):
    write_set(tmp_path)
    (tmp_path / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataMissing, match=r"lacks t10k-labels-idx1-ubyte\.gz\."):
        load_set(MNIST, tmp_path)


def test_a_missing_folder_and_a_file_in_its_place_are_told_apart(tmp_path):
    with pytest.raises(DataMissing, match="no folder"):
        load_set(MNIST, tmp_path / "nowhere")
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataMissing, match="is a file"):
        load_set(MNIST, tmp_path / "file")


def test_a_folder_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    def refuse(_folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("cnnviz.data.idx_pictures.os.scandir", refuse)
    with pytest.raises(DataMissing, match="cannot be read: Permission denied"):
        load_set(MNIST, tmp_path)


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        ({"train_labels": labels(4)}, "5 pictures but .* 4 labels"),
        ({"train_images": labels(5)}, "three axes"),
        ({"train_labels": images(5)}, "single row"),
        ({"train_labels": labels(5, value=10)}, "label 10"),
        ({"test_images": images(2, size=27)}, "28 × 28 and the test pictures 27 × 27"),
        ({"train_images": images(0), "train_labels": labels(0)}, "three axes"),
        ({"train_images": images(5)[:-5]}, "another number of bytes"),
    ],
)
def test_files_that_do_not_fit_are_explained(tmp_path, replaced, message):
    write_set(tmp_path, **replaced)
    with pytest.raises(IdxError, match=message):
        load_set(MNIST, tmp_path)


def test_half_of_a_real_file_is_explained(shared, tmp_path):
    for file in MNIST.files:
        shutil.copy(shared / "mnist" / file.name, tmp_path)
    half = tmp_path / MNIST.files[2].name
    half.write_bytes(half.read_bytes()[: MNIST.files[2].size // 2])
    with pytest.raises(IdxError, match=r"t10k-images.* is cut short"):
        load_set(MNIST, tmp_path)
