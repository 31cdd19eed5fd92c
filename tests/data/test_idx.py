import gzip
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnviz.data.idx import TYPES, IdxError, read_idx

CODES = {np.dtype(name).newbyteorder("="): code for code, name in TYPES.items()}


def idx_bytes(values: np.ndarray) -> bytes:
    start = bytes([0, 0, CODES[values.dtype], values.ndim])
    axes = struct.pack(f">{values.ndim}I", *values.shape)
    return start + axes + values.astype(values.dtype.newbyteorder(">")).tobytes()


@pytest.fixture
def write(tmp_path):
    def written(data: bytes, name: str = "file-idx3-ubyte") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return written


@given(values=hnp.arrays(st.sampled_from(list(CODES)), hnp.array_shapes(max_dims=4, max_side=5)), packed=st.booleans())
def test_any_array_comes_back_as_it_was_written(tmp_path_factory, values, packed):
    path = tmp_path_factory.mktemp("idx") / "values"
    data = idx_bytes(values)
    path.write_bytes(gzip.compress(data) if packed else data)
    read = read_idx(path)
    assert read.dtype == values.dtype
    np.testing.assert_array_equal(read, values)


@given(data=st.binary(max_size=80))
def test_any_bytes_give_an_array_or_an_explanation(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("idx") / "bytes"
    path.write_bytes(data)
    try:
        read_idx(path)
    except IdxError as error:
        assert str(path) in str(error)


IMAGES = idx_bytes(np.arange(24, dtype=np.uint8).reshape(2, 3, 4))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "first 4 bytes"),
        (b"\0\0\x08", "first 4 bytes"),
        (IMAGES[:10], "within its header"),
        (IMAGES[:-1], "24 are announced, found: 23"),
        (IMAGES + b"x", "24 are announced, found: at least one more"),
        (b"\x89PNG\r\n\x1a\n" + IMAGES, "89 50 4e 47"),
        (b"\0\0\x07\x03" + IMAGES[4:], "not an IDX file"),
        (b"\0\0\x08\x00", "not an IDX file"),
        (gzip.compress(IMAGES, mtime=0)[:-9], "cut short"),
        (gzip.compress(IMAGES, mtime=0)[:12] + b"\xff\xff" + gzip.compress(IMAGES, mtime=0)[14:], "damaged|cut short"),
        (b"\x1f\x8b nonsense", "damaged"),
    ],
)
def test_an_unsound_file_is_explained(write, data, message):
    with pytest.raises(IdxError, match=message):
        read_idx(write(data))


@pytest.mark.parametrize("packed", [False, True])
def test_a_header_that_claims_gigabytes_costs_no_memory(write, packed):
    hostile = struct.pack(">BBBB3I", 0, 0, 8, 3, 1000, 1000, 1000) + b"few"
    path = write(gzip.compress(hostile) if packed else hostile)
    tracemalloc.start()
    try:
        with pytest.raises(IdxError, match="1,000,000,000 are announced, found: 3"):
            read_idx(path)
        assert tracemalloc.get_traced_memory()[1] < 8e6
    finally:
        tracemalloc.stop()


def test_more_than_the_limit_is_refused_before_reading(write):
    with pytest.raises(IdxError, match="at most 1073 MB"):
        read_idx(write(struct.pack(">BBBB4I", 0, 0, 8, 4, *[2**32 - 1] * 4)))


def test_more_axes_than_any_picture_has_are_refused(write):
    with pytest.raises(IdxError, match="not an IDX file"):
        read_idx(write(struct.pack(">BBBB", 0, 0, 8, 255) + struct.pack(">I", 1) * 255 + b"\0"))


def test_no_values_along_endless_axes_are_refused(write):
    with pytest.raises(IdxError, match="claims to hold 0 × 4294967295"):
        read_idx(write(struct.pack(">BBBB3I", 0, 0, 8, 3, 0, 2**32 - 1, 2**32 - 1)))


def test_a_missing_file_a_folder_and_a_closed_file_are_told_apart(write, tmp_path):
    with pytest.raises(IdxError, match="There is no file"):
        read_idx(tmp_path / "nowhere")
    with pytest.raises(IdxError, match="is a folder"):
        read_idx(tmp_path)


def test_a_file_that_may_not_be_read_says_so(write, monkeypatch):
    path = write(IMAGES)

    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(IdxError, match="cannot be read: Permission denied"):
        read_idx(path)
