"""The networks of the comparison in PyTorch, layer by layer as DPModel has them."""

import math

import torch
from torch import nn

import steps

GROUPS = 8
VOCABULARY = 8000
WIDTH = 128


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, bias=False),
        nn.Tanh(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5, bias=False),
        nn.Tanh(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.Tanh(),
        nn.Linear(120, 84),
        nn.Tanh(),
        nn.Linear(84, steps.CLASSES),
    )


def tutorial_cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 8, stride=2, padding=3),
        nn.ReLU(),
        nn.MaxPool2d(2, stride=1),
        nn.Conv2d(16, 32, 4, stride=2),
        nn.ReLU(),
        nn.MaxPool2d(2, stride=1),
        nn.Flatten(),
        nn.Linear(512, 32),
        nn.ReLU(),
        nn.Linear(32, steps.CLASSES),
    )


def perceptron():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.Tanh(), nn.Linear(128, steps.CLASSES))


class Residual(nn.Module):
    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def forward(self, x):
        return self.body(x) + (x if self.shortcut is None else self.shortcut(x))


def resnet():
    """ResNet-8 with group normalization."""
    layers = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.GroupNorm(GROUPS, 16), nn.ReLU()]
    for inputs, outputs, stride in ((16, 16, 1), (16, 32, 2), (32, 64, 2)):
        body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
            nn.GroupNorm(GROUPS, outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.GroupNorm(GROUPS, outputs),
        )
        shortcut = None
        if inputs != outputs:
            shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.GroupNorm(GROUPS, outputs)
            )
        layers += [Residual(body, shortcut), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, steps.CLASSES))


def mobilenet():
    """Six inverted residuals with group normalization."""
    layers = [nn.Conv2d(3, 16, 3, stride=2, padding=1, bias=False), nn.GroupNorm(GROUPS, 16), nn.ReLU6()]
    for inputs, outputs, stride in ((16, 16, 1), (16, 24, 2), (24, 24, 1), (24, 32, 2), (32, 32, 1), (32, 64, 1)):
        wide = 4 * inputs
        body = nn.Sequential(
            nn.Conv2d(inputs, wide, 1, bias=False),
            nn.GroupNorm(GROUPS, wide),
            nn.ReLU6(),
            nn.Conv2d(wide, wide, 3, stride=stride, padding=1, groups=wide, bias=False),
            nn.GroupNorm(GROUPS, wide),
            nn.ReLU6(),
            nn.Conv2d(wide, outputs, 1, bias=False),
            nn.GroupNorm(GROUPS, outputs),
        )
        layers.append(Residual(body) if inputs == outputs and stride == 1 else body)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, steps.CLASSES))


class Attention(nn.Module):
    """Self-attention of linear layers, which Opacus clips as they are; its own DPMultiheadAttention is slower."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.projection = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = self.projection(x).reshape(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(width // self.heads), dim=-1)
        return self.out((weights @ v).transpose(1, 2).reshape(batch, length, width))


class EncoderLayer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attention = Attention(width, heads)
        self.norm1 = nn.LayerNorm(width)
        self.feedforward = nn.Sequential(nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width))
        self.norm2 = nn.LayerNorm(width)

    def forward(self, x):
        h = self.norm1(x + self.attention(x))
        return self.norm2(h + self.feedforward(h))


class TextEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        length = steps.NETWORKS["text-encoder"].shape[0]
        self.tokens = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(length, WIDTH)
        self.layers = nn.Sequential(EncoderLayer(WIDTH, 4), EncoderLayer(WIDTH, 4))
        self.head = nn.Linear(WIDTH, 2)

    def forward(self, ids):
        # One row of positions for each example: Opacus takes gradients by examples.
        places = torch.arange(ids.shape[1]).expand_as(ids)
        return self.head(self.layers(self.tokens(ids) + self.positions(places)).mean(1))


class LstmClassifier(nn.Module):
    def __init__(self, lstm):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, 64)
        self.lstm = lstm(64, 128, batch_first=True)
        self.head = nn.Linear(128, 2)

    def forward(self, ids):
        return self.head(self.lstm(self.tokens(ids))[0][:, -1])


def network(name, lstm=nn.LSTM):
    """A network by the name that DPModel's benchmark gives it; Opacus needs an LSTM of its own."""
    if name == "lstm":
        return LstmClassifier(lstm)
    return {
        "lenet5": lenet5,
        "tutorial-cnn": tutorial_cnn,
        "mlp": perceptron,
        "resnet": resnet,
        "mobilenet": mobilenet,
        "text-encoder": TextEncoder,
    }[name]()
