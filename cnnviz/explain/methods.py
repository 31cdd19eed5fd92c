"""All methods of explaining, by name: what the menu, the command line and its help offer."""

from cnnviz.explain.activation_maximisation import ACTIVATION_MAXIMISATION
from cnnviz.explain.explanation import Method
from cnnviz.explain.grad_cam import GRAD_CAM
from cnnviz.explain.gradient_x_input import GRADIENT_X_INPUT
from cnnviz.explain.guided_backpropagation import GUIDED_BACKPROPAGATION
from cnnviz.explain.integrated_gradients import INTEGRATED_GRADIENTS
from cnnviz.explain.occlusion import OCCLUSION
from cnnviz.explain.saliency import SALIENCY

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        SALIENCY, GRADIENT_X_INPUT, INTEGRATED_GRADIENTS, GUIDED_BACKPROPAGATION, GRAD_CAM, OCCLUSION,
        ACTIVATION_MAXIMISATION,
    )
}  # fmt: skip
