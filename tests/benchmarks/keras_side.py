"""The networks of the benchmarks in Keras on TensorFlow.

Of the ways to train with it (``fit``, ``train_on_batch``, a step of one's own as a `tf.function`, each with and without
XLA) the step of one's own without XLA was the fastest for these networks; XLA took two to four times as long.
TensorFlow takes the number of its threads from the environment (TF_NUM_INTRAOP_THREADS), which sides.py sets.
"""

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def network(name: str) -> keras.Model:
    """The network by the name that cnnviz has for it; pictures are (H, W, C), which is TensorFlow's own order."""
    picture = keras.Input((28, 28, 1))
    if name == "lenet5":
        return keras.Sequential([
            picture, layers.Conv2D(6, 5, padding="same", activation="relu"), layers.MaxPool2D(2),
            layers.Conv2D(16, 5, activation="relu"), layers.MaxPool2D(2), layers.Flatten(),
            layers.Dense(120, activation="relu"), layers.Dense(84, activation="relu"), layers.Dense(10),
        ])  # fmt: skip
    blocks = []
    for maps in (32, 64, 128):
        blocks += [layers.Conv2D(maps, 3, activation="relu"), layers.MaxPool2D(2)]
    head = [layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10)]
    return keras.Sequential([picture, *blocks, *head])


def training_step(name: str, images: np.ndarray, labels: np.ndarray) -> Callable[[], None]:
    """One step with Adam on pictures (N, C, H, W), which lie there as tensors already."""
    model, optimizer = network(name), keras.optimizers.Adam(1e-3)
    optimizer.build(model.trainable_variables)
    pictures, wanted = tf.constant(np.moveaxis(images, 1, -1)), tf.constant(labels)

    @tf.function
    def step(pictures: tf.Tensor, wanted: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            scores = model(pictures, training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(wanted, scores))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    return lambda: step(pictures, wanted).numpy()
