"""A saved page comes back to the last bit, and a file that is none says why, before anything is made of it."""

import base64
import json
import os
import zlib
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from cnnviz.engine.geometry import PADDING_MODES
from cnnviz.scenarios.samples import sample_values
from cnnviz.scenarios.scenario import (
    ACTIVATIONS,
    AVERAGE,
    CONVOLUTION,
    DIRECTIONS,
    FORWARD,
    MAXIMUM,
    ONES,
    TENTHS,
    Scenario,
)
from cnnviz.scenarios.scenario_arrays import array_data, array_from_data
from cnnviz.scenarios.scenario_files import ScenarioFileError, open_scenario, save_scenario
from cnnviz.scenarios.source import Source, matrix_source

NUMBERS = st.floats(-50, 50, width=32)
TENTH = st.integers(-50, 50).map(lambda n: np.float32(n) / np.float32(10))
SOURCE = matrix_source("numbers", [[[float(5 * row + column) for column in range(5)] for row in range(5)]])
PLAIN = Scenario(SOURCE, SOURCE.values, np.ones((1, 1, 3, 3), np.float32), np.zeros(1, np.float32))
VIEW = {"position": 3, "speed": 0.1, "loop": True, "name": "π", "nothing": None, "focus": [0.5, 2]}


def arrays(shape: tuple[int, ...], dtype: type = np.float32) -> st.SearchStrategy[np.ndarray]:
    return npst.arrays(dtype, shape, elements=st.one_of(TENTH, NUMBERS).map(dtype))


def pairs(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high))


@st.composite
def scenarios(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Scenario:
    """Scenarios of all kinds whose settings fit."""
    groups, depth, share = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    channels, filters = groups * depth, groups * share
    size = draw(pairs(12, 14))
    operation = draw(st.sampled_from(list(DIRECTIONS)))
    direction = draw(st.sampled_from(DIRECTIONS[operation]))
    own = Source(draw(st.text(max_size=9)), draw(arrays((channels, *size))), "a note\n", draw(st.booleans()), "mnist 3")
    shape = draw(st.tuples(*[st.integers(1, 9)] * 3))
    return Scenario(
        source=own,
        image=draw(arrays((channels, *size))),
        kernel=draw(arrays((filters, depth, *draw(pairs(1, 3))))),
        bias=draw(arrays((filters,))),
        longest=draw(st.integers(1, 1024)),
        operation=operation,
        direction=direction,
        preset=draw(st.sampled_from(["own", "sobel-x", "LeNet-5, conv1, kernel 3"])),
        groups=groups,
        turned=draw(st.booleans()),
        activation=draw(st.sampled_from(ACTIVATIONS)),
        stride=draw(pairs(1, 3)),
        dilation=draw(pairs(1, 2)),
        padding=draw(st.tuples(*[st.integers(0, 2)] * 4)),
        padding_word=draw(st.sampled_from(["valid", "same", "full", "number"])),
        border=draw(st.sampled_from(PADDING_MODES)),
        chain=operation == CONVOLUTION and direction == FORWARD and draw(st.booleans()),
        pool_kind=draw(st.sampled_from([MAXIMUM, AVERAGE])),
        pool_size=draw(pairs(2, 3)),
        pool_stride=draw(pairs(1, 3)),
        pool_padding=draw(st.tuples(*[st.integers(0, 1)] * 4)),
        ceil_mode=draw(st.booleans()),
        count_include_pad=draw(st.booleans()),
        upstream=draw(st.one_of(st.none(), arrays(shape), arrays(shape, np.float64))),
        upstream_name=draw(st.text(max_size=9)),
        upstream_fill=draw(st.sampled_from([TENTHS, ONES])),
        upstream_seed=draw(st.integers(0, 2**62)),
        shown_filter=draw(st.integers(0, filters - 1)),
    )


def assert_same(one: object, other: object) -> None:
    """Equal to the last bit, in every field."""
    for field in fields(one):  # type: ignore[arg-type]
        first, second = getattr(one, field.name), getattr(other, field.name)
        if isinstance(first, Source):
            assert_same(first, second)
        elif isinstance(first, np.ndarray):
            assert (first.dtype, first.shape, first.tobytes()) == (second.dtype, second.shape, second.tobytes())
        else:
            assert first == second and type(first) is type(second), field.name


@settings(max_examples=40)
@given(scenarios())
def test_every_field_comes_back_exactly(tmp_path_factory: pytest.TempPathFactory, scenario: Scenario) -> None:
    path = tmp_path_factory.getbasetemp() / "page.cnnviz.json"
    save_scenario(path, scenario, VIEW)
    again, view = open_scenario(path)
    assert_same(scenario, again)
    assert view == VIEW


@given(
    npst.arrays(np.float32, npst.array_shapes(max_dims=4, max_side=5), elements=st.floats(width=32).filter(np.isfinite))
)
def test_any_float32_comes_back_to_the_last_bit(array: np.ndarray) -> None:
    again = array_from_data(json.loads(json.dumps(array_data(array))), "image")
    assert (again.dtype, again.shape, again.tobytes()) == (array.dtype, array.shape, array.tobytes())


@given(npst.arrays(np.float64, npst.array_shapes(max_dims=4, max_side=5), elements=st.floats().filter(np.isfinite)))
def test_any_float64_comes_back_to_the_last_bit(array: np.ndarray) -> None:
    again = array_from_data(json.loads(json.dumps(array_data(array))), "image")
    assert (again.dtype, again.shape, again.tobytes()) == (array.dtype, array.shape, array.tobytes())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_arrays_are_packed_and_come_back_to_the_last_bit(dtype: type) -> None:
    array = np.random.default_rng(0).normal(size=(3, 50, 40)).astype(dtype)
    array[0, 0, :2] = -0.0, 1e-30
    data = json.loads(json.dumps(array_data(array)))
    assert data["shape"] == [3, 50, 40]
    again = array_from_data(data, "image")
    assert (again.dtype, again.tobytes()) == (array.dtype, array.tobytes())


def test_a_picture_takes_a_byte_a_number_at_most() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (3, 64, 64)).astype(np.float32) / np.float32(255)
    data = array_data(pixels)
    assert data["type"] == "bytes" and len(data["zlib"]) < 1.4 * pixels.size
    assert array_from_data(data, "image").tobytes() == pixels.tobytes()


