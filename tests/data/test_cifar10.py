import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from cnnviz import paths
from cnnviz.data.cifar10 import ARCHIVE, CIFAR10, NAMES_FILE, NEEDED, CifarError, find_cifar, load_cifar
from cnnviz.data.published import DataMissing

NAMES = "\n".join((*CIFAR10.class_names, "")).encode()


def record(label: int, red: int = 10, green: int = 20, blue: int = 30) -> bytes:
    return bytes([label]) + bytes([red]) * 1024 + bytes([green]) * 1024 + bytes([blue]) * 1024


def contents(**replaced: bytes) -> dict[str, bytes]:
    """Six tiny files: file k of the training part holds two pictures of class k."""
    files = {name: record(number) * 2 for number, name in enumerate(NEEDED)} | {NAMES_FILE: NAMES}
    return files | {name.replace("_bin", ".bin").replace("_txt", ".txt"): data for name, data in replaced.items()}


def write_folder(folder: Path, **replaced: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents(**replaced).items():
        (folder / name).write_bytes(content)
    return folder


def write_archive(path: Path, files: dict[str, bytes], folder: str = "cifar-10-batches-bin/") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(folder + name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "archive"])
def test_the_six_files_become_colour_pictures_with_labels(tmp_path, packed):
    place = write_archive(tmp_path / ARCHIVE.name, contents()) if packed else write_folder(tmp_path)
    arrays = load_cifar(place)
    assert arrays.train_images.shape == (10, 3, 32, 32) and arrays.train_images.dtype == np.uint8
    assert arrays.train_labels.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4] and arrays.test_labels.tolist() == [5, 5]
    assert arrays.train_images[3].mean(axis=(1, 2)).tolist() == [10, 20, 30]


def test_a_plane_is_read_row_by_row(tmp_path):
    plane = bytes(range(256)) * 4
    write_folder(tmp_path, test_batch_bin=bytes([7]) + plane + bytes(2048))
    assert load_cifar(tmp_path).test_images[0, 0, :2].ravel().tolist() == list(range(64))


@pytest.mark.parametrize("inside", [".", "cifar-10-batches-bin", "cifar-10"])
def test_the_usual_folders_are_searched(tmp_path, inside):
    assert find_cifar(write_folder(tmp_path / inside).parent if inside != "." else write_folder(tmp_path)) is not None


def test_without_a_place_the_users_cache_is_searched(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path)
    assert find_cifar() is None
    archive = write_archive(tmp_path / "cifar-10" / ARCHIVE.name, contents())
    assert find_cifar() == archive


def test_nothing_of_the_archive_comes_onto_the_disk(tmp_path):
    archive = write_archive(tmp_path / "in" / ARCHIVE.name, contents(), folder="../../outside/")
    load_cifar(archive)
    assert [path.name for path in tmp_path.iterdir()] == ["in"] and list((tmp_path / "in").iterdir()) == [archive]


def test_links_in_the_archive_are_not_followed(tmp_path):
    (tmp_path / "secret").write_bytes(record(1))
    path = write_archive(
        tmp_path / ARCHIVE.name, {name: data for name, data in contents().items() if name != NEEDED[0]}
    )
    files = {name: data for name, data in contents().items() if name != NEEDED[0]}
    with tarfile.open(path, "w:gz") as archive:
        link = tarfile.TarInfo(NEEDED[0])
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "secret")
        archive.addfile(link)
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    with pytest.raises(CifarError, match=r"lacks data_batch_1\.bin"):
        load_cifar(path)


def test_a_place_without_the_files_says_which_are_wanted(tmp_path):
    with pytest.raises(DataMissing, match=r"cifar-10-binary\.tar\.gz nor its files .*test_batch\.bin"):
        load_cifar(tmp_path)
    with pytest.raises(DataMissing, match="neither"):
        load_cifar(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        ({"data_batch_2_bin": record(1)[:-1]}, r"data_batch_2\.bin has 3,072 bytes; .* takes 3,073, so that 3072"),
        ({"test_batch_bin": b""}, r"test_batch\.bin has 0 bytes"),
        ({"test_batch_bin": record(10)}, "label 10; labels go from 0 to 9"),
        ({"batches_meta_txt": b"apple\nbear\n"}, r"names other classes \(apple, bear\) than CIFAR-10"),
    ],
)
def test_files_that_do_not_fit_are_explained(tmp_path, replaced, message):
    write_folder(tmp_path, **{name.replace("batches_meta_txt", "batches.meta_txt"): data
                              for name, data in replaced.items()})  # fmt: skip
    with pytest.raises(CifarError, match=message):
        load_cifar(tmp_path)


def test_the_python_version_is_told_from_the_binary_one(tmp_path):
    archive = write_archive(tmp_path / "cifar-10-python.tar.gz", {"data_batch_1": b"pickle", "test_batch": b"pickle"})
    with pytest.raises(CifarError, match=r"Python or MATLAB version .* Fetch the binary version"):
        load_cifar(archive)


def test_another_archive_says_what_it_lacks(tmp_path):
    with pytest.raises(CifarError, match=r"lacks data_batch_1\.bin, .*test_batch\.bin"):
        load_cifar(write_archive(tmp_path / "other.tar.gz", {"train.bin": b"x"}))


def test_a_file_that_is_no_archive_is_told(tmp_path):
    (tmp_path / "text.tar.gz").write_text("hello, this is text")
    with pytest.raises(CifarError, match="is no packed archive"):
        load_cifar(tmp_path / "text.tar.gz")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_an_archive_cut_short_is_told(tmp_path, share):
    noise = np.random.default_rng(0)
    files = {name: bytes([1]) + noise.bytes(3072) for name in NEEDED}
    path = write_archive(tmp_path / ARCHIVE.name, files)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(CifarError, match="is cut short or damaged"):
        load_cifar(path)


def test_a_changed_byte_in_the_archive_is_told(tmp_path):
    path = write_archive(tmp_path / ARCHIVE.name, contents())
    data = bytearray(path.read_bytes())
    data[-6] ^= 255  # in the checksum at the end
    path.write_bytes(data)
    with pytest.raises(CifarError, match=r"cut short or damaged"):
        load_cifar(path)
