"""Networks over images and signals, as people write them in PyTorch."""

import torch
import torch.nn as nn
import torch.nn.functional as F


def mlp():
    return nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Dropout(0.2), nn.Linear(24, 16), nn.ReLU(), nn.Linear(16, 3))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 4, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(4, 8, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(200, 30), nn.Tanh(), nn.Linear(30, 10),
    )  # fmt: skip


class LeNetView(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 5, padding=2)
        self.conv2 = nn.Conv2d(4, 8, 5)
        self.fc1 = nn.Linear(200, 30)
        self.fc2 = nn.Linear(30, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(x.size(0), -1)
        return self.fc2(F.relu(self.fc1(x)))


class MnistLogSoftmax(LeNetView):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor(0.1307))
        self.register_buffer("std", torch.tensor(0.3081))

    def forward(self, x):
        return F.log_softmax(super().forward((x - self.mean) / self.std), dim=1)


def cnn(norm, act=nn.SiLU):
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1, bias=False), norm(8), act(), nn.MaxPool2d(2),
        nn.Conv2d(8, 12, 3, padding=1), norm(12), act(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(12, 5),
    )  # fmt: skip


def group_norm(channels):
    return nn.GroupNorm(4, channels)


def cnn_layer_norm():
    return nn.Sequential(
        nn.Conv2d(3, 6, 3), nn.LayerNorm([6, 10, 10]), nn.ReLU(), nn.Conv2d(6, 6, 3, stride=2),
        nn.LayerNorm([6, 4, 4]), nn.GELU(), nn.Flatten(), nn.Linear(96, 4),
    )  # fmt: skip


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, norm):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = norm(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = norm(outputs)
        same = stride == 1 and inputs == outputs
        self.short = nn.Identity() if same else nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), norm(outputs))

    def forward(self, x):
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        return F.relu(y + self.short(x))


def resnet(norm):
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, 1, 1, bias=False), norm(8), nn.ReLU(), Block(8, 8, 1, norm), Block(8, 12, 2, norm),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(12, 5),
    )  # fmt: skip


class Squeeze(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.down = nn.Conv2d(channels, 4, 1)
        self.up = nn.Conv2d(4, channels, 1)

    def forward(self, x):
        return x * F.hardsigmoid(self.up(F.relu(self.down(F.adaptive_avg_pool2d(x, 1)))))


class Inverted(nn.Module):
    def __init__(self, inputs, outputs, stride, act, squeeze):
        super().__init__()
        wide = inputs * 2
        parts = [nn.Conv2d(inputs, wide, 1, bias=False), nn.BatchNorm2d(wide), act()]
        parts += [nn.Conv2d(wide, wide, 3, stride, 1, groups=wide, bias=False), nn.BatchNorm2d(wide), act()]
        parts += [Squeeze(wide)] if squeeze else []
        self.parts = nn.Sequential(*parts, nn.Conv2d(wide, outputs, 1, bias=False), nn.BatchNorm2d(outputs))
        self.skip = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.parts(x) if self.skip else self.parts(x)


def mobilenet(act, squeeze):
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), act(), Inverted(8, 8, 1, act, squeeze),
        Inverted(8, 12, 2, act, squeeze), nn.AdaptiveAvgPool2d(1), nn.Flatten(1), nn.Dropout(0.2), nn.Linear(12, 5),
    )  # fmt: skip


class ConvNeXtBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 7, padding=3, groups=channels)
        self.norm = nn.LayerNorm(channels, eps=1e-6)
        self.wide = nn.Linear(channels, 2 * channels)
        self.back = nn.Linear(2 * channels, channels)
        self.gamma = nn.Parameter(torch.ones(channels) * 0.1)

    def forward(self, x):
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.gamma * self.back(F.gelu(self.wide(y)))
        return x + y.permute(0, 3, 1, 2)


class ConvNeXt(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 4, 4)
        self.blocks = nn.Sequential(ConvNeXtBlock(8), ConvNeXtBlock(8))
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        return self.head(self.norm(self.blocks(self.stem(x)).mean([-2, -1])))


class DenseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(3, 6, 3, 1, 1), nn.Conv2d(6, 6, 3, 1, 1), nn.Conv2d(12, 6, 3, 1, 1)])
        self.head = nn.Linear(18, 5)

    def forward(self, x):
        x = F.relu(self.convs[0](x))
        for conv in self.convs[1:]:
            x = torch.cat([x, F.relu(conv(x))], 1)
        return self.head(F.avg_pool2d(x, x.shape[-1]).flatten(1))


