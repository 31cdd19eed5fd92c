"""Published data sets fetched from the net, when the user asks for one and never otherwise.

Each file is tried at one mirror after the other; what a broken connection left behind (``.part``) is continued with an
HTTP range, at whatever mirror; only a file with the right SHA-256 gets its real name. The proxy of the environment or
the system is honoured, as `requests` does.
"""

import errno
import os
import shutil
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.data.published import Publication, PublishedFile, is_sound
from cnnviz.text import ExplainedError, tr

if TYPE_CHECKING:
    import requests

CHUNK_BYTES = 8 * 1024  # small, so that a run on a slow line can be stopped soon
CONNECT_TIMEOUT_S, SILENCE_TIMEOUT_S = 10.0, 30.0
RESUMES = 5  # how often a mirror that breaks off, but gave something, is asked for the rest


class DownloadError(ExplainedError):
    """A file could be had from no mirror, or could not be kept."""


class _MirrorError(Exception):
    """What one mirror did wrong, in words; `again` when asking it for the rest is worth while."""

    def __init__(self, reason: str, *, again: bool = False) -> None:
        super().__init__(reason)
        self.again = again


@dataclass(frozen=True)
class DownloadProgress:
    """How far it is: bytes of the file being fetched and of all files together."""

    file: str
    mirror: str
    done_bytes: int
    total_bytes: int
    all_done_bytes: int
    all_total_bytes: int


def download(
    what: Publication,
    folder: Path,
    *,
    timeouts_s: tuple[float, float] = (CONNECT_TIMEOUT_S, SILENCE_TIMEOUT_S),
) -> Generator[DownloadProgress, None, Path]:
    """Fetch the files of `what` into `folder`, which is made if needed, and return it.

    A generator that reports after every few kilobytes, so that whoever runs it can stop in between (`close`); what was
    fetched stays and is continued the next time. Files that are there and sound are not fetched again. `timeouts_s` are
    the longest waits for a connection and for the next byte. Raises DownloadError: what failed at each mirror and what
    can be done by hand, or why the folder cannot be written.
    """
    import requests

    folder = Path(folder)
    done = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check_space(what, folder)
        with requests.Session() as session:
            for file in what.files:
                for mirror, received in _fetch(session, what, file, folder, timeouts_s):
                    yield DownloadProgress(file.name, mirror, received, file.size, done + received, what.size)
                done += file.size
    except OSError as error:
        raise _folder_error(what, folder, error) from None
    return folder


def _check_space(what: Publication, folder: Path) -> None:
    missing = sum(
        file.size - _size(folder / f"{file.name}.part") for file in what.files if not (folder / file.name).exists()
    )
    free = shutil.disk_usage(folder).free
    if free < missing:
        raise DownloadError(
            "There is too little room for {name} in {folder}: {needed} MB are needed, {free} MB are free. Make room, "
            "or choose another folder.",
            name=what.label, folder=folder, needed=f"{missing / 1e6:.1f}", free=f"{free / 1e6:.1f}",
        )  # fmt: skip


def _folder_error(what: Publication, folder: Path, error: OSError) -> DownloadError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DownloadError(
            "The disk is full: make room for {name} in {folder}, then try again.", name=what.label, folder=folder
        )
    return DownloadError(
        "{name} cannot be kept in {folder}: {reason}. Choose a folder that you may write to.",
        name=what.label, folder=folder, reason=os.strerror(error.errno) if error.errno else error,
    )  # fmt: skip


def _fetch(
    session: "requests.Session",
    what: Publication,
    file: PublishedFile,
    folder: Path,
    timeouts_s: tuple[float, float],
) -> Generator[tuple[str, int], None, None]:
    """One file from the first mirror that gives it whole: yields (mirror, bytes there so far)."""
    if is_sound(folder / file.name, file):
        yield "", file.size
        return
    part = folder / f"{file.name}.part"
    faults = []
    for mirror in what.mirrors:
        for attempt in range(RESUMES + 1):
            before = _size(part)
            try:
                for received in _receive(session, mirror + file.name, file, part, timeouts_s):
                    yield mirror, received
                part.replace(folder / file.name)
                return
            except _MirrorError as fault:
                if attempt == RESUMES or not (fault.again and _size(part) != before):
                    faults.append(f"{mirror}: {fault}")
                    break
    raise DownloadError(
        "{file} could not be downloaded.\n{faults}\nCheck the connection (and the proxy) and try again: what was "
        "fetched is kept. Or fetch by hand what is published ({names}) and put it into {folder}.",
        file=file.name, faults="\n".join(faults), folder=folder, names=", ".join(each.name for each in what.files),
    )  # fmt: skip


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _receive(
    session: "requests.Session", url: str, file: PublishedFile, part: Path, timeouts_s: tuple[float, float]
) -> Generator[int, None, None]:
    """The rest of a file from one address, appended to `part`: yields the bytes there so far; checked at the end."""
    import requests
    from urllib3.exceptions import HTTPError

    start = _size(part)
    if start > file.size:
        part.unlink()
        start = 0
    try:
        if start < file.size:
            # The bytes as they are: a .gz must not be unpacked on the way.
            headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
            with session.get(url, headers=headers, stream=True, timeout=timeouts_s) as response:
                yield from _store(response, file, part, start)
    except (requests.RequestException, HTTPError) as error:
        raise _MirrorError(_connection_reason(error), again=True) from None
    _check_part(file, part, resumed=start > 0)


def _store(response: "requests.Response", file: PublishedFile, part: Path, start: int) -> Generator[int, None, None]:
    if response.status_code == 416:  # the mirror has a shorter file than what we hold of it
        part.unlink(missing_ok=True)
        raise _MirrorError(tr("it has a file of another size"), again=True)
    if response.status_code not in (200, 206):
        raise _MirrorError(tr("it answered {status} {reason}", status=response.status_code, reason=response.reason))
    continued = response.status_code == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {start}-")
    if response.status_code == 206 and not continued:
        raise _MirrorError(tr("it sent another part of the file than was asked for"))
    received = start if continued else 0
    if response.headers.get("Content-Length", str(file.size - received)) != str(file.size - received):
        raise _MirrorError(tr("it has a file of another size"))
    with part.open("ab" if continued else "wb") as stream:
        for chunk in response.raw.stream(CHUNK_BYTES, decode_content=False):
            received += len(chunk)
            if received > file.size:
                break
            stream.write(chunk)
            yield received
    if received > file.size:
        part.unlink()
        raise _MirrorError(tr("it sent a longer file than the published one"))


def _check_part(file: PublishedFile, part: Path, *, resumed: bool) -> None:
    size = _size(part)
    if size < file.size:
        raise _MirrorError(tr("it stopped after {size} of {total} bytes", size=size, total=file.size), again=True)
    if not is_sound(part, file):
        part.unlink()
        raise _MirrorError(tr("it sent a wrong file (its SHA-256 is not the published one)"), again=resumed)


def _connection_reason(error: Exception) -> str:
    import requests
    from urllib3.exceptions import ReadTimeoutError

    if isinstance(error, requests.exceptions.ProxyError):
        return tr("the proxy did not let it through")
    if isinstance(error, requests.exceptions.SSLError):
        return tr("the secure connection failed (a wrong clock, or a proxy that looks inside)")
    if isinstance(error, (requests.Timeout, ReadTimeoutError)):
        return tr("it did not answer in time")
    if isinstance(error, requests.ConnectionError):
        return tr("it cannot be reached")
    return tr("the connection broke off")
