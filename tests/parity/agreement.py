"""When results count as equal, and a layer beside its twin: both refuse a setting, or all their numbers agree."""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from cnnviz.engine.arrays import Array
from cnnviz.engine.description import LAYERS
from cnnviz.engine.layer import Layer
from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError
from tests.parity.settings import Setting
from tests.parity.twins import twin

TOLERANCES = {np.dtype(np.float64): 1e-9, np.dtype(np.float32): 1e-4}
TORCH_TYPES = {np.dtype(np.float64): torch.float64, np.dtype(np.float32): torch.float32}
Results = Mapping[str, Array]


def assert_close(ours: Array, theirs: Array, what: str) -> None:
    """``max |ours - theirs| <= tolerance * max |theirs|``, with NaN and infinity at the same places."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype), what
    finite = np.isfinite(theirs)
    np.testing.assert_array_equal(ours[~finite], theirs[~finite], err_msg=what)
    gap = np.abs(ours[finite] - theirs[finite]).max(initial=0)
    size = np.abs(theirs[finite]).max(initial=0)
    assert gap <= TOLERANCES[theirs.dtype] * size, f"{what} is off by {gap:.3g}; its largest number is {size:.3g}"


def assert_all_close(ours: Results, theirs: Results) -> None:
    """The same for every array of both, which must have the same names."""
    assert ours.keys() == theirs.keys()
    for name, array in theirs.items():
        assert_close(ours[name], array, name)


def outcome(run: Callable[[], Any], refusal: type[Exception]) -> Any:
    """What `run` gives, or its `refusal`; any other exception is a failure of the test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "same" of an even kernel is slow in PyTorch, which is not our matter
        try:
            return run()
        except refusal as error:
            return error


def compare(setting: Setting, training: bool = False, parts: tuple[str, ...] = ()) -> None:
    """The layer of a setting beside its twin, in both precisions: outputs, all gradients, and what is not learnt.

    Only the `parts` that are named, if any are.
    """
    for dtype in TOLERANCES:
        theirs = outcome(lambda dtype=dtype: their_results(setting, dtype, training), Exception)
        ours = outcome(lambda dtype=dtype: our_results(setting, dtype, training), ExplainedError)
        if isinstance(theirs, Exception) or isinstance(ours, Exception):
            refused = (isinstance(ours, Exception), isinstance(theirs, Exception))
            assert refused == (True, True), f"cnnviz: {ours!r}\nPyTorch: {theirs!r}"
            continue
        names = parts or ours.keys() | theirs.keys()
        assert_all_close({name: ours[name] for name in names}, {name: theirs[name] for name in names})


def our_results(setting: Setting, dtype: Any, training: bool) -> Results:
    """Output, gradients and buffers of the layer for the numbers of the setting."""
    x = setting.numbers(dtype)
    layer = LAYERS[setting.kind](**setting.arguments)
    assert isinstance(layer, Layer)
    network = Network([("layer", layer)], x.shape[1:]).copy(dtype)
    _, layer = network.layers[0]
    fill(layer.parameters, setting)
    tape = network.forward(x, training=np.random.default_rng(0) if training else None)
    gradients = network.backward(tape, setting.upstream(tape.output.shape, dtype))
    results = {"output": tape.output, "input gradient": gradients.input, **layer.buffers}
    return results | {name.replace("layer.", "by "): array for name, array in gradients.parameters.items()}


def their_results(setting: Setting, dtype: Any, training: bool) -> Results:
    """The same from PyTorch."""
    module = twin(setting.kind, setting.arguments).to(TORCH_TYPES[dtype]).train(training)
    parameters = dict(module.named_parameters())
    fill({name: tensor.detach().numpy() for name, tensor in parameters.items()}, setting)
    x = torch.from_numpy(setting.numbers(dtype)).requires_grad_()
    output = module(x)
    output.backward(torch.from_numpy(setting.upstream(tuple(output.shape), dtype)))
    results = {"output": output.detach().numpy(), "input gradient": x.grad.numpy()}
    results |= {name: tensor.numpy() for name, tensor in module.named_buffers() if name != "num_batches_tracked"}
    return results | {f"by {name}": tensor.grad.numpy() for name, tensor in parameters.items()}


def fill(parameters: Mapping[str, Array], setting: Setting) -> None:
    """The same random weights for both: in place, so that PyTorch's tensors can be given as views."""
    rng = np.random.default_rng((setting.seed, 1))
    for name in sorted(parameters):
        parameters[name][...] = rng.standard_normal(parameters[name].shape)
