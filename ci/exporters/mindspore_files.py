"""mindspore_files.py FOLDER: the files of MindSpore that networks.md lists."""

import os
import sys

import mindspore as ms
import numpy as np
from mindspore import nn, ops

from written import EXAMPLES, classes, describe, make_all, seed_of


def mlp():
    return nn.SequentialCell(nn.Dense(12, 16), nn.ReLU(), nn.Dense(16, 3))


def lenet():
    return nn.SequentialCell(
        nn.Conv2d(1, 4, 5, pad_mode="same"), nn.ReLU(), nn.MaxPool2d(2, 2), nn.Conv2d(4, 8, 5, pad_mode="valid", has_bias=True),
        nn.ReLU(), nn.MaxPool2d(2, 2), nn.Flatten(), nn.Dense(200, 24), nn.ReLU(), nn.Dense(24, 10),
    )  # fmt: skip


def cnn_bn():
    return nn.SequentialCell(
        nn.Conv2d(3, 6, 3, stride=2), nn.BatchNorm2d(6), nn.ReLU(), nn.AvgPool2d(2, 2), nn.Flatten(), nn.Dense(54, 5)
    )


def gelu_norm():
    return nn.SequentialCell(nn.Dense(12, 16), nn.GELU(), nn.LayerNorm((16,)), nn.Dense(16, 3))


class Text(nn.Cell):
    def __init__(self):
        super().__init__()
        self.embed, self.head = nn.Embedding(30, 8), nn.Dense(8, 3)
        self.mean = ops.ReduceMean()

    def construct(self, ids):
        return self.head(self.mean(self.embed(ids), 1))


class Residual(nn.Cell):
    def __init__(self):
        super().__init__()
        self.enter, self.inner, self.gate = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 4, 3), nn.Conv2d(4, 4, 1)
        self.flatten, self.head = nn.Flatten(), nn.Dense(256, 3)

    def construct(self, x):
        x = ops.relu(self.enter(x))
        x = x + ops.relu(self.inner(x)) * ops.sigmoid(self.gate(x))
        return self.head(self.flatten(x))


def file(make, targets, *shape, batch, count=None):
    def write(path):
        seed = seed_of(os.path.basename(path)[: -len(".onnx")])
        random = np.random.default_rng(seed)
        ms.set_seed(seed)
        model = make()
        for parameter in model.trainable_params():
            shift = random.standard_normal(parameter.shape).astype("float32") * 0.05
            parameter.set_data(ms.Tensor(parameter.asnumpy() + shift))
        model.set_train(False)
        x = random.standard_normal((EXAMPLES, *shape)).astype("float32")
        if count:
            x = random.integers(0, count, (EXAMPLES, *shape)).astype("int32")
        # "Export ONNX format model not support dynamic shape mode", says MindSpore of an open batch.
        ms.export(model, ms.Tensor(x[:batch]), file_name=path[: -len(".onnx")], file_format="ONNX")
        describe(path, [x], targets(random, None))

    return write


MAKERS = {
    "mindspore-mlp": file(mlp, classes(3), 12, batch=1),
    "mindspore-lenet": file(lenet, classes(10), 1, 28, 28, batch=2),
    "mindspore-cnn-bn": file(cnn_bn, classes(5), 3, 12, 12, batch=1),
    "mindspore-gelu-layernorm": file(gelu_norm, classes(3), 12, batch=2),
    "mindspore-text": file(Text, classes(3), 6, count=30, batch=2),
    "mindspore-residual": file(Residual, classes(3), 1, 8, 8, batch=4),
}

if __name__ == "__main__":
    make_all("mindspore", MAKERS, sys.argv[1])
