"""paddle_files.py FOLDER: the files of paddle2onnx that networks.md lists."""

import os
import sys

import numpy as np
import paddle
from paddle import nn
from paddle.static import InputSpec

from written import EXAMPLES, classes, describe, make_all, seed_of, values


def mlp():
    return nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 3))


def lenet():
    return nn.Sequential(
        nn.Conv2D(1, 4, 5, padding=2), nn.ReLU(), nn.MaxPool2D(2), nn.Conv2D(4, 8, 5), nn.ReLU(), nn.MaxPool2D(2),
        nn.Flatten(), nn.Linear(200, 24), nn.ReLU(), nn.Linear(24, 10),
    )  # fmt: skip


class Resnet(nn.Layer):
    def __init__(self):
        super().__init__()
        self.enter, self.norm1 = nn.Conv2D(3, 6, 3, padding=1, bias_attr=False), nn.BatchNorm2D(6)
        self.inner, self.norm2 = nn.Conv2D(6, 6, 3, padding=1, bias_attr=False), nn.BatchNorm2D(6)
        self.pool, self.head = nn.AdaptiveAvgPool2D(1), nn.Linear(6, 5)

    def forward(self, x):
        x = nn.functional.relu(self.norm1(self.enter(x)))
        x = nn.functional.relu(x + self.norm2(self.inner(x)))
        return self.head(paddle.flatten(self.pool(x), 1))


class Mobilenet(nn.Layer):
    def __init__(self):
        super().__init__()
        self.enter, self.depth = nn.Conv2D(3, 8, 3, 2, 1), nn.Conv2D(8, 8, 3, padding=1, groups=8)
        self.pool, self.down, self.up = nn.AdaptiveAvgPool2D(1), nn.Conv2D(8, 4, 1), nn.Conv2D(4, 8, 1)
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = nn.functional.hardswish(self.depth(nn.functional.hardswish(self.enter(x))))
        x = x * nn.functional.hardsigmoid(self.up(nn.functional.relu(self.down(self.pool(x)))))
        return self.head(self.pool(x).flatten(1))


class Lstm(nn.Layer):
    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.LSTM(5, 6), nn.Linear(6, 3)

    def forward(self, x):
        steps, _ = self.rnn(x)
        return self.head(steps[:, -1])


class Text(nn.Layer):
    def __init__(self):
        super().__init__()
        self.embed, self.rnn, self.head = nn.Embedding(30, 6), nn.GRU(6, 6), nn.Linear(6, 3)

    def forward(self, ids):
        steps, _ = self.rnn(self.embed(ids))
        return self.head(steps.mean(1))


class Encoder(nn.Layer):
    def __init__(self):
        super().__init__()
        self.enter, self.layer = nn.Linear(5, 8), nn.TransformerEncoderLayer(8, 2, 16, 0.0, "gelu")
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        return self.head(self.layer(self.enter(x)).mean(1))


class GroupNorm(nn.Layer):
    def __init__(self):
        super().__init__()
        self.enter, self.norm, self.leave = nn.Conv2D(1, 4, 3, 2, 1), nn.GroupNorm(2, 4), nn.Conv2D(4, 1, 3, padding=1)
        self.up = nn.Upsample(size=[12, 12])

    def forward(self, x):
        return self.leave(self.up(nn.functional.silu(self.norm(self.enter(x)))))


def file(make, targets, *shape, count=None):
    def write(path):
        seed = seed_of(os.path.basename(path)[: -len(".onnx")])
        random = np.random.default_rng(seed)
        paddle.seed(seed)
        model = make()
        for parameter in model.parameters():
            shift = random.standard_normal(parameter.shape).astype("float32") * 0.05
            parameter.set_value(parameter + paddle.to_tensor(shift))
        model.eval()
        x = random.standard_normal((EXAMPLES, *shape)).astype("float32")
        if count:
            x = random.integers(0, count, (EXAMPLES, *shape))
        spec = InputSpec([None, *shape], "int64" if count else "float32", "x")
        paddle.onnx.export(model, path[: -len(".onnx")], input_spec=[spec])
        describe(path, [x], targets(random, model(paddle.to_tensor(x)).numpy()))

    return write


MAKERS = {
    "paddle-mlp": file(mlp, classes(3), 12),
    "paddle-lenet": file(lenet, classes(10), 1, 28, 28),
    "paddle-resnet-bn": file(Resnet, classes(5), 3, 12, 12),
    "paddle-mobilenet": file(Mobilenet, classes(5), 3, 16, 16),
    "paddle-lstm": file(Lstm, classes(3), 6, 5),
    "paddle-text": file(Text, classes(3), 6, count=30),
    "paddle-encoder": file(Encoder, classes(3), 6, 5),
    "paddle-groupnorm": file(GroupNorm, values, 1, 12, 12),
}

if __name__ == "__main__":
    make_all("paddle", MAKERS, sys.argv[1])
