import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnnviz.data.cifar10 import CIFAR10
from cnnviz.data.download import DownloadError, DownloadProgress, _check_space, download
from cnnviz.data.fashion_mnist import FASHION_MNIST
from cnnviz.data.mnist import MNIST
from cnnviz.data.published import Publication, PublishedFile
from tests.data import mirror as behaviour
from tests.data.mirror import Mirror, serving

CONTENT = np.random.default_rng(0).bytes(50_000)
SMALL = b"labels" * 10
FILES = tuple(
    PublishedFile(name, len(content), hashlib.sha256(content).hexdigest())
    for name, content in (("images.gz", CONTENT), ("labels.gz", SMALL))
)
NOWHERE = "http://127.0.0.1:9/mnist/"  # the port of "discard", where nobody listens


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def good() -> Iterator[Mirror]:
    with serving(Mirror({"images.gz": CONTENT, "labels.gz": SMALL})) as mirror:
        yield mirror


@pytest.fixture
def bad() -> Iterator[Mirror]:
    with serving(Mirror({"images.gz": CONTENT, "labels.gz": SMALL})) as mirror:
        yield mirror


def published(*mirrors: str) -> Publication:
    return Publication("Toys", "toys", FILES, mirrors, ("a", "b"), (1, 2, 2))


def fetch(folder: Path, *mirrors: str, silence_s: float = 20.0) -> list[DownloadProgress]:
    return list(download(published(*mirrors), folder, timeouts_s=(20.0, silence_s)))


def is_complete(folder: Path) -> bool:
    names = sorted(path.name for path in folder.iterdir())
    return names == ["images.gz", "labels.gz"] and (folder / "images.gz").read_bytes() == CONTENT


def test_a_good_mirror_gives_all_files_and_progress_that_grows_to_the_end(tmp_path, good):
    reports = fetch(tmp_path / "new" / "mnist", good.url)
    assert is_complete(tmp_path / "new" / "mnist")
    done = [report.all_done_bytes for report in reports]
    assert done == sorted(done) and len(done) > 5
    assert done[-1] == reports[-1].all_total_bytes == len(CONTENT) + len(SMALL)
    assert reports[0].file == "images.gz" and reports[0].mirror == good.url


def test_nothing_is_fetched_before_the_generator_is_run(tmp_path, good):
    download(published(good.url), tmp_path / "mnist")
    assert not good.requests and not (tmp_path / "mnist").exists()


def test_files_that_are_there_and_sound_are_not_fetched_again(tmp_path, good):
    fetch(tmp_path, good.url)
    (tmp_path / "labels.gz").write_bytes(b"damaged")
    good.requests.clear()
    fetch(tmp_path, good.url)
    assert [path for path, _ in good.requests] == ["/mnist/labels.gz"]
    assert is_complete(tmp_path)


def test_a_broken_connection_is_continued_at_the_same_mirror(tmp_path, good):
    good.answers += [behaviour.breaking_off(20_000), behaviour.breaking_off(10_000)]
    fetch(tmp_path, good.url)
    assert is_complete(tmp_path)
    assert [asked for _, asked in good.requests[:3]] == ["", "bytes=20000-", "bytes=30000-"]


def test_what_one_mirror_began_another_ends(tmp_path, bad, good):
    bad.answers += [behaviour.breaking_off(20_000), behaviour.status(503)]
    fetch(tmp_path, bad.url, good.url)
    assert good.requests[0] == ("/mnist/images.gz", "bytes=20000-")
    assert is_complete(tmp_path)


def test_a_stopped_download_goes_on_where_it_was(tmp_path, good):
    run = download(published(good.url), tmp_path)
    while next(run).done_bytes < 20_000:
        pass
    run.close()
    kept = (tmp_path / "images.gz.part").stat().st_size
    assert kept >= 20_000
    fetch(tmp_path, good.url)
    assert good.requests[1] == ("/mnist/images.gz", f"bytes={kept}-")
    assert is_complete(tmp_path)


def test_a_mirror_that_ignores_the_range_starts_the_file_again(tmp_path, good):
    (tmp_path / "images.gz.part").write_bytes(CONTENT[:20_000])
    good.answers.append(behaviour.ignoring_range)
    reports = fetch(tmp_path, good.url)
    assert reports[0].done_bytes < 20_000
    assert is_complete(tmp_path)


def test_a_mirror_that_sends_another_part_is_left(tmp_path, bad, good):
    (tmp_path / "images.gz.part").write_bytes(CONTENT[:20_000])
    bad.answers.append(behaviour.wrong_part)
    fetch(tmp_path, bad.url, good.url)
    assert is_complete(tmp_path) and good.requests[0][1] == "bytes=20000-"


@pytest.mark.parametrize("left", [b"x" * 20_000, b"x" * 50_000, b"x" * 60_000], ids=["shorter", "as long", "longer"])
def test_a_wrong_left_over_part_is_thrown_away(tmp_path, good, left):
    (tmp_path / "images.gz.part").write_bytes(left)
    fetch(tmp_path, good.url)
    assert is_complete(tmp_path)


