"""A scenario as plain data, field by field: the list of fields is the class's own, so that none is forgotten."""

import math
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

import numpy as np

from cnnviz.engine.geometry import PADDING_MODES
from cnnviz.scenarios.samples import sample_values
from cnnviz.scenarios.scenario import (
    ACTIVATIONS,
    AVERAGE,
    DIRECTIONS,
    MAXIMUM,
    MOST_FILTERS,
    NUMBER,
    ONES,
    TENTHS,
    Scenario,
)
from cnnviz.scenarios.scenario_arrays import ScenarioFileError, array_data, array_from_data
from cnnviz.scenarios.source import LARGEST, Source
from cnnviz.text import mark, quoted, tr

LONGEST_TEXT = 10_000
MOST_CELLS = 1024  # of a stride, a padding, a kernel: a unit is shown as a kernel as large as its maps
MOST_CHANNELS = 65_536  # of a layer that a number is followed through
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "operation": tuple(DIRECTIONS),
    "activation": ACTIVATIONS,
    "padding_word": ("valid", "same", "full", NUMBER),
    "border": PADDING_MODES,
    "pool_kind": (MAXIMUM, AVERAGE),
    "upstream_fill": (TENTHS, ONES),
}


def scenario_data(scenario: Scenario) -> dict[str, Any]:
    """Every field of a scenario as plain data."""
    return {field.name: _data(getattr(scenario, field.name)) for field in fields(scenario)}


def scenario_from_data(data: object) -> Scenario:
    """The scenario that plain data describes; a field it lacks has its usual value.

    ScenarioFileError says which field is missing, unknown or wrong, and what it may be.
    """
    scenario = Scenario(**_read_fields(Scenario, data, "scenario"))
    for name, allowed in (*ALLOWED.items(), ("direction", DIRECTIONS.get(scenario.operation, ()))):
        if getattr(scenario, name) not in allowed:
            raise ScenarioFileError(mark("“{name}” is {given}; it can be {allowed}"), name=name,
                                    given=quoted(getattr(scenario, name)), allowed=", ".join(allowed))  # fmt: skip
    for name in ("image", "kernel", "bias", "upstream"):
        _check_axes(scenario, name)
    _check_channels(scenario)
    return scenario


def _data(value: object) -> Any:
    if isinstance(value, np.ndarray):
        return array_data(value)
    if isinstance(value, Source):
        plain = {field.name: _data(getattr(value, field.name)) for field in fields(value) if field.name != "values"}
        made = sample_values(value.key)
        again = made is not None and made.shape == value.values.shape and made.tobytes() == value.values.tobytes()
        return plain if again else {**plain, "values": array_data(value.values)}
    return list(value) if isinstance(value, tuple) else value


def _read_fields(kind: type, data: object, name: str) -> dict[str, Any]:
    """Values for the fields of a dataclass; the source's numbers are made again where it has none."""
    if not isinstance(data, Mapping):
        raise ScenarioFileError(mark("“{name}” must be an object"), name=name)
    known, hints = {field.name: field for field in fields(kind)}, typing.get_type_hints(kind)
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise ScenarioFileError(
            mark("“{name}” has a field {given} that is not known; take it away, or use the version of cnnviz that "
                 "wrote it"), name=name, given=quoted(unknown[0]),
        )  # fmt: skip
    missing = [field for field in known.values() if field.default is MISSING and field.name not in data]
    values = {key: _read(hints[key], value, key) for key, value in data.items()}
    if kind is Source and [field.name for field in missing] == ["values"]:
        made = sample_values(values.get("key", ""))
        if made is None:
            raise ScenarioFileError(mark("its picture {given} does not come with this version of cnnviz, and the file "
                                         "does not hold it"), given=quoted(values.get("key", "")))  # fmt: skip
        return {**values, "values": made}
    if missing:
        raise ScenarioFileError(mark("“{name}” has no “{missing}”, which it needs"), name=name, missing=missing[0].name)
    return values


def _read(hint: Any, data: object, name: str) -> Any:
    """Plain data as a value of the type that a field declares."""
    if isinstance(hint, types.UnionType):
        return None if data is None else _read(typing.get_args(hint)[0], data, name)
    if typing.get_origin(hint) is np.ndarray:
        return array_from_data(data, name)
    if typing.get_origin(hint) is tuple:
        return _read_whole(data, len(typing.get_args(hint)), name)
    if hint is Source:
        source = Source(**_read_fields(Source, data, name))
        if source.values.ndim != 3 or len(source.values) > MOST_CHANNELS or source.longest > LARGEST:
            raise _wrong_shape(f"{name}.values", source.values.shape)
        return source
    return _read_plain(hint, data, name)


