"""The pictures that ship with the program are there and are listed."""

from pathlib import Path

from cnnviz.data.samples import list_samples
from cnnviz.paths import resources


def test_every_shipped_sample_is_there() -> None:
    samples = list_samples(resources() / "images")
    assert len(samples) >= 5
    assert all(sample.path.is_file() for sample in samples)


def test_without_samples_the_list_is_empty(tmp_path: Path) -> None:
    assert list_samples(tmp_path) == ()


def test_every_picture_in_the_folder_is_described() -> None:
    folder = resources() / "images"
    assert {path.name for path in folder.glob("*.png")} == {sample.path.name for sample in list_samples(folder)}
