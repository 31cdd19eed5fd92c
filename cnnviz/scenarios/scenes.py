"""From what is set to what is shown."""

from cnnviz.scenarios.layers import activation_of, convolution_of, transposed_of
from cnnviz.scenarios.scenario import CONVOLUTION, FORWARD, INPUT, TRANSPOSED, Scenario
from cnnviz.scenarios.upstream import upstream_of
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.input_gradient_scene import ConvolutionInputGradientScene
from cnnviz.traces.scene import Scene
from cnnviz.traces.transposed_scene import TransposedScene


def scene_of(scenario: Scenario) -> Scene:
    """What a scenario shows; an ExplainedError (of geometry, layer or gradient) where its settings cannot work."""
    image, turned, shown = scenario.image, scenario.turned, (scenario.operation, scenario.direction)
    if shown == (TRANSPOSED, FORWARD):
        return TransposedScene(transposed_of(scenario), image, turned=turned)
    if shown == (CONVOLUTION, INPUT):
        upstream = upstream_of(scenario)
        return ConvolutionInputGradientScene(convolution_of(scenario), image, upstream, turned=turned)
    return ConvolutionScene(convolution_of(scenario), image, activation=activation_of(scenario), turned=turned)
