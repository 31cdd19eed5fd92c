"""The kernels that ``cnnviz animate`` is given: by name, as numbers, from a file."""

import re
from argparse import Namespace
from collections.abc import Iterator

import numpy as np

from cnnviz.commands.animate_numbers import OptionError, pair
from cnnviz.commands.animate_source import numbers_of
from cnnviz.scenarios.scenario import Array, Scenario
from cnnviz.text import ExplainedError
from cnnviz.traces.kernels import LARGEST, OWN, PRESETS, RANDOM, fitted, preset, random_he

USUAL_SIZE = (3, 3)
MOST_FILTERS = 16


def with_kernels(scenario: Scenario, options: Namespace) -> Scenario:
    """`scenario` with the kernels, their number and size, and the bias that are asked for; OptionError."""
    size = None if options.kernel_size is None else pair("--kernel-size", options.kernel_size)
    if size is not None and not all(1 <= length <= LARGEST for length in size):
        raise OptionError("--kernel-size is “{given}”; rows and columns of a kernel are 1 to {most}.",
                          given=options.kernel_size, most=LARGEST)  # fmt: skip
    if options.filters is not None and not 1 <= options.filters <= MOST_FILTERS:
        raise OptionError("--filters is {given}; there can be 1 to {most}.", given=options.filters, most=MOST_FILTERS)
    if options.kernel is not None:
        scenario = _with_given(scenario, options, size or USUAL_SIZE)
    elif size is not None:
        scenario = _resized(scenario, size)
    if options.filters is not None:
        scenario = scenario.with_filters(options.filters)
    return scenario


def _with_given(scenario: Scenario, options: Namespace, size: tuple[int, int]) -> Scenario:
    names: list[str] = options.kernel
    rng = np.random.default_rng(options.seed or 0)
    if names == [RANDOM]:
        names = names * (options.filters or 1)
    kernels = [kernel for name in names for kernel in _kernels(name, scenario.kernel.shape[1], size, rng)]
    sizes = sorted({kernel.shape[1:] for kernel in kernels})
    if len(sizes) > 1:
        given = ", ".join(f"{rows} × {columns}" for rows, columns in sizes)
        raise OptionError("The kernels have different sizes ({given}); all filters of one convolution have one size.",
                          given=given)  # fmt: skip
    if len(kernels) > MOST_FILTERS:
        raise OptionError("There are {given} kernels; there can be 1 to {most}.", given=len(kernels), most=MOST_FILTERS)
    if options.filters is not None and len(kernels) > options.filters:
        raise OptionError("There are {given} kernels, and --filters is {filters}; leave out --filters or a kernel.",
                          given=len(kernels), filters=options.filters)  # fmt: skip
    known = {entry.name for entry in PRESETS} | {RANDOM}
    name = names[0] if len(set(names)) == 1 and names[0] in known else OWN
    changed = scenario.with_filters(len(kernels))
    return changed.with_kernel(np.stack(kernels).astype(np.float32), name)


def _resized(scenario: Scenario, size: tuple[int, int]) -> Scenario:
    """The same kernel at another size: made for it where its name allows that, else with zeros around it."""
    scalable = {entry.name: entry for entry in PRESETS if entry.scalable}
    if scenario.preset in scalable:
        made = scalable[scenario.preset].make(size)
        return scenario.with_kernel(np.broadcast_to(made, (*scenario.kernel.shape[:2], *size)), scenario.preset)
    return scenario.with_kernel_size(size)


def _kernels(name: str, channels: int, size: tuple[int, int], rng: np.random.Generator) -> Iterator[Array]:
    """Filters (channels, KH, KW) of one name or text."""
    if name == RANDOM:
        yield random_he(channels, size, rng)
    elif name in {entry.name for entry in PRESETS}:
        made = preset(name).make(size)
        fitting = made if made.shape == size or size == USUAL_SIZE else fitted(made, size)
        yield np.repeat(fitting[None], channels, axis=0)
    else:
        yield from _typed(name, channels)


def _typed(text: str, channels: int) -> Iterator[Array]:
    from cnnviz.scenarios.matrix_text import parse_tensor

    numbers = numbers_of(text)
    if not text.startswith("@") and not re.search(r"\d", text):
        names = ", ".join([*(entry.name for entry in PRESETS), RANDOM])
        raise OptionError("There is no kernel called “{given}”; there are {names}, or give its numbers.",
                          given=text, names=names)  # fmt: skip
    try:
        given = parse_tensor(numbers, LARGEST)
    except ExplainedError as error:
        raise OptionError("--kernel: {reason}", reason=error) from error
    filters = given.reshape((1,) * (4 - given.ndim) + given.shape)
    if filters.shape[1] not in (1, channels):
        raise OptionError("The kernel has {given} channels; here it meets {wanted}, so it can have {wanted} or 1.",
                          given=filters.shape[1], wanted=channels)  # fmt: skip
    yield from np.broadcast_to(filters, (len(filters), channels, *filters.shape[2:]))
