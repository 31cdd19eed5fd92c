"""Arrays in, arrays out: the layers, networks and training of cnnviz, in NumPy alone. No Qt: it works in a notebook.

Everything is imported from the module that it stands in, ``from cnnviz.engine.convolution import Conv2D``. In the order
in which the modules are best read:

====================================  ==================================================================================
arrays, geometry, axis                what shapes are and how they change: padding, stride, dilation, output sizes
layer, weighted                       what every layer can do, and those with weights
convolution, convolution_transpose    Conv2D, ConvTranspose2D; `windows`, `columns`: windows as columns of a matrix
pooling, global_pooling               MaxPool2D, AvgPool2D, GlobalAvgPool2D, GlobalMaxPool2D, AdaptiveAvgPool2D
linear, shape, merging                Linear; Flatten; Add, Concat
activations, softmax                  ReLU, LeakyReLU, ELU, Sigmoid, Tanh, Softplus; Softmax, LogSoftmax
dropout, normalization                Dropout, BatchNorm2D
network, graph, tape, summary         Network, Node; what a forward pass leaves; shapes, multiply-adds, receptive fields
backpropagation, receptive_field      the way back, and how far each layer sees
layer_gradient, input_normalisation   the way back between any two layers; in what numbers pictures are wanted
description, weight_shapes            a network as plain data, to be edited, checked and made again
architectures                         nine networks by name: `lenet`, `three_blocks`, `vgg`, `resnet`, with `building`
losses                                cross_entropy, mean_squared_error
optimizer, optimizers, packing        SGD (momentum, Nesterov), Adam, AdamW
schedules, clipping                   constant, step_decay, cosine, warmed_up; clip_by_norm, clip_by_value
initializers, initialization          he_uniform and its kin; a whole network drawn anew
training, training_settings, reports  Training, train: a generator of reports; its settings, with ranges and defaults
training_source, augmentation         where the pictures of a run come from, and how they are changed on their way
dropout_setting, setting_changes      what some settings do to a network, and to a run that is under way
checkpoints, divergence               a run left and gone on with; a run out of bounds; `early_stopping`
evaluation, run_evaluation            evaluate: loss and accuracy over pictures; when a run does it
statistics, last_step                 how large weights, slopes and activations are, layer by layer
workspace, team                       arrays that are kept between passes; threads for a single large picture
batch_gradients, part_gradients       the slopes of a batch in parts; `crew`, `crew_member`, `shared_arrays`: processes
====================================  ==================================================================================

Pictures are (N, C, H, W): a batch of N, C channels, H rows, W columns. Sizes are in pixels, float32 stays float32 and
float64 float64. A mistake is an `ExplainedError` (a ValueError) that says what was given, what is allowed, what to do.
One step of learning, by hand:

>>> import numpy as np
>>> from cnnviz.engine.lenet import lenet5
>>> from cnnviz.engine.losses import cross_entropy
>>> from cnnviz.engine.optimizers import Adam
>>> network, optimizer = lenet5(rng=0), Adam(0.001)
>>> pictures, labels = np.random.default_rng(1).random((2, 1, 28, 28), np.float32), np.array([7, 2])
>>> for _ in range(3):
...     tape = network.forward(pictures)
...     loss, slope = cross_entropy(tape.output, labels)
...     gradients = network.backward(tape, slope)
...     optimizer.step(network.parameters, gradients.parameters)
...     print(round(loss, 1))
2.6
1.0
0.9
>>> tape["conv1"].output.shape, gradients.input.shape
((2, 6, 28, 28), (2, 1, 28, 28))
"""
