"""From the options of ``cnnviz animate`` to a scenario: that of a saved page, or one made anew, with what is given."""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from cnnviz.commands.animate_kernel import with_kernels
from cnnviz.commands.animate_numbers import OptionError, pair, sides
from cnnviz.commands.animate_source import chosen_source, saved_page
from cnnviz.commands.animate_upstream import with_upstream
from cnnviz.scenarios.scenario import (
    ACTIVATION,
    AVERAGE,
    CONVOLUTION,
    DIRECTIONS,
    FORWARD,
    MAXIMUM,
    TRANSPOSED,
    Scenario,
)  # fmt: skip
from cnnviz.scenarios.source import LARGEST, Source
from cnnviz.text import mark, tr
from cnnviz.traces.kernels import LARGEST_NUMBER, preset

FIRST_KERNEL = "sobel-x"
CHANNELS = {"grey": 1, "rgb": 3}
KERNEL_OPTIONS = ("kernel", "kernel_size", "filters", "groups", "bias", "turned", "border", "output_padding")
WINDOW_OPTIONS = ("stride", "padding", "dilation")  # of the operation, pooling or convolution
POOL_OPTIONS = ("pool_size", "pool_stride", "pool_padding", "ceil")


def scenario_of(options: Namespace) -> tuple[Scenario, Mapping[str, Any]]:
    """The scenario that is asked for, and how a saved page was looked at; an ExplainedError where it cannot be."""
    if options.seed is not None and options.seed < 0:
        raise OptionError("--seed is {given}; it is a whole number, 0 or more.", given=options.seed)
    page = saved_page(options.picture) if options.matrix is None else None
    if page is None:
        scenario, view = _new(chosen_source(options), options), {}
    else:
        scenario, view = _with_size(page[0], options), dict(page[1])
    scenario = _with_operation(scenario, options)
    _check_effect(scenario, options)
    scenario = _with_groups(scenario, options)
    scenario = with_kernels(scenario, options)
    scenario = _with_pooling(_with_window(_with_bias(scenario, options), options), options)
    return with_upstream(scenario, options), view


def _new(source: Source, options: Namespace) -> Scenario:
    _check_size(options)
    kernel = preset(FIRST_KERNEL).make((3, 3))[None, None]
    scenario = Scenario(source, source.image(1, 1), kernel, np.zeros(1, np.float32), preset=FIRST_KERNEL)
    return scenario.with_source(source, CHANNELS.get(options.colour), options.size)


def _with_size(scenario: Scenario, options: Namespace) -> Scenario:
    """The picture of a page, at another size or in other colours only if that is asked for: it may have been edited."""
    if options.size is None and options.colour is None:
        return scenario
    _check_size(options)
    channels = CHANNELS.get(options.colour, len(scenario.image))
    return scenario.with_source(scenario.source, channels, options.size or scenario.longest)


def _check_size(options: Namespace) -> None:
    if options.size is not None and not 1 <= options.size <= LARGEST:
        raise OptionError("--size is {given}; the longer side has 1 to {most} cells.", given=options.size, most=LARGEST)


def _with_operation(scenario: Scenario, options: Namespace) -> Scenario:
    if options.activation is not None:
        scenario = replace(scenario, activation=options.activation)
    if options.operation is not None:
        scenario = scenario.with_operation(options.operation)
    if options.direction is not None:
        if options.direction not in DIRECTIONS[scenario.operation]:
            raise OptionError("--direction is {given}; --operation {operation} has {allowed}.",
                              given=options.direction, operation=scenario.operation,
                              allowed=", ".join(DIRECTIONS[scenario.operation]))  # fmt: skip
        scenario = scenario.with_direction(options.direction)
    if options.chain and (scenario.operation, scenario.direction) != (CONVOLUTION, FORWARD):
        raise OptionError("--chain begins with a convolution, forward; leave out --operation and --direction.")
    if options.chain is not None:
        scenario = replace(scenario, chain=options.chain)
    return replace(scenario, pool_kind=options.pool_kind or scenario.pool_kind)


def _check_effect(scenario: Scenario, options: Namespace) -> None:
    """OptionError for an option that would do nothing: it was surely meant to do something."""
    pooling = scenario.operation in (MAXIMUM, AVERAGE)
    nothing = mark("--{option} does nothing with --operation {operation}; leave it out.")
    for idle, names, reason in (
        (pooling or scenario.operation == ACTIVATION, KERNEL_OPTIONS, nothing),
        (scenario.operation == ACTIVATION, WINDOW_OPTIONS, nothing),
        (pooling or scenario.operation == TRANSPOSED, ("activation",), nothing),
        (not pooling and not scenario.chain, POOL_OPTIONS, mark("--{option} needs --chain, or a pooling.")),
        (not scenario.chain, ("pool_kind",), mark("--{option} needs --chain.")),
        (scenario.operation != TRANSPOSED, ("output_padding",), mark("--{option} needs --operation transposed.")),
    ):
        for name in names if idle else ():
            if getattr(options, name) is not None:
                said = tr(reason, option=name.replace("_", "-"), operation=scenario.operation)
                raise OptionError("{reason}", reason=said)


def _with_groups(scenario: Scenario, options: Namespace) -> Scenario:
    if options.groups is None:
        return scenario
    if options.groups < 1 or len(scenario.image) % options.groups:
        raise OptionError("--groups is {given}; it must divide the {channels} channels of the picture.",
                          given=options.groups, channels=len(scenario.image))  # fmt: skip
    return scenario.with_groups(options.groups)


def _with_bias(scenario: Scenario, options: Namespace) -> Scenario:
    if options.bias is None:
        return scenario
    if not abs(options.bias) <= LARGEST_NUMBER:
        raise OptionError("--bias is {given}; it must lie between -1000000 and 1000000.", given=options.bias)
    return replace(scenario, bias=np.full(scenario.filters, options.bias, np.float32))


def _with_window(scenario: Scenario, options: Namespace) -> Scenario:
    """Stride, padding and dilation of the convolution; of a pooling they are its own."""
    if scenario.operation in (MAXIMUM, AVERAGE):
        return scenario
    if options.dilation is not None:
        scenario = scenario.with_dilation(pair("--dilation", options.dilation))
    if options.padding is not None:
        scenario = scenario.with_padding(sides("--padding", options.padding))
    return replace(
        scenario,
        stride=scenario.stride if options.stride is None else pair("--stride", options.stride),
        border=options.border or scenario.border,
        turned=scenario.turned if options.turned is None else options.turned,
        output_padding=scenario.output_padding if options.output_padding is None
        else pair("--output-padding", options.output_padding),
    )  # fmt: skip


def _with_pooling(scenario: Scenario, options: Namespace) -> Scenario:
    alone = scenario.operation in (MAXIMUM, AVERAGE)
    size, stride, padding = options.pool_size, options.pool_stride, options.pool_padding
    if alone:
        stride, padding = stride or options.stride, padding or options.padding
        if options.dilation is not None:
            scenario = replace(scenario, pool_dilation=pair("--dilation", options.dilation))
    if size is not None:
        rows_columns = pair("--pool-size", size)
        scenario = replace(scenario, pool_size=rows_columns, pool_stride=rows_columns)
    if stride is not None:
        scenario = replace(scenario, pool_stride=pair("--pool-stride", stride))
    if padding is not None:
        numbers = sides("--pool-padding", padding, words=False)
        scenario = replace(scenario, pool_padding=numbers)  # type: ignore[arg-type]
    return replace(scenario, ceil_mode=scenario.ceil_mode if options.ceil is None else options.ceil)
