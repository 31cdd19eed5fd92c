"""The gradient from above that ``cnnviz animate`` goes back with: by name, as numbers, from a file."""

from argparse import Namespace
from dataclasses import replace

import numpy as np

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.commands.animate_source import numbers_of
from cnnviz.scenarios.layers import layer_of
from cnnviz.scenarios.scenario import FORWARD, ONES, TENTHS, Scenario
from cnnviz.text import ExplainedError
from cnnviz.traces.upstream import check_upstream

LARGEST_SIDE = 1024


def with_upstream(scenario: Scenario, options: Namespace) -> Scenario:
    """`scenario`, whose geometry is settled, with the gradient that is asked for; OptionError, or that of the layer."""
    if options.seed is not None:
        scenario = replace(scenario, upstream_seed=options.seed)
    if options.upstream is None:
        return scenario
    if scenario.direction == FORWARD:
        raise OptionError("--upstream needs --direction input, weight or bias.")
    if options.upstream in (TENTHS, ONES):
        return replace(scenario.with_upstream(None), upstream_fill=options.upstream)
    from cnnviz.scenarios.matrix_text import parse_tensor

    try:
        given = parse_tensor(numbers_of(options.upstream), LARGEST_SIDE)
        values = given.reshape((1,) * (3 - given.ndim) + given.shape).astype(np.float32)
        check_upstream(values, layer_of(scenario).output_shape(scenario.image.shape))
    except ExplainedError as error:
        raise OptionError("--upstream: {reason}", reason=error) from error
    return scenario.with_upstream(values)
