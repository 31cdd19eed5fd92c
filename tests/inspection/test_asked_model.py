"""A model of another program is asked for its numbers only, and that is enough to cover parts of its picture."""

from pathlib import Path

import numpy as np
import pytest

from cnnviz.data.onnx_export import save_onnx
from cnnviz.data.onnx_files import load_onnx
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import ExplanationError, Target
from cnnviz.explain.methods import METHODS
from cnnviz.explain.scores import Score
from cnnviz.inspection.asked_model import AskedModel
from cnnviz.inspection.foreign_model import OnnxModel
from tests.data.made_onnx import model_of, node, numbers, write
from tests.explain.explained import every_report, picture_for, skipping


def asked(path: Path, picture: np.ndarray) -> AskedModel:
    model = OnnxModel(load_onnx(path))
    return AskedModel(model, model.run(picture))


@pytest.mark.parametrize("softmax", [False, True])
@pytest.mark.parametrize("target", [Target(1), Target(2, "conv1"), Target(2, "conv1", 3, 4)])
def test_occlusion_by_asking_is_that_of_the_engine(tmp_path: Path, softmax: bool, target: Target) -> None:
    network: Network = skipping(softmax=softmax).copy(np.float32)
    picture = picture_for(network).astype(np.float32)
    save_onnx(network, tmp_path / "same.onnx")
    model = asked(tmp_path / "same.onnx", picture)
    given = {"patch": 3, "stride": 2, "fill": "black"}
    expected = every_report("occlusion", network, picture, target, **given)
    found = list(METHODS["occlusion"].explain(model, picture, target, given))
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one.values, other.values, rtol=1e-4, atol=1e-5)
        assert one.patch == other.patch and one.facts == pytest.approx(other.facts, rel=1e-4, abs=1e-5)
        assert one.score == pytest.approx(other.score, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize(
    ("ending", "scores"),
    [
        ([node("Flatten", "c", "y")], "y"),
        ([node("Flatten", "c", "d"), node("Softmax", "d", "y")], "d"),
        ([node("Flatten", "c", "d"), node("LogSoftmax", "d", "y")], "d"),
        ([node("Softmax", "c", "s", axis=1), node("Flatten", "s", "y")], "y"),
    ],
    ids=["scores", "softmax", "log-softmax", "only-probabilities"],
)
def test_a_class_is_asked_by_its_score_before_softmax(tmp_path: Path, ending: list, scores: str) -> None:
    nodes = [node("Conv", "x w", "a"), node("Mul", "a a", "b"), node("GlobalAveragePool", "b", "c"), *ending]
    path = write(tmp_path / "odd.onnx", model_of(nodes, {"w": numbers(5, 2, 3, 3)}))
    model = asked(path, numbers(2, 6, 7))
    assert model.score_layer == scores
    pictures = numbers(3, 2, 6, 7, seed=1)
    assert model.outputs(pictures, scores).shape == (3, 5)
    reports = list(METHODS["occlusion"].explain(model, pictures[0], Target(4), {"patch": 4}))
    assert 0 < reports[-1].facts["probability now"] < 1
    if scores == "y" and len(ending) == 2:
        assert reports[-1].facts["probability"] == pytest.approx(reports[-1].score), "it is one already"


def test_a_number_that_there_is_not_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "odd.onnx", model_of([node("Conv", "x w", "y")], {"w": numbers(5, 2, 3, 3)}))
    model = asked(path, numbers(2, 6, 7))
    with pytest.raises(ExplanationError, match="There is no layer “b” in this network; there are: y"):
        Score.of(model, Target(0, "b"))
    with pytest.raises(ExplanationError, match="there is no cell"):
        Score.of(model, Target(0, "y", 4, 0))


@pytest.mark.parametrize("name", sorted(METHODS.keys() - {"occlusion"}))
def test_what_needs_gradients_says_so(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "odd.onnx", model_of([node("Conv", "x w", "y")], {"w": numbers(5, 2, 3, 3)}))
    picture = numbers(2, 6, 7)
    with pytest.raises(ExplanationError, match=r"needs gradients.*Occlusion needs none"):
        METHODS[name].explain(asked(path, picture), picture, Target(0, "y"), {})