class UNet(nn.Module):
    def __init__(self, up):
        super().__init__()
        self.enter = nn.Sequential(nn.Conv2d(1, 4, 3, 1, 1), nn.ReLU())
        self.below = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(4, 8, 3, 1, 1), nn.ReLU())
        scaled = nn.Upsample(scale_factor=2, mode=up) if up else None
        self.up = nn.Sequential(scaled, nn.Conv2d(8, 4, 1)) if up else nn.ConvTranspose2d(8, 4, 2, 2)
        self.leave = nn.Sequential(nn.Conv2d(8, 4, 3, 1, 1), nn.ReLU(), nn.Conv2d(4, 1, 1))

    def forward(self, x):
        left = self.enter(x)
        return self.leave(torch.cat([left, self.up(self.below(left))], 1))


class SuperResolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.PReLU(8), nn.Conv2d(8, 4, 3, padding=1), nn.PixelShuffle(2))
        self.blend = nn.Conv2d(2, 1, 1)

    def forward(self, x):
        large = F.interpolate(x, scale_factor=2, mode="bicubic", align_corners=False)
        return self.blend(torch.cat([large, self.parts(x)], 1))


def style():
    return nn.Sequential(
        nn.ReflectionPad2d(1), nn.Conv2d(3, 6, 3), nn.InstanceNorm2d(6, affine=True), nn.LeakyReLU(0.2),
        nn.ReplicationPad2d(1), nn.Conv2d(6, 6, 3, 2), nn.InstanceNorm2d(6, affine=True), nn.LeakyReLU(0.2), nn.Conv2d(6, 1, 3),
    )  # fmt: skip


class AdaptivePool(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3, padding=1)
        self.head = nn.Linear(30, 4)

    def forward(self, x):
        x = F.elu(self.conv(x))
        return self.head(torch.cat([F.adaptive_avg_pool2d(x, 2).flatten(1), F.adaptive_max_pool2d(x, 1).flatten(1)], 1))


def conv1d():
    return nn.Sequential(
        nn.Conv1d(4, 16, 7, 2, 3), nn.GLU(1), nn.MaxPool1d(2), nn.Conv1d(8, 12, 3, padding=1), nn.ReLU(),
        nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(12, 3),
    )  # fmt: skip


class Tcn(nn.Module):
    def __init__(self):
        super().__init__()
        weight_norm = nn.utils.parametrizations.weight_norm
        self.convs = nn.ModuleList([weight_norm(nn.Conv1d(4 if i == 0 else 8, 8, 3, dilation=2**i)) for i in range(3)])
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        for i, conv in enumerate(self.convs):
            y = F.relu(conv(F.pad(x, (2 * 2**i, 0))))
            x = y if i == 0 else x + y
        return self.head(x[:, :, -1])


def conv3d():
    return nn.Sequential(
        nn.Conv3d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool3d(2), nn.Conv3d(4, 6, 3), nn.ReLU(), nn.Flatten(), nn.Linear(48, 3)
    )


def autoencoder_conv():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(4, 8, 3, 2, 1), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(8, 4, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(4, 1, 3, 2, 1, output_padding=1), nn.Sigmoid(),
    )  # fmt: skip


class Mixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 4, 4)
        self.norm1, self.norm2 = nn.LayerNorm(8), nn.LayerNorm(8)
        self.tokens = nn.Sequential(nn.Linear(16, 12), nn.GELU(), nn.Linear(12, 16))
        self.channels = nn.Sequential(nn.Linear(8, 12), nn.GELU(), nn.Linear(12, 8))
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = x + self.tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        x = x + self.channels(self.norm2(x))
        return self.head(x.mean(dim=1))


class Vit(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 4, 4)
        self.token = nn.Parameter(torch.randn(1, 1, 8) * 0.02)
        self.positions = nn.Parameter(torch.randn(1, 17, 8) * 0.02)
        layer = nn.TransformerEncoderLayer(8, 2, 16, 0.1, "gelu", batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.positions
        return self.head(self.norm(self.encoder(x))[:, 0])


class SpatialTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.where = nn.Linear(64, 6)
        self.conv = nn.Conv2d(1, 4, 3)
        self.head = nn.Linear(144, 3)

    def forward(self, x):
        grid = F.affine_grid(self.where(x.flatten(1)).view(-1, 2, 3), x.size(), align_corners=False)
        return self.head(F.relu(self.conv(F.grid_sample(x, grid, align_corners=False))).flatten(1))
