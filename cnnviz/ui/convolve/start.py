"""What the Convolve page begins with: small enough to read every number, and an edge detector on it."""

import numpy as np

from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.source import Source
from cnnviz.traces.kernels import preset
from cnnviz.ui.convolve.shipped import sample_source, samples
from cnnviz.ui.convolve.sources import numbers_source

FIRST_SAMPLE, FIRST_KERNEL = "sample three", "sobel-x"


def start_scenario() -> Scenario:
    """Sobel x over the handwritten three, with same padding."""
    source = _first_source()
    kernel = preset(FIRST_KERNEL).make((3, 3))[None, None]
    image = source.image(1, source.longest)
    scenario = Scenario(source, image, kernel, np.zeros(1, np.float32), source.longest, preset=FIRST_KERNEL)
    return scenario.with_padding("same")


def _first_source() -> Source:
    """The sample; where the folder of pictures is missing, numbers."""
    sample = samples().get(FIRST_SAMPLE)
    return numbers_source() if sample is None else sample_source(FIRST_SAMPLE, sample)
