"""keras_files.py FOLDER: the files of Keras 3 and tf2onnx that networks.md lists."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras  # noqa: E402 (TensorFlow reads its settings when it is loaded)
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

from written import EXAMPLES, classes, describe, make_all, seed_of, values  # noqa: E402


def mlp(activation=None):
    return keras.Sequential(
        [keras.Input((12,)), layers.Dense(16, "relu"), layers.Dropout(0.2), layers.Dense(3, activation)]
    )


def gelu_mlp():
    return keras.Sequential([keras.Input((12,)), layers.Dense(16, "gelu"), layers.Dense(16, "swish"), layers.Dense(3)])


def cnn():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)), layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(),
            layers.Conv2D(8, 3, strides=2, activation="relu"), layers.MaxPooling2D(), layers.Flatten(),
            layers.Dropout(0.5), layers.Dense(10),
        ]
    )  # fmt: skip


def separable():
    return keras.Sequential(
        [
            keras.Input((16, 16, 3)), layers.Conv2D(8, 3, strides=2, padding="same"), layers.ReLU(6.0),
            layers.DepthwiseConv2D(3, padding="same"), layers.LeakyReLU(), layers.SeparableConv2D(8, 3),
            layers.GlobalAveragePooling2D(), layers.Dense(5),
        ]
    )  # fmt: skip


def resnet_bn():
    inputs = keras.Input((12, 12, 3))
    x = layers.Conv2D(6, 3, padding="same")(inputs)
    y = layers.Activation("relu")(layers.BatchNormalization()(x))
    y = layers.BatchNormalization()(layers.Conv2D(6, 3, padding="same")(y))
    x = layers.AveragePooling2D(2)(layers.Activation("relu")(layers.Add()([x, y])))
    return keras.Model(inputs, layers.Dense(5)(layers.GlobalAveragePooling2D()(x)))


def group_norm():
    inputs = keras.Input((12, 12, 3))
    x = layers.Activation("silu")(layers.GroupNormalization(4)(layers.Conv2D(8, 3)(inputs)))
    x = layers.LayerNormalization()(layers.Conv2D(6, 3, strides=2)(x))
    return keras.Model(inputs, layers.Dense(5)(layers.GlobalMaxPooling2D()(x)))


def unet():
    inputs = keras.Input((12, 12, 1))
    left = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    below = layers.Conv2D(8, 3, padding="same", activation="relu")(layers.MaxPooling2D()(left))
    up = layers.Conv2DTranspose(4, 2, strides=2)(below)
    other = layers.UpSampling2D(2)(layers.Conv2D(2, 1)(below))
    x = layers.Concatenate()([left, up, other])
    return keras.Model(inputs, layers.Conv2D(1, 1)(layers.Conv2D(4, 3, padding="same", activation="relu")(x)))


def conv1d():
    return keras.Sequential(
        [
            keras.Input((20, 4)), layers.Conv1D(8, 5, activation="relu", padding="causal"), layers.MaxPooling1D(2),
            layers.Conv1D(8, 3, activation="relu"), layers.GlobalMaxPooling1D(), layers.Dense(3),
        ]
    )  # fmt: skip


def lstm():
    return keras.Sequential([keras.Input((6, 5)), layers.LSTM(6), layers.Dense(3)])


def bigru_text():
    return keras.Sequential(
        [keras.Input((6,), dtype="int32"), layers.Embedding(30, 6), layers.Bidirectional(layers.GRU(5)), layers.Dense(3)]
    )


def text_mean():
    return keras.Sequential(
        [
            keras.Input((6,), dtype="int32"), layers.Embedding(30, 8), layers.GlobalAveragePooling1D(),
            layers.Dense(8, "relu"), layers.Dense(3),
        ]
    )  # fmt: skip


def transformer():
    inputs = keras.Input((6,), dtype="int32")
    x = layers.Embedding(30, 8)(inputs)
    x = layers.LayerNormalization()(x + layers.MultiHeadAttention(2, 4)(x, x))
    x = layers.LayerNormalization()(x + layers.Dense(8)(layers.Dense(16, "gelu")(x)))
    return keras.Model(inputs, layers.Dense(3)(layers.GlobalAveragePooling1D()(x)))


def tabular():
    kind, region, numbers = keras.Input((1,), dtype="int32"), keras.Input((1,), dtype="int32"), keras.Input((4,))
    parts = [layers.Flatten()(layers.Embedding(5, 3)(kind)), layers.Flatten()(layers.Embedding(7, 3)(region)), numbers]
    x = layers.Dense(12, "relu")(layers.Concatenate()(parts))
    return keras.Model([kind, region, numbers], layers.Dense(2)(x))


def autoencoder():
    return keras.Sequential(
        [keras.Input((20,)), layers.Dense(12, "elu"), layers.Dense(4), layers.Dense(12, "elu"), layers.Dense(20, "sigmoid")]
    )


def moved(model, random):
    """Weights as after a first training: biases are no zeros, which the exporter would drop."""
    for weight in model.weights:
        # The second of a normalization's statistics must stay positive.
        shift = random.standard_normal(weight.shape) * 0.05
        weight.assign(np.array(weight) + (np.abs(shift) if "variance" in weight.path else shift))
    return model


def random_input(shape, dtype, random, limit):
    if "int" in dtype:
        return random.integers(0, limit, (EXAMPLES, *shape)).astype(dtype)
    return random.standard_normal((EXAMPLES, *shape)).astype("float32")


def file(make, targets, limit=30, opset=None, **choices):
    """A maker; `opset` stands for tf2onnx called directly."""

    def write(path):
        seed = seed_of(os.path.basename(path)[: -len(".onnx")])
        random = np.random.default_rng(seed)
        keras.utils.set_random_seed(seed)
        keras.backend.clear_session()
        model = moved(make(), random)
        inputs = [random_input(i.shape[1:], i.dtype, random, limit) for i in model.inputs]
        outputs = np.array(model(inputs if len(inputs) > 1 else inputs[0]))
        part = path + ".part"
        if opset is None:
            model.export(part, format="onnx", verbose=False)
        else:
            import tensorflow as tf
            import tf2onnx

            signature = [tf.TensorSpec(i.shape, i.dtype, name=f"x{k}") for k, i in enumerate(model.inputs)]
            tf2onnx.convert.from_function(
                tf.function(lambda *x: model(x if len(x) > 1 else x[0])), signature, opset=opset, output_path=part
            )
        os.replace(part, path)
        describe(path, inputs, targets(random, outputs), within="before" in choices, own=outputs, **choices)

    return write


MAKERS = {
    "keras-mlp": file(mlp, classes(3)),
    "keras-mlp-softmax": file(lambda: mlp("softmax"), classes(3)),
    "keras-cnn": file(cnn, classes(10)),
    "keras-separable": file(separable, classes(5)),
    "keras-resnet-bn": file(resnet_bn, classes(5)),
    "keras-groupnorm": file(group_norm, classes(5)),
    "keras-unet": file(unet, values),
    "keras-conv1d": file(conv1d, classes(3)),
    "keras-lstm": file(lstm, classes(3)),
    "keras-bigru-text": file(bigru_text, classes(3)),
    "keras-text-mean": file(text_mean, classes(3)),
    "keras-transformer": file(transformer, classes(3)),
    "keras-tabular": file(tabular, classes(2), limit=5),
    "keras-autoencoder": file(autoencoder, values),
    "keras-tf2onnx-cnn": file(cnn, classes(10), opset=17),
    "keras-tf2onnx-mlp": file(gelu_mlp, classes(3), opset=12),
}

if __name__ == "__main__":
    make_all("keras", MAKERS, sys.argv[1])