def test_a_shipped_picture_is_named_and_not_held(tmp_path: Path) -> None:
    values = sample_values("sample house")
    assert values is not None
    source = Source("House", values, "", key="sample house")
    scenario = Scenario(source, source.image(1, 28), np.ones((1, 1, 3, 3), np.float32), np.zeros(1, np.float32))
    save_scenario(tmp_path / "a.cnnviz.json", scenario, {})
    assert (tmp_path / "a.cnnviz.json").stat().st_size < 10_000
    assert_same(scenario, open_scenario(tmp_path / "a.cnnviz.json")[0])


def test_a_picture_that_is_not_quite_the_shipped_one_is_held(tmp_path: Path) -> None:
    values = sample_values("sample three")
    assert values is not None
    changed = values.copy()
    changed[0, 0, 0] += 1
    scenario = replace(PLAIN, source=Source("Three", changed, key="sample three"))
    save_scenario(tmp_path / "a.cnnviz.json", scenario, {})
    assert_same(scenario, open_scenario(tmp_path / "a.cnnviz.json")[0])


def test_a_field_that_is_left_out_has_its_usual_value(tmp_path: Path) -> None:
    path = tmp_path / "a.cnnviz.json"
    save_scenario(path, PLAIN, {})
    saved = json.loads(path.read_text("utf-8"))
    needed = ("source", "image", "kernel", "bias")
    saved["scenario"] = {name: value for name, value in saved["scenario"].items() if name in needed}
    path.write_text(json.dumps(saved), "utf-8")
    assert_same(PLAIN, open_scenario(path)[0])


def test_a_small_page_can_be_read_by_a_person(tmp_path: Path) -> None:
    save_scenario(tmp_path / "a.cnnviz.json", PLAIN, {})
    lines = (tmp_path / "a.cnnviz.json").read_text("utf-8").splitlines()
    assert '  "stride": [1, 1],' in lines
    assert (
        '  "kernel": {"type": "float32", "numbers": [[[[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]]]},' in lines
    )


def changed(*path: str, to: object) -> Callable[[dict[str, Any]], None]:
    """Sets a field of a saved page."""

    def change(saved: dict[str, Any]) -> None:
        inner = saved
        for name in path[:-1]:
            inner = inner[name]
        inner[path[-1]] = to

    return change


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    """Takes away a field of a saved page."""

    def change(saved: dict[str, Any]) -> None:
        inner = saved
        for name in path[:-1]:
            inner = inner[name]
        del inner[path[-1]]

    return change


def packed(content: bytes, shape: list[int], kind: str = "float32") -> dict[str, Any]:
    return {"type": kind, "shape": shape, "zlib": base64.b64encode(content).decode()}


