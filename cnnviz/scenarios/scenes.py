"""From what is set to what is shown."""

from cnnviz.scenarios.layers import activation_of, convolution_of
from cnnviz.scenarios.scenario import Scenario
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.scene import Scene


def scene_of(scenario: Scenario) -> Scene:
    """What a scenario shows; an ExplainedError (of geometry, layer or gradient) where its settings cannot work."""
    layer = convolution_of(scenario)
    return ConvolutionScene(layer, scenario.image, activation=activation_of(scenario), turned=scenario.turned)
