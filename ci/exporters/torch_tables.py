"""Networks over tables, sets, pairs and graphs, and ways to write a layer, as people do in PyTorch."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class Tabular(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeds = nn.ModuleList(nn.Embedding(count, 4) for count in (5, 7, 3))
        self.parts = nn.Sequential(nn.Linear(16, 16), nn.ReLU(), nn.LayerNorm(16), nn.Linear(16, 2))

    def forward(self, categories, numbers):
        columns = [embed(categories[:, i]) for i, embed in enumerate(self.embeds)]
        return self.parts(torch.cat([*columns, numbers], 1))


class FeatureTokens(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.randn(4, 8) * 0.3), nn.Parameter(torch.randn(4, 8) * 0.3)
        self.embed = nn.Embedding(15, 8)
        self.register_buffer("offsets", torch.tensor([0, 5, 12]))
        self.token = nn.Parameter(torch.randn(8) * 0.3)
        self.layer = nn.TransformerEncoderLayer(8, 2, 16, 0.0, "gelu", batch_first=True, norm_first=True)
        self.head = nn.Sequential(nn.LayerNorm(8), nn.ReLU(), nn.Linear(8, 2))

    def forward(self, categories, numbers):
        tokens = self.weight[None] * numbers[:, :, None] + self.bias[None]
        first = self.token.expand(len(numbers), 1, -1)
        x = torch.cat([first, tokens, self.embed(categories + self.offsets[None])], 1)
        return self.head(self.layer(x)[:, 0])


class OneHot(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.Sequential(nn.Linear(12, 10), nn.Tanh(), nn.Linear(10, 2))

    def forward(self, category, numbers):
        return self.parts(torch.cat([F.one_hot(category, 8).float(), numbers], -1))


class WideDeep(nn.Module):
    def __init__(self):
        super().__init__()
        self.wide = nn.Embedding(15, 1)
        self.deep = nn.Embedding(15, 4)
        self.register_buffer("offsets", torch.tensor([[0, 5, 12]]))
        self.parts = nn.Sequential(nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 1))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, categories, numbers):
        ids = categories + self.offsets
        deep = self.parts(torch.cat([self.deep(ids).flatten(1), numbers], 1))
        return self.wide(ids).sum(1) + deep + self.bias


class TwoTower(nn.Module):
    def __init__(self):
        super().__init__()
        self.users, self.items = nn.Embedding(20, 6), nn.Embedding(30, 6)
        self.user_bias, self.item_bias = nn.Embedding(20, 1), nn.Embedding(30, 1)

    def forward(self, user, item):
        product = (self.users(user) * self.items(item)).sum(-1)
        return product + self.user_bias(user).squeeze(-1) + self.item_bias(item).squeeze(-1)


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 5))
        self.head = nn.Linear(5, 2)

    def forward(self, left, right):
        return self.head(torch.abs(self.encoder(left) - self.encoder(right)))


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.kind, self.size = nn.Linear(10, 12), nn.Linear(12, 3), nn.Linear(12, 1)

    def forward(self, x):
        x = F.relu(self.body(x))
        return self.kind(x), self.size(x)


def autoencoder():
    return nn.Sequential(nn.Linear(20, 12), nn.ReLU(), nn.Linear(12, 4), nn.Linear(4, 12), nn.ReLU(), nn.Linear(12, 20))


class LowRank(nn.Module):
    def __init__(self, inputs, outputs, rank):
        super().__init__()
        self.base = nn.Linear(inputs, outputs)
        self.down = nn.Parameter(torch.randn(rank, inputs) * 0.2)
        self.up = nn.Parameter(torch.randn(outputs, rank) * 0.2)

    def forward(self, x):
        return self.base(x) + 2.0 * (x @ self.down.T @ self.up.T)


def lora():
    return nn.Sequential(LowRank(10, 12, 2), nn.ReLU(), LowRank(12, 3, 2))


def weight_norm():
    norm = nn.utils.parametrizations.weight_norm
    return nn.Sequential(norm(nn.Linear(10, 12)), nn.ReLU(), norm(nn.Linear(12, 3)))


def spectral_norm():
    norm = nn.utils.parametrizations.spectral_norm
    return nn.Sequential(norm(nn.Linear(10, 12)), nn.LeakyReLU(0.1), norm(nn.Linear(12, 3)))


class Activations(nn.Module):
    def __init__(self):
        super().__init__()
        acts = [nn.ELU(), nn.SELU(), nn.CELU(0.7), nn.Mish(), nn.Softplus(), nn.Softsign(), nn.PReLU(), nn.LeakyReLU(0.1)]
        acts += [nn.GELU("tanh"), nn.Hardtanh(-2, 2), nn.Hardswish(), nn.LogSigmoid(), nn.Tanhshrink()]
        self.acts = nn.ModuleList(acts)
        self.layers = nn.ModuleList(nn.Linear(6, 6) for _ in acts)
        self.head = nn.Linear(6, 3)

    def forward(self, x):
        total = 0
        for layer, act in zip(self.layers, self.acts):
            total = total + act(layer(x))
        return self.head(total)


class Highway(nn.Module):
    def __init__(self):
        super().__init__()
        self.change, self.gate, self.head = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 1)

    def forward(self, x):
        gate = torch.sigmoid(self.gate(x))
        return self.head(gate * F.relu(self.change(x)) + (1 - gate) * x).squeeze(-1)


class Film(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.scales, self.head = nn.Conv2d(1, 4, 3), nn.Linear(3, 8), nn.Linear(4, 3)

    def forward(self, image, condition):
        scale, shift = self.scales(condition).chunk(2, dim=1)
        x = self.conv(image) * (1 + scale[:, :, None, None]) + shift[:, :, None, None]
        return self.head(F.relu(x).amax(dim=(2, 3)))


class Experts(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = nn.Linear(8, 3)
        self.weights, self.biases = nn.Parameter(torch.randn(3, 8, 4) * 0.3), nn.Parameter(torch.zeros(3, 4))

    def forward(self, x):
        experts = torch.einsum("bi,eio->beo", x, self.weights) + self.biases
        return torch.einsum("be,beo->bo", self.gate(x).softmax(-1), torch.tanh(experts))


class DeepSets(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner, self.outer = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 8)), nn.Linear(17, 3)

    def forward(self, x):
        there = (x[..., :1] > -1.5).to(x.dtype)
        members = self.inner(x) * there
        count = there.sum(1).clamp(min=1)
        return self.outer(torch.cat([members.sum(1) / count, members.amax(1), count.log()], 1))


class GraphConv(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two, self.head = nn.Linear(4, 8), nn.Linear(8, 8), nn.Linear(8, 3)

    def forward(self, nodes, edges):
        degree = edges.sum(-1, keepdim=True).clamp(min=1)
        x = F.relu(self.one(edges @ nodes / degree))
        return self.head(F.relu(self.two(torch.bmm(edges, x) / degree)).mean(1))


class Cosine(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.weight = nn.Linear(8, 6), nn.Parameter(torch.randn(4, 6))
        self.scale = nn.Parameter(torch.tensor(5.0))

    def forward(self, x):
        return self.scale * F.linear(F.normalize(torch.tanh(self.body(x)), dim=1), F.normalize(self.weight, dim=1))


class RadialBasis(nn.Module):
    def __init__(self):
        super().__init__()
        self.centers, self.widths, self.head = nn.Parameter(torch.randn(6, 4)), nn.Parameter(torch.zeros(6)), nn.Linear(6, 3)

    def forward(self, x):
        return self.head(torch.exp(-(x[:, None] - self.centers).norm(dim=-1) * self.widths.exp()))


class Fourier(nn.Module):
    def __init__(self):
        super().__init__()
        self.frequencies, self.head = nn.Parameter(torch.randn(3, 8)), nn.Linear(16, 1)

    def forward(self, x):
        x = 2 * torch.pi * x @ self.frequencies
        return self.head(torch.cat([x.sin(), x.cos()], -1))


class Product(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Linear(6, 8), nn.Linear(9, 3)

    def forward(self, x):
        x = torch.sigmoid(self.body(x)) + 0.3
        return self.head(torch.cat([x.prod(dim=1, keepdim=True), x.cumsum(dim=1)], 1))


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.left, self.right, self.pair = nn.Linear(8, 4), nn.Linear(8, 5), nn.Bilinear(4, 5, 3)

    def forward(self, x):
        return self.pair(torch.tanh(self.left(x)), torch.tanh(self.right(x)))


class FourierLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Linear(8, 8), nn.Linear(8, 3)

    def forward(self, x):
        return self.head(torch.fft.fft(self.body(x)).real)


class Variational(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode, self.decode = nn.Linear(20, 8), nn.Linear(4, 20)

    def forward(self, x):
        mean, spread = self.encode(x).chunk(2, -1)
        return self.decode(mean + torch.randn_like(mean) * torch.exp(spread / 2))


class BatchMean(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(6, 3)

    def forward(self, x):
        return self.head(x - x.mean(0, keepdim=True))
