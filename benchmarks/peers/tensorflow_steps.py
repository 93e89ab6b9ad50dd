"""Steps of plain TensorFlow, and of TensorFlow Privacy by its model class, which clips fast where all layers are dense.

With --slow also by its vectorized optimizer, whose step takes seconds where there are convolutions.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from importlib.metadata import version

import tensorflow
import tensorflow_privacy
from tensorflow.keras import layers
from tensorflow_privacy.privacy.fast_gradient_clipping import layer_registry

import steps


def network(name):
    if name == "lenet5":
        return [
            layers.Conv2D(6, 5, activation="tanh", use_bias=False, input_shape=(32, 32, 1)),
            layers.MaxPool2D(2),
            layers.Conv2D(16, 5, activation="tanh", use_bias=False),
            layers.MaxPool2D(2),
            layers.Flatten(),
            layers.Dense(120, activation="tanh"),
            layers.Dense(84, activation="tanh"),
            layers.Dense(steps.CLASSES),
        ]
    if name == "tutorial-cnn":
        return [
            layers.Conv2D(16, 8, strides=2, padding="same", activation="relu", input_shape=(28, 28, 1)),
            layers.MaxPool2D(2, 1),
            layers.Conv2D(32, 4, strides=2, padding="valid", activation="relu"),
            layers.MaxPool2D(2, 1),
            layers.Flatten(),
            layers.Dense(32, activation="relu"),
            layers.Dense(steps.CLASSES),
        ]
    return [
        layers.Flatten(input_shape=(28, 28, 1)),
        layers.Dense(128, activation="tanh"),
        layers.Dense(steps.CLASSES),
    ]


def loss(reduction):
    return tensorflow.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction=reduction)


def sgd(kind, **options):
    return kind(learning_rate=steps.LEARNING_RATE, momentum=steps.MOMENTUM, **options)


def plain(name, _):
    model = tensorflow.keras.Sequential(network(name))
    optimizer = sgd(tensorflow.keras.optimizers.legacy.SGD)
    mean = loss(tensorflow.keras.losses.Reduction.SUM_OVER_BATCH_SIZE)

    @tensorflow.function
    def step(x, y):
        with tensorflow.GradientTape() as tape:
            value = mean(y, model(x, training=True))
        gradients = tape.gradient(value, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return value

    return model, step


def vectorized(name, batch):
    model = tensorflow.keras.Sequential(network(name))
    optimizer = sgd(
        tensorflow_privacy.VectorizedDPKerasSGDOptimizer,
        l2_norm_clip=steps.CLIPPING_NORM,
        noise_multiplier=steps.NOISE_MULTIPLIER,
        num_microbatches=batch,
    )
    each = loss(tensorflow.keras.losses.Reduction.NONE)

    @tensorflow.function
    def step(x, y):
        with tensorflow.GradientTape(persistent=True) as tape:
            value = each(y, model(x, training=True))
        optimizer.minimize(value, model.trainable_variables, tape=tape)
        return value

    return model, step


def model_class(name, batch):
    model = tensorflow_privacy.DPSequential(
        l2_norm_clip=steps.CLIPPING_NORM,
        noise_multiplier=steps.NOISE_MULTIPLIER,
        num_microbatches=batch,
        # XLA takes two to four times as long on CPUs where there are convolutions, and as long elsewhere
        use_xla=False,
        layer_registry=layer_registry.make_default_layer_registry(),
        layers=network(name),
    )
    model.compile(
        optimizer=sgd(tensorflow.keras.optimizers.legacy.SGD),
        loss=loss(tensorflow.keras.losses.Reduction.SUM_OVER_BATCH_SIZE),
    )
    return model, tensorflow.function(lambda x, y: model.train_step((x, y)))


def main():
    slow = "--slow" in sys.argv
    if slow:
        sys.argv.remove("--slow")
    options = steps.arguments()
    tensorflow.config.threading.set_intra_op_parallelism_threads(options.threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(options.threads)
    tensorflow.get_logger().setLevel("ERROR")
    privacy = f"TensorFlow Privacy {version('tensorflow-privacy')}"
    kinds = [
        (f"TensorFlow {tensorflow.__version__}", "non-private", False, plain),
        (privacy, "private, DPSequential", True, model_class),
    ]
    if slow:
        kinds.append((privacy, "private, vectorized optimizer", True, vectorized))
    for name, batch in steps.models(options, ("lenet5", "tutorial-cnn", "mlp")):
        data = [
            (tensorflow.constant(x), tensorflow.constant(y))
            for x, y in steps.batches(name, batch, channels_last=True)
        ]
        for library, what, private, prepare in kinds:
            tensorflow.random.set_seed(1)
            model, run = prepare(name, batch)

            def step(x, y):
                run(x, y)
                # a function returns when its effects are there; reading makes sure
                model.trainable_variables[-1].numpy()

            steps.measure(options, name, model.count_params(), library, what, private, step, data)


main()
