import shutil
from dataclasses import replace

import numpy as np
import pytest

from cnnviz import paths
from cnnviz.data.class_folders import FolderError
from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import (
    DATASETS,
    DataReady,
    DatasetError,
    LastRead,
    Loading,
    data_label,
    find_data,
    input_of,
    open_data,
)
from cnnviz.data.labelled import SourceError
from cnnviz.data.labelled_arrays import LabelledArrays
from cnnviz.data.published import DataMissing
from tests.data.pictures_on_disk import write_classes


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path / "cache")


def opened(choice: DataChoice, last: LastRead | None = None) -> DataReady:
    *loading, ready = open_data(choice, last)
    assert all(isinstance(report, Loading) and report.message for report in loading)
    assert isinstance(ready, DataReady)
    return ready


def arrays(count: int) -> LabelledArrays:
    images, labels = np.zeros((count, 1, 28, 28), np.uint8), np.arange(count) % 10
    return LabelledArrays(images, labels, images[:10], labels[:10])


def with_arrays(choice: DataChoice, count: int = 20) -> LastRead:
    last = LastRead()
    last.keep(choice, arrays(count))
    return last


@pytest.mark.parametrize(("dataset", "first"), [("mnist", "0"), ("fashion-mnist", "T-shirt/top")])
def test_the_idx_sets_are_opened_from_a_named_folder_and_from_the_cache(shared, tmp_path, dataset, first):
    choice = DataChoice(dataset, str(shared / dataset), validation=1000)
    source = opened(choice).source
    assert source.pictures_per_epoch == 59_000 and len(source.validation[1]) == 1000 and len(source.test[1]) == 10_000
    assert (source.class_names, source.image_shape) == input_of(choice) and source.class_names[0] == first
    assert source.training[0].shape == (59_000, 1, 28, 28) and source.training[0].dtype == np.uint8
    shutil.copytree(shared / dataset, tmp_path / "cache" / dataset)
    assert find_data(dataset) == tmp_path / "cache" / dataset
    assert opened(DataChoice(dataset)).source.pictures_per_epoch == 55_000


@pytest.mark.parametrize(
    ("chosen", "folder", "found"),
    [("fashion-mnist", "mnist", "MNIST"), ("mnist", "fashion-mnist", "Fashion-MNIST")],
)
def test_files_of_the_other_set_are_told(shared, chosen, folder, found):
    with pytest.raises(DatasetError, match=f"are those of {found}, not of .*Choose {found} as the set"):
        opened(DataChoice(chosen, str(shared / folder)))


@pytest.mark.parametrize(("dataset", "size"), [("mnist", 12), ("fashion-mnist", 31), ("cifar10", 170)])
def test_what_is_nowhere_says_where_it_was_looked_for_and_how_large_it_is(tmp_path, dataset, size):
    with pytest.raises(DataMissing, match=rf"not on this computer: .*cache.* Download it \({size} MB\)"):
        opened(DataChoice(dataset))
    with pytest.raises(DataMissing):
        opened(DataChoice(dataset, str(tmp_path)))


