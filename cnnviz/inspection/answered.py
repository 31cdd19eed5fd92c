"""A model with other answers to what its file does not say: names of classes, and how its pictures are normalised."""

from collections.abc import Sequence

from cnnviz.data.model_opening import with_normalisation
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.engine.network import Network
from cnnviz.inspection.foreign_model import OnnxModel
from cnnviz.traces.passes import NetworkModel, PassModel


def with_answers(model: PassModel, normalisation: InputNormalisation, class_names: Sequence[str]) -> PassModel:
    """The same model, layers and all, with these; ExplainedError where the names are not as many as the classes."""
    network = model.network
    if network is not None:
        info = with_normalisation(network.info, normalisation)
        return NetworkModel(Network(network.nodes, network.input_shape, class_names, info=info))
    assert isinstance(model, OnnxModel)
    return OnnxModel(model.file.settled(None, normalisation, class_names))