def _read_plain(hint: Any, data: object, name: str) -> Any:
    if hint is bool:
        fits, wanted = isinstance(data, bool), mark("true or false")
    elif hint is int:
        fits, wanted = _is_whole(data) and abs(data) < 2**63, mark("a whole number")  # type: ignore[arg-type]
    else:
        fits, wanted = isinstance(data, str) and len(data) <= LONGEST_TEXT, mark("a text")
    if not fits:
        raise ScenarioFileError(mark("“{name}” is {given}; it must be {wanted}"),
                                name=name, given=quoted(data), wanted=tr(wanted))  # fmt: skip
    return data


def _read_whole(data: object, count: int, name: str) -> tuple[int, ...]:
    least = 0 if "padding" in name else 1
    fits = isinstance(data, list) and len(data) == count
    if not fits or not all(_is_whole(number) and least <= number <= MOST_CELLS for number in data):  # type: ignore[attr-defined]
        raise ScenarioFileError(mark("“{name}” is {given}; it must be {count} whole numbers from {least} to {most}"),
                                name=name, given=quoted(data), count=count, least=least, most=MOST_CELLS)  # fmt: skip
    return tuple(data)  # type: ignore[arg-type]


def _is_whole(data: object) -> bool:
    return isinstance(data, int) and not isinstance(data, bool)


def _check_axes(scenario: Scenario, name: str) -> None:
    """ScenarioFileError where an array has not the axes or the size that it may have."""
    most = {
        "image": (MOST_CHANNELS, LARGEST, LARGEST),
        "kernel": (MOST_FILTERS, MOST_CHANNELS, MOST_CELLS, MOST_CELLS),
        "bias": (MOST_FILTERS,),
        "upstream": (math.inf,) * 3,
    }[name]
    array = getattr(scenario, name)
    if array is None:
        return
    if array.ndim != len(most) or any(length > limit for length, limit in zip(array.shape, most, strict=True)):
        raise _wrong_shape(name, array.shape)


def _wrong_shape(name: str, shape: tuple[int, ...]) -> ScenarioFileError:
    return ScenarioFileError(
        mark("“{name}” has the shape {given}; a picture is (channels, rows, columns), at most {channels}, {most}, "
             "{most}; a kernel (filters, channels, rows, columns), at most {filters}, {channels}, {cells}, {cells}; a "
             "bias (filters,)"),
        name=name, given=shape, channels=MOST_CHANNELS, most=LARGEST, filters=MOST_FILTERS, cells=MOST_CELLS,
    )  # fmt: skip


def _check_channels(scenario: Scenario) -> None:
    """ScenarioFileError where picture, kernels and bias are not made for each other."""
    channels, (filters, depth, _, _) = len(scenario.image), scenario.kernel.shape
    if scenario.groups < 1 or depth * scenario.groups != channels or filters % scenario.groups:
        raise ScenarioFileError(
            mark("the kernels have {depth} channels in each of {groups} groups, the picture has {channels}, and there "
                 "are {filters} filters; groups × channels must be the picture's, and groups divide the filters"),
            depth=depth, groups=scenario.groups, channels=channels, filters=filters,
        )  # fmt: skip
    if scenario.bias.shape != (filters,) or not 0 <= scenario.shown_filter < filters:
        raise ScenarioFileError(
            mark("there are {filters} filters, but the bias has {given} numbers and filter {shown} is shown"),
            filters=filters, given=scenario.bias.size, shown=scenario.shown_filter + 1,
        )  # fmt: skip
    if not 0 <= scenario.first_channel < channels:
        raise ScenarioFileError(mark("“{name}” is {given}; it must be {wanted}"),
                                name="first_channel", given=scenario.first_channel,
                                wanted=f"0 … {channels - 1}")  # fmt: skip
    if not 1 <= scenario.longest <= LARGEST:
        raise ScenarioFileError(mark("“{name}” is {given}; it must be {wanted}"),
                                name="longest", given=scenario.longest, wanted=f"1 … {LARGEST}")  # fmt: skip