BOMB = packed(zlib.compress(bytes(10**7)), [1, 5, 5])
SHORT = packed(zlib.compress(bytes(96)), [1, 5, 5])
WORSE = packed(zlib.compress(bytes(100)) + b"more", [1, 5, 5])
CUT = packed(zlib.compress(os.urandom(100))[:-8], [1, 5, 5])
INFINITE = packed(zlib.compress(np.full(25, np.inf, np.float32).tobytes()), [1, 5, 5])
BAD = [
    (changed("format", to="other"), "was not saved by cnnviz"),
    (without("format"), "was not saved by cnnviz"),
    (changed("version", to=2), "a later version of cnnviz saved it"),
    (changed("version", to="1"), "its version is “1”"),
    (changed("version", to=True), "its version is True"),
    (changed("version", to=0), "its version is 0"),
    (without("view"), "“view”"),
    (changed("more", to=1), "“more”"),
    (changed("view", to=[1]), "“view” must be an object"),
    (changed("view", "deep", to=[[[[1]]]]), "“view” must be an object"),
    (changed("view", "inner", to={"a": 1}), "“view” must be an object"),
    (changed("scenario", to=3), "“scenario” must be an object"),
    (changed("scenario", "colour", to=3), "a field “colour” that is not known"),
    (without("scenario", "kernel"), "“scenario” has no “kernel”"),
    (without("scenario", "source"), "“scenario” has no “source”"),
    (without("scenario", "source", "name"), "“source” has no “name”"),
    (without("scenario", "source", "values"), "its picture “” does not come with"),
    (changed("scenario", "source", to={"name": "x", "key": "sample ../x"}), "its picture “sample ../x” does not come"),
    (changed("scenario", "source", to=None), "“source” must be an object"),
    (changed("scenario", "source", "exact", to=1), "“exact” is 1; it must be true or false"),
    (changed("scenario", "stride", to=[1]), "“stride” is [1]; it must be 2 whole numbers"),
    (changed("scenario", "stride", to=[0, 1]), "“stride” is [0, 1]; it must be 2 whole numbers from 1"),
    (changed("scenario", "stride", to=[1.0, 1]), "“stride” is [1.0, 1]"),
    (changed("scenario", "stride", to=[True, 1]), "“stride” is [True, 1]"),
    (changed("scenario", "stride", to=3), "“stride” is 3"),
    (changed("scenario", "padding", to=[0, 0, 0, -1]), "“padding” is [0, 0, 0, -1]; it must be 4 whole numbers from 0"),
    (changed("scenario", "padding", to=[0, 0, 0, 10**9]), "to 1024"),
    (changed("scenario", "groups", to=1.5), "“groups” is 1.5; it must be a whole number"),
    (changed("scenario", "groups", to=2), "the kernels have 1 channels in each of 2 groups"),
    (changed("scenario", "groups", to=0), "the kernels have 1 channels in each of 0 groups"),
    (changed("scenario", "upstream_seed", to=-(10**30)), "“upstream_seed” is -1000"),
    (changed("scenario", "turned", to="yes"), "“turned” is “yes”; it must be true or false"),
    (changed("scenario", "preset", to="x" * 20_000), "it must be a text"),
    (changed("scenario", "operation", to="sum"), "“operation” is “sum”; it can be convolution, "),
    (changed("scenario", "direction", to="back"), "“direction” is “back”; it can be forward, "),
    (changed("scenario", "border", to="grey"), "“border” is “grey”; it can be zeros, "),
    (changed("scenario", "longest", to=5000), "“longest” is 5000"),
    (changed("scenario", "shown_filter", to=1), "filter 2 is shown"),
    (changed("scenario", "bias", to={"type": "float32", "numbers": [0.0, 0.0]}), "the bias has 2 numbers"),
    (changed("scenario", "image", to=None), "“image” must be an object"),
    (changed("scenario", "image", to={"type": [], "numbers": [1]}), "“image” must be an object with “type”"),
    (changed("scenario", "image", to={"type": "int8", "numbers": [1]}), "“image” must be an object with “type”"),
    (changed("scenario", "image", to={"type": "float32"}), "must have “numbers”"),
    (changed("scenario", "image", to={"type": "bytes", "numbers": [1]}), "must have “numbers”"),
    (changed("scenario", "image", to={"type": "float32", "numbers": [[[1], [2, 3]]]}), "rows of equal length"),
    (changed("scenario", "image", to={"type": "float32", "numbers": [[[]]]}), "rows of equal length"),
    (changed("scenario", "image", to={"type": "float32", "numbers": [[[[[1]]]]]}), "rows of equal length"),
    (changed("scenario", "image", to={"type": "float32", "numbers": [[["1"]]]}), "“image” holds “1” where a number"),
    (changed("scenario", "image", to={"type": "float32", "numbers": [[[True]]]}), "“image” holds True where a number"),
    (changed("scenario", "image", to={"type": "float32", "numbers": 1}), "“image” holds 1 where a number"),
    (changed("scenario", "image", to={"type": "float32", "numbers": [[[1e39]]]}), "not finite or too large"),
    (changed("scenario", "image", to={"type": "float32", "numbers": [[[10**400]]]}), "a whole number that is too"),
    (changed("scenario", "image", to={"type": "float32", "numbers": [[1.0]]}), "“image” has the shape (1, 1)"),
    (changed("scenario", "kernel", to={"type": "float32", "numbers": [[[1.0] * 12]]}), "“kernel” has the shape"),
    (changed("scenario", "kernel", to={"type": "float32", "numbers": [[[[1.0]], [[1.0]]]]}), "have 2 channels"),
    (changed("scenario", "upstream", to={"type": "float32", "numbers": [1.0]}), "“upstream” has the shape (1,)"),
    (changed("scenario", "image", to=BOMB), "“image” is damaged: its numbers are not as many"),
    (changed("scenario", "image", to=SHORT), "“image” is damaged: its numbers are not as many"),
    (changed("scenario", "image", to=WORSE), "“image” is damaged: its numbers are not as many"),
    (changed("scenario", "image", to=CUT), "“image” is damaged"),
    (changed("scenario", "image", to=INFINITE), "“image” holds numbers that are not finite"),
    (changed("scenario", "image", to=packed(b"no zlib", [1, 5, 5])), "“image” is damaged: “zlib” must be"),
    (changed("scenario", "image", to={**BOMB, "zlib": "(not base64)"}), "“image” is damaged: “zlib” must be"),
    (changed("scenario", "image", to={**BOMB, "zlib": BOMB["zlib"][:-1]}), "“image” is damaged: “zlib” must be"),
    (changed("scenario", "image", to={**BOMB, "zlib": 3}), "“image” is damaged: “zlib” must be"),
    (changed("scenario", "image", to={**BOMB, "shape": [1, 5, -5]}), "“image” has the shape [1, 5, -5]"),
    (changed("scenario", "image", to={**BOMB, "shape": []}), "“image” has the shape []"),
    (changed("scenario", "image", to={**BOMB, "shape": [1, 5, True]}), "“image” has the shape"),
    (changed("scenario", "image", to={**BOMB, "shape": [10**5, 10**5]}), "holds 10,000,000,000 numbers; at most"),
    (changed("scenario", "image", to={"type": "float32", "numbers": [[[1.0]]]}), "does not fit"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), BAD, ids=[words for _, words in BAD])
