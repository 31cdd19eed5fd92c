"""How a model wants its pictures, for those who read files; the engine has it, because explanations need it."""

from cnnviz.engine.input_normalisation import IMAGENET_MEAN as IMAGENET_MEAN
from cnnviz.engine.input_normalisation import IMAGENET_SPREAD as IMAGENET_SPREAD
from cnnviz.engine.input_normalisation import MEAN as MEAN
from cnnviz.engine.input_normalisation import ORDER as ORDER
from cnnviz.engine.input_normalisation import SCALE as SCALE
from cnnviz.engine.input_normalisation import SPREAD as SPREAD
from cnnviz.engine.input_normalisation import InputNormalisation as InputNormalisation
from cnnviz.engine.input_normalisation import NormalisationError as NormalisationError
from cnnviz.engine.input_normalisation import normalisation_of as normalisation_of
