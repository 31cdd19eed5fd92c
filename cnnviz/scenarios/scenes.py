"""From what is set to what is shown. What the first picture does not need is imported when it is asked for."""

from cnnviz.scenarios.layers import activation_of, convolution_of, layer_of, pooling_of, transposed_of
from cnnviz.scenarios.scenario import (
    ACTIVATION,
    AVERAGE,
    BIAS,
    CONVOLUTION,
    FORWARD,
    MAXIMUM,
    MOST_FILTERS,
    TRANSPOSED,
    WEIGHT,
    Scenario,
)
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.scene import Scene


def scene_of(scenario: Scenario) -> Scene:
    """What a scenario shows; an ExplainedError (of geometry, layer or gradient) where its settings cannot work.

    Of very many channels some are seen at a time.

    The activation belongs to the convolution forward alone: gradients are those of the operation itself, with the
    gradient from above where its sums are.
    """
    scene = _whole(scenario)
    if max(panel.count for panel in scene.panels) <= MOST_FILTERS:
        return scene
    from cnnviz.traces.seen_channels import SeenChannels

    return SeenChannels(scene, scenario.first_channel)


def _whole(scenario: Scenario) -> Scene:
    if scenario.direction == FORWARD:
        return _forward(scenario)
    if scenario.direction in (WEIGHT, BIAS):
        return _parameter_gradient(scenario)
    return _input_gradient(scenario)


def _forward(scenario: Scenario) -> Scene:
    image, turned, origin = scenario.image, scenario.turned, scenario.origin
    if scenario.operation == TRANSPOSED:
        from cnnviz.traces.transposed_scene import TransposedScene

        return TransposedScene(transposed_of(scenario), image, turned=turned, origin=origin)
    if scenario.operation in (MAXIMUM, AVERAGE):
        from cnnviz.traces.pooling_scene import PoolingScene

        return PoolingScene(pooling_of(scenario, scenario.operation), image, origin=origin)
    if scenario.operation == ACTIVATION:
        from cnnviz.traces.activation_scene import ActivationScene

        return ActivationScene(layer_of(scenario), image, origin=origin)
    if scenario.chain:
        from cnnviz.traces.chain_scene import ChainScene

        pooling = pooling_of(scenario, scenario.pool_kind)
        return ChainScene(
            convolution_of(scenario), activation_of(scenario), pooling, image, turned=turned, origin=origin
        )
    return ConvolutionScene(
        convolution_of(scenario), image, activation=activation_of(scenario), turned=turned, origin=origin
    )


def _parameter_gradient(scenario: Scenario) -> Scene:
    from cnnviz.scenarios.upstream import upstream_of

    layer = transposed_of(scenario) if scenario.operation == TRANSPOSED else convolution_of(scenario)
    if scenario.direction == BIAS:
        from cnnviz.traces.bias_gradient_scene import BiasGradientScene

        return BiasGradientScene(layer, scenario.image, upstream_of(scenario), origin=scenario.origin)
    from cnnviz.traces.weight_gradient_scene import WeightGradientScene

    return WeightGradientScene(
        layer, scenario.image, upstream_of(scenario), turned=scenario.turned, origin=scenario.origin
    )


def _input_gradient(scenario: Scenario) -> Scene:
    from cnnviz.scenarios.upstream import upstream_of

    image, turned, origin = scenario.image, scenario.turned, scenario.origin
    upstream = upstream_of(scenario)
    if scenario.operation == TRANSPOSED:
        from cnnviz.traces.transposed_input_gradient_scene import TransposedInputGradientScene

        return TransposedInputGradientScene(transposed_of(scenario), image, upstream, turned=turned, origin=origin)
    if scenario.operation == CONVOLUTION:
        from cnnviz.traces.input_gradient_scene import ConvolutionInputGradientScene

        return ConvolutionInputGradientScene(convolution_of(scenario), image, upstream, turned=turned, origin=origin)
    if scenario.operation == ACTIVATION:
        from cnnviz.traces.activation_gradient_scene import ActivationGradientScene

        return ActivationGradientScene(layer_of(scenario), image, upstream, origin=origin)
    from cnnviz.traces.pooling_gradient_scene import PoolingGradientScene

    return PoolingGradientScene(pooling_of(scenario, scenario.operation), image, upstream, origin=origin)