def test_what_is_wrong_with_a_file_is_said_in_words(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    path = tmp_path / "page.cnnviz.json"
    save_scenario(path, PLAIN, VIEW)
    saved = json.loads(path.read_text("utf-8"))
    change(saved)
    path.write_text(json.dumps(saved), "utf-8")
    with pytest.raises(ScenarioFileError) as caught:
        open_scenario(path)
    assert words in str(caught.value)
    assert str(caught.value).startswith("The page ") and len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[" * 100_000, b"\xff\xfe\x00", b"1" * 10_000, b'{"format": "cnnviz page", "version": NaN}', b"PNG"],
)
def test_what_is_no_json_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.json"
    path.write_bytes(content)
    with pytest.raises(ScenarioFileError, match="not JSON"):
        open_scenario(path)


@pytest.mark.parametrize("content", [b"[]", b"3", b"null", b'{"cells": []}'])
def test_another_programs_json_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.json"
    path.write_bytes(content)
    with pytest.raises(ScenarioFileError, match="was not saved by cnnviz"):
        open_scenario(path)


@given(st.data())
@settings(max_examples=100)
def test_a_file_that_is_cut_off_anywhere_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "whole.cnnviz.json"
    save_scenario(path, PLAIN, VIEW)
    content = path.read_bytes().rstrip()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with pytest.raises(ScenarioFileError, match="not JSON"):
        open_scenario(path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(ScenarioFileError, match="more than 64 MB"):
        open_scenario(path)


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(ScenarioFileError, match="No such file"):
        open_scenario(tmp_path / "none.json")
    with pytest.raises(ScenarioFileError, match="Is a directory"):
        open_scenario(tmp_path)
    with pytest.raises(ScenarioFileError, match="cannot be saved"):
        save_scenario(tmp_path / "no folder" / "a.json", PLAIN, {})
    with pytest.raises(ScenarioFileError, match="cannot be"):
        open_scenario("nul\0.json")


def test_an_old_file_stays_when_the_new_one_cannot_be_saved(tmp_path: Path) -> None:
    path = tmp_path / "page.cnnviz.json"
    save_scenario(path, PLAIN, VIEW)
    infinite = replace(PLAIN, upstream=np.full((1, 3, 3), np.inf, np.float32))
    with pytest.raises(ScenarioFileError, match="not finite"):
        save_scenario(path, infinite, VIEW)
    with pytest.raises(ScenarioFileError, match="“view” must be an object"):
        save_scenario(path, PLAIN, {"speed": float("nan")})
    assert_same(PLAIN, open_scenario(path)[0])
    assert [file.name for file in tmp_path.iterdir()] == ["page.cnnviz.json"]