WRONG = {
    "same length": behaviour.sending(b"x" * len(CONTENT)),
    "longer": behaviour.sending(CONTENT + b"x"),
    "longer, not announced": behaviour.sending(CONTENT + b"x", announce=False),
    "a login page": behaviour.sending(b"<html>please log in</html>"),
    "a login page, not announced": behaviour.sending(b"<html>please log in</html>", announce=False),
    "empty": behaviour.sending(b""),
    "403": behaviour.status(403),
    "404": behaviour.status(404),
    "500": behaviour.status(500),
    "416": behaviour.status(416),
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_after_a_wrong_answer_the_next_mirror_is_asked(tmp_path, bad, good, answer):
    bad.answers += [answer] * 10
    fetch(tmp_path, bad.url, good.url)
    assert is_complete(tmp_path)


def test_when_every_mirror_fails_each_fault_and_the_way_by_hand_are_told(tmp_path, bad, good):
    bad.answers += [behaviour.status(403)]
    good.answers += [behaviour.sending(b"x" * len(CONTENT))]
    with pytest.raises(DownloadError) as caught:
        fetch(tmp_path, bad.url, good.url, NOWHERE)
    message = str(caught.value)
    assert f"{bad.url}: it answered 403 Forbidden" in message
    assert f"{good.url}: it sent a wrong file (its SHA-256 is not the published one)" in message
    assert f"{NOWHERE}: it cannot be reached" in message
    assert f"(images.gz, labels.gz) and put it into {tmp_path}" in message
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_called_404(tmp_path):
    with serving(Mirror({})) as empty, pytest.raises(DownloadError, match="it answered 404 Not Found"):
        fetch(tmp_path, empty.url)


def test_a_mirror_that_always_breaks_off_at_once_is_not_asked_for_ever(tmp_path, bad):
    bad.answers += [behaviour.breaking_off(0)] * 50
    with pytest.raises(DownloadError, match=r"the connection broke off|it stopped after 0"):
        fetch(tmp_path, bad.url)
    assert len(bad.requests) == 1


def test_a_mirror_that_falls_silent_is_left_and_its_bytes_kept(tmp_path, bad, good):
    bad.answers.append(behaviour.stalling(20_000))
    bad.answers.append(behaviour.status(503))
    fetch(tmp_path, bad.url, good.url, silence_s=0.2)
    assert is_complete(tmp_path)
    assert good.requests[0][1].startswith("bytes=")


def test_the_proxy_of_the_environment_is_used(tmp_path, monkeypatch, good):
    monkeypatch.setenv("http_proxy", good.url.removesuffix("/mnist/"))
    fetch(tmp_path, "http://mnist.invalid/files/")
    assert good.requests[0][0] == "http://mnist.invalid/files/images.gz"
    assert is_complete(tmp_path)


def test_a_proxy_that_is_not_there_is_named_as_the_cause(tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with pytest.raises(DownloadError, match="the proxy did not let it through"):
        fetch(tmp_path, "http://mnist.invalid/files/")


def test_an_address_that_is_none_is_explained(tmp_path):
    with pytest.raises(DownloadError, match="could not be downloaded"):
        fetch(tmp_path, "not an address/")


def test_without_any_mirror_the_way_by_hand_is_told(tmp_path):
    with pytest.raises(DownloadError, match="by hand"):
        fetch(tmp_path)


def test_too_little_room_is_told_before_anything_is_fetched(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10**9, 10**9, 2_000_000))
    with pytest.raises(DownloadError, match=r"11\.6 MB are needed, 2\.0 MB are free"):
        _check_space(MNIST, tmp_path)


def test_what_is_there_of_a_file_needs_no_more_room(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10**9, 10**9, 40_000))
    with pytest.raises(DownloadError, match=r"room for Toys in .*0\.1 MB are needed"):
        _check_space(published(), tmp_path)
    (tmp_path / "images.gz.part").write_bytes(CONTENT[:30_000])
    _check_space(published(), tmp_path)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path, good):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DownloadError, match=r"cannot be kept in .*file"):
        fetch(tmp_path / "file" / "mnist", good.url)
    with pytest.raises(DownloadError, match=r"cannot be kept in .*file"):
        fetch(tmp_path / "file", good.url)


@pytest.mark.parametrize(("number", "message"), [(28, "The disk is full"), (13, "Permission denied")])
def test_a_disk_that_fails_on_the_way_is_explained(tmp_path, monkeypatch, good, number, message):
    ordinary = Path.open

    def failing(path, mode="r", *args):
        if path.name.endswith(".part") and "b" in mode and mode != "rb":
            raise OSError(number, "from the system")
        return ordinary(path, mode, *args)

    monkeypatch.setattr(Path, "open", failing)
    with pytest.raises(DownloadError, match=message):
        fetch(tmp_path, good.url)


@pytest.mark.parametrize("what", [MNIST, FASHION_MNIST, CIFAR10], ids=lambda what: what.folder_name)
def test_every_set_has_mirrors_that_end_in_a_slash_and_a_secure_one_first(what):
    assert len(what.mirrors) >= 2 and all(mirror.endswith("/") for mirror in what.mirrors)
    assert what.mirrors[0].startswith("https://")
    assert all(len(file.sha256) == 64 and file.size > 0 for file in what.files)
