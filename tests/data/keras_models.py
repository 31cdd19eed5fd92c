"""A model of Keras with many kinds of layers, its arithmetic cell by cell, and the files that Keras writes of it."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.data.keras_variables import places_of
from cnnviz.engine.arrays import Array


def layer(kind: str, name: str, **config: Any) -> dict[str, Any]:
    """One layer as Keras describes it."""
    return {"class_name": kind, "config": {"name": name, **config}}


LAYERS = [
    layer("Conv2D", "conv", batch_input_shape=[None, 9, 8, 2], filters=3, kernel_size=[3, 2], strides=[2, 2],
          padding="same", activation="relu"),
    layer("DepthwiseConv2D", "deep", kernel_size=[3, 3], padding="valid", depth_multiplier=2, use_bias=False),
    layer("BatchNormalization", "norm", epsilon=0.001, momentum=0.99, axis=[3]),
    layer("LeakyReLU", "leaky", alpha=0.2),
    layer("AveragePooling2D", "mean", pool_size=[2, 2], strides=[1, 1], padding="same"),
    layer("MaxPooling2D", "max", pool_size=[2, 1], strides=[2, 1], padding="valid"),
    layer("Flatten", "flat"),
    layer("Dropout", "drop", rate=0.5),
    layer("Dense", "dense", units=4, activation="softmax"),
]  # fmt: skip
TENSORS = {
    "conv/kernel": (3, 2, 2, 3),
    "conv/bias": (3,),
    "deep/depthwise_kernel": (3, 3, 3, 2),
    "norm/gamma": (6,),
    "norm/beta": (6,),
    "norm/moving_mean": (6,),
    "norm/moving_variance": (6,),
    "dense/kernel": (12, 4),
    "dense/bias": (4,),
}


def random_weights(seed: int = 4) -> dict[str, Array]:
    """Weights for LAYERS."""
    rng = np.random.default_rng(seed)
    return {name: rng.random(shape).astype(np.float32) for name, shape in TENSORS.items()}


def twin(x: Array, weights: Mapping[str, Array]) -> Array:
    """LAYERS in Keras' own order (N, H, W, C), cell by cell."""
    x = np.pad(x, ((0, 0), (1, 1), (0, 0), (0, 0)))  # same: 9 rows by 2 need 5 · 2 + 1 = 11, 8 columns by 2 just 8
    maps = np.zeros((len(x), 5, 4, 3))
    for row, column in np.ndindex(5, 4):
        patch = x[:, 2 * row : 2 * row + 3, 2 * column : 2 * column + 2]
        maps[:, row, column] = np.einsum("nhwc,hwcf->nf", patch, weights["conv/kernel"]) + weights["conv/bias"]
    maps = np.maximum(maps, 0)
    deep = np.zeros((len(x), 3, 2, 6))
    for row, column in np.ndindex(3, 2):
        patch = maps[:, row : row + 3, column : column + 3]
        deep[:, row, column] = np.einsum("nhwc,hwcm->ncm", patch, weights["deep/depthwise_kernel"]).reshape(-1, 6)
    scale = weights["norm/gamma"] / np.sqrt(weights["norm/moving_variance"] + 0.001)
    deep = (deep - weights["norm/moving_mean"]) * scale + weights["norm/beta"]
    deep = np.where(deep > 0, deep, 0.2 * deep)
    means = np.stack(
        [[deep[:, row : row + 2, column : column + 2].mean(axis=(1, 2)) for column in range(2)] for row in range(3)]
    )  # what lies outside is not counted
    largest = np.maximum(means[0], means[1])
    flat = largest.transpose(1, 0, 2).reshape(len(x), -1)
    scores = flat @ weights["dense/kernel"] + weights["dense/bias"]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def sequential(layers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A row of layers as Keras describes it."""
    return {"class_name": "Sequential", "config": {"name": "sequential", "layers": list(layers)}}


def functional(layers: Sequence[tuple[dict[str, Any], Sequence[str]]], keras: int = 3) -> dict[str, Any]:
    """A graph: layers with the names of those that they take, as Keras 3 or 2 describes it."""
    described = []
    for one, inputs in layers:
        tensors = [{"class_name": "__keras_tensor__", "config": {"shape": [], "keras_history": [name, 0, 0]}}
                   for name in inputs]  # fmt: skip
        args = tensors if len(tensors) == 1 else [tensors]
        nodes: list[Any] = [{"args": args, "kwargs": {}}] if keras == 3 else [[[name, 0, 0, {}] for name in inputs]]
        described.append({**one, "name": one["config"]["name"], "inbound_nodes": nodes if inputs else []})
    first, last = described[0]["name"], described[-1]["name"]
    ends = {"input_layers": [[first, 0, 0]], "output_layers": [[last, 0, 0]]}
    if keras == 3:
        ends = {name: end[0] for name, end in ends.items()}
    return {"class_name": "Functional", "config": {"name": "model", "layers": described, **ends}}


def layers_of(model: Mapping[str, Any]) -> list[Any]:
    return list(model["config"]["layers"])


def write_keras(path: Path, model: Mapping[str, Any], weights: Mapping[str, Array], **changes: bytes) -> Path:
    """A ``.keras`` archive as Keras 3 writes it; `changes` replace entries ("config.json" as config_json)."""
    content = {"metadata.json": b'{"keras_version": "3.15.1"}', "config.json": json.dumps(model).encode(),
               "model.weights.h5": variables(model, weights)}  # fmt: skip
    content |= {name.replace("_", "."): change for name, change in changes.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def variables(model: Mapping[str, Any], weights: Mapping[str, Array]) -> bytes:
    """The HDF5 file of weights of Keras 3: layers by the names of their classes, arrays by number."""
    import h5py

    with h5py.File(held := io.BytesIO(), "w") as file:
        names = [one["config"]["name"] for one in layers_of(model)]
        for name, place in zip(names, places_of(one["class_name"] for one in layers_of(model)), strict=True):
            group = file.create_group(f"layers/{place}/vars")
            group.attrs["name"] = name
            for number, array in enumerate(array for key, array in weights.items() if key.startswith(f"{name}/")):
                group[str(number)] = array
        file["optimizer/vars/0"] = np.int64(3)
        file["layers/dropout/seed_generator/vars/0"] = np.zeros(2, np.uint32)
    return held.getvalue()


def write_h5(
    path: Path, model: Mapping[str, Any] | None, weights: Mapping[str, Array], keras: int = 2, **options: Any
) -> Path:
    """An HDF5 file as Keras 2 (":0" behind the names) or 3 writes it; weights alone without a model."""
    import h5py

    with h5py.File(path, "w") as file:
        group = file
        if model is not None:
            file.attrs["model_config"] = json.dumps(model)
            group = file.create_group("model_weights")
            file["optimizer_weights/adam/iteration"] = np.int64(3)
        layers = list(dict.fromkeys(name.rpartition("/")[0] for name in weights))
        group.attrs["layer_names"] = [name.encode() for name in layers]
        for name, array in weights.items():
            one, _, part = name.rpartition("/")
            inner = f"{one}/{part}:0" if keras == 2 else f"sequential/{one}/{part}"
            group.create_dataset(f"{one}/{inner}", data=array, **options)
    return path