def test_cifar_is_opened_from_its_files(tmp_path):
    record = bytes([3]) + bytes(range(256)) * 12
    for name in (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"):
        (tmp_path / name).write_bytes(record * 2)
    source = opened(DataChoice("cifar10", str(tmp_path), validation=4)).source
    assert source.image_shape == (3, 32, 32) and source.class_names[3] == "cat" and source.name == "CIFAR-10"
    assert source.pictures_per_epoch == 6 and source.test[0].max() == 1


def test_drawn_digits_need_nothing_and_can_be_browsed():
    source = opened(DataChoice("drawn", validation=30, seed=5)).source
    assert len(source.validation[1]) == 30 and (source.class_names, source.image_shape) == input_of(DataChoice("drawn"))
    images, labels = source.training
    assert images.shape == (10_000, 1, 28, 28) and source.training[0] is images
    first, first_labels = next(source.batches(0, 8, np.random.default_rng(0)))
    np.testing.assert_array_equal(np.rint(first * 255), images[:8])
    assert first_labels.tolist() == labels[:8].tolist()


def test_a_folder_is_parted_and_says_how(tmp_path):
    root = write_classes(tmp_path / "pets", {"cat": 40, "dog": 20})
    ready = opened(DataChoice("folder", str(root), validation=5000, size=12, channels=1))
    source = ready.source
    assert (source.name, source.class_names, source.image_shape) == ("pets", ("cat", "dog"), (1, 12, 12))
    assert [len(part[1]) for part in (source.training, source.validation, source.test)] == [45, 5, 10]
    assert np.bincount(source.test[1]).tolist() == [7, 3]
    assert any(note.endswith("to test on: 10.") for note in ready.notes)
    assert any(
        "5\u2009000 pictures for validation would be more than half: a tenth is held back, 5." in n for n in ready.notes
    )
    assert not any("differ in size" in note for note in ready.notes)


def test_no_picture_of_a_folder_is_in_two_parts(tmp_path):
    root = write_classes(tmp_path / "x", {"a": 60, "b": 60})
    source = opened(DataChoice("folder", str(root), validation=20, size=4, channels=3)).source
    shades = [{(label, int(image[1, 0, 0])) for image, label in zip(np.rint(part[0] * scale), part[1], strict=True)}
              for part, scale in ((source.training, 1), (source.validation, 255), (source.test, 255))]  # fmt: skip
    assert [len(one) for one in shades] == [80, 20, 20] and len(set.union(*shades)) == 120


def test_parts_that_a_folder_has_are_used_as_they_are(tmp_path):
    for part, count in (("train", 6), ("valid", 2), ("test", 1)):
        write_classes(tmp_path / part, {"a": count, "b": count})
    ready = opened(DataChoice("folder", str(tmp_path), validation=5000))
    sizes = [len(part[1]) for part in (ready.source.training, ready.source.validation, ready.source.test)]
    assert sizes == [12, 4, 2] and ready.source.pictures_per_epoch == 12
    assert ready.notes == ("Validation uses the 4 pictures that the folder has for it.",)


def test_unbalanced_classes_and_skipped_files_are_noted(tmp_path):
    root = write_classes(tmp_path, {"few": 4, "many": 30})
    (root / "few" / "notes.txt").write_text("x")
    ready = opened(DataChoice("folder", str(root), validation=0))
    assert any("25 pictures of “many”, 3 of “few”" in note for note in ready.notes)
    assert "Files that could not be read were skipped: 1." in ready.notes and len(ready.skipped) == 1


def test_one_picture_a_class_is_too_few(tmp_path):
    with pytest.raises(FolderError, match="none can be set apart to test on"):
        opened(DataChoice("folder", str(write_classes(tmp_path, {"a": 1, "b": 1}))))


def test_the_files_of_a_folder_are_counted_while_they_are_read(tmp_path):
    root = write_classes(tmp_path, {"a": 3, "b": 2})
    reports = [report for report in open_data(DataChoice("folder", str(root))) if isinstance(report, Loading)]
    assert [(report.done, report.total) for report in reports if report.total] == [(done, 5) for done in range(1, 6)]


def test_a_folder_that_is_not_named_is_asked_for():
    with pytest.raises(DataMissing, match="No folder of pictures is named"):
        opened(DataChoice("folder"))


def test_the_input_of_a_folder_is_known_by_its_names_or_once_it_is_read(tmp_path):
    choice = DataChoice("folder", str(write_classes(tmp_path, {"a": 3, "b": 3}, colour=False)), size=16)
    last = LastRead()
    assert input_of(choice, last) is None and input_of(DataChoice("folder")) is None
    assert input_of(replace(choice, channels=3)) == (("a", "b"), (3, 16, 16))
    opened(choice, last)
    assert input_of(choice, last) == (("a", "b"), (1, 16, 16))


def test_what_was_read_is_not_read_again_for_another_validation_part(tmp_path):
    choice, last = DataChoice("folder", str(write_classes(tmp_path, {"a": 30, "b": 30})), validation=4), LastRead()
    opened(choice, last)
    shutil.rmtree(tmp_path / "a")
    assert len(opened(replace(choice, validation=6, seed=3), last).source.validation[1]) == 6
    with pytest.raises(FolderError):
        opened(replace(choice, size=16), last)


def test_the_size_of_folder_pictures_does_not_matter_to_the_other_sets():
    last = with_arrays(DataChoice("mnist"))
    assert last.get(DataChoice("mnist", size=64)) is not None and last.get(DataChoice("mnist", "elsewhere")) is None


def test_more_validation_pictures_than_there_are_is_explained():
    choice = DataChoice("mnist", validation=4999)
    with pytest.raises(SourceError, match="0 to 19"):
        opened(choice, with_arrays(choice))


def test_what_nobody_asked_for_is_no_error_in_a_small_set():
    ready = opened(DataChoice("mnist"), with_arrays(DataChoice("mnist")))
    assert len(ready.source.validation[1]) == 2 and "a tenth is held back, 2." in ready.notes[0]


def test_test_and_validation_pictures_are_computed_once():
    choice = DataChoice("mnist", validation=5)
    source = opened(choice, with_arrays(choice)).source
    assert source.test[0] is source.test[0] and source.validation[0] is source.validation[0]


def test_the_shape_of_pictures_of_somebodys_own_is_known_once_they_are_read():
    last, images = LastRead(), np.zeros((4, 1, 20, 24), np.uint8)
    last.keep(DataChoice("mnist"), LabelledArrays(images, np.arange(4), images, np.arange(4)))
    assert input_of(DataChoice("mnist"), last) == (tuple("0123456789"), (1, 20, 24))


def test_every_data_set_of_the_table_has_a_label_and_a_sentence_and_can_be_asked_for():
    assert [choice.value for choice in DATASETS] == ["mnist", "fashion-mnist", "drawn", "folder", "cifar10"]
    assert all(choice.label and choice.help.endswith((".", ").")) for choice in DATASETS)
    assert [data_label(DataChoice(choice.value)) for choice in DATASETS] == [choice.label for choice in DATASETS]


def test_an_unknown_data_set_is_refused_with_the_known_ones():
    with pytest.raises(DatasetError, match="mnist, fashion-mnist, drawn, folder, cifar10"):
        opened(DataChoice("imagenet"))
    with pytest.raises(DatasetError, match="no data set “imagenet”"):
        input_of(DataChoice("imagenet"))
