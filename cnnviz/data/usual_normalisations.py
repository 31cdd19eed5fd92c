"""The numbers that models usually want their pictures in, by name: files of weights seldom say it."""

from cnnviz.engine.input_normalisation import IMAGENET_MEAN, IMAGENET_SPREAD, InputNormalisation

USUAL = {
    "plain": InputNormalisation(),  # as this program trains, and PyTorch's ToTensor
    "bytes": InputNormalisation(255.0),  # pictures as Keras reads them from files
    "signed": InputNormalisation(2.0, (1.0,)),  # Keras' MobileNet and Inception
    "mnist": InputNormalisation(mean=(0.1307,), spread=(0.3081,)),  # PyTorch's example for digits
    "imagenet": InputNormalisation(mean=IMAGENET_MEAN, spread=IMAGENET_SPREAD),  # torchvision's models
    "caffe": InputNormalisation(255.0, (103.939, 116.779, 123.68), bgr=True),  # Keras' VGG16 and ResNet50
}
