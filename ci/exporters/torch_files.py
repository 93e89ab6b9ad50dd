"""torch_files.py FOLDER: the files of PyTorch's exporters that networks.md lists."""

import logging
import sys

import torch.nn as nn

import torch_packages
import torch_sequences as sequences
import torch_tables as tables
import torch_vision as vision
from torch_export import classes, columns, floats, ids, mask, network, values
from written import make_all

SCRIPT = {"how": "script"}
# What follows from parameters alone is computed by the exporters, so that the file has other parameters than the module: weights
# of length 1, exponentials, and a second copy of a tied head.
FOLDED = {"compare": "none"}
TEXT = [ids(30, 6)]
LENGTHS = [ids(30, 6), ids(7, start=1)]
STEPS = [floats(6, 5)]
TABLE = [columns(5, 7, 3), floats(4)]
SMALL = [floats(3, 12, 12)]
DIGIT = [floats(1, 28, 28)]
IMAGE = [floats(3, 16, 16)]
SIGNAL = [floats(4, 40)]


def relu6():
    return nn.ReLU6()


MAKERS = {
    "torch-mlp-default": network(vision.mlp, [floats(12)], classes(3), batch=4),
    "torch-mlp-script": network(vision.mlp, [floats(12)], classes(3), **SCRIPT, opset=11),
    "torch-lenet": network(vision.lenet, DIGIT, classes(10), external=True),
    "torch-lenet-fixed": network(vision.lenet, DIGIT, classes(10), batch=1),
    "torch-lenet-view-script": network(vision.LeNetView, DIGIT, classes(10), **SCRIPT, opset=9),
    "torch-mnist-logsoftmax": network(vision.MnistLogSoftmax, DIGIT, classes(10)),
    "torch-cnn-groupnorm": network(lambda: vision.cnn(vision.group_norm), SMALL, classes(5)),
    "torch-cnn-groupnorm-script": network(lambda: vision.cnn(vision.group_norm), SMALL, classes(5), **SCRIPT, opset=17),
    "torch-cnn-layernorm": network(vision.cnn_layer_norm, SMALL, classes(4), opset=20),
    "torch-cnn-batchnorm-script": network(
        lambda: vision.cnn(nn.BatchNorm2d), SMALL, classes(5), **SCRIPT, opset=13, compare="folded"
    ),
    "torch-resnet-gn": network(lambda: vision.resnet(vision.group_norm), IMAGE, classes(5)),
    "torch-resnet-gn-script": network(lambda: vision.resnet(vision.group_norm), IMAGE, classes(5), **SCRIPT, opset=18, batch=2),
    "torch-resnet-bn": network(lambda: vision.resnet(nn.BatchNorm2d), IMAGE, classes(5), compare="folded"),
    "torch-mobilenet": network(lambda: vision.mobilenet(nn.Hardswish, True), IMAGE, classes(5), compare="folded"),
    "torch-mobilenet-script": network(
        lambda: vision.mobilenet(relu6, False), IMAGE, classes(5), **SCRIPT, opset=12, compare="folded"
    ),
    "torch-convnext": network(vision.ConvNeXt, IMAGE, classes(5)),
    "torch-densenet": network(vision.DenseNet, SMALL, classes(5)),
    "torch-unet-transposed": network(lambda: vision.UNet(None), [floats(1, 16, 16)], values),
    "torch-unet-nearest-script": network(lambda: vision.UNet("nearest"), [floats(1, 16, 16)], values, **SCRIPT, opset=17),
    "torch-unet-bilinear": network(lambda: vision.UNet("bilinear"), [floats(1, 16, 16)], values),
    "torch-superres-bicubic": network(vision.SuperResolution, [floats(1, 8, 8)], values),
    "torch-style-script": network(vision.style, SMALL, values, **SCRIPT, opset=16),
    "torch-adaptive-pool": network(vision.AdaptivePool, SMALL, classes(4)),
    "torch-conv1d-script": network(vision.conv1d, SIGNAL, classes(3), **SCRIPT, opset=17),
    "torch-tcn": network(vision.Tcn, SIGNAL, classes(3), **FOLDED),
    "torch-conv3d": network(vision.conv3d, [floats(1, 8, 8, 8)], classes(3)),
    "torch-lstm-script": network(lambda: sequences.Recurrent(nn.LSTM, "state"), STEPS, classes(3), **SCRIPT, opset=14),
    "torch-lstm": network(lambda: sequences.Recurrent(nn.LSTM, "last", num_layers=2), STEPS, classes(3)),
    "torch-bigru-script": network(lambda: sequences.RecurrentText(nn.GRU, False), TEXT, classes(3), **SCRIPT, opset=17),
    "torch-bilstm-attention": network(lambda: sequences.RecurrentText(nn.LSTM, True), TEXT, classes(3)),
    "torch-rnn-script": network(lambda: sequences.Recurrent(nn.RNN, "last"), STEPS, classes(3), **SCRIPT, opset=17),
    "torch-lstm-last-script": network(lambda: sequences.LastByGather(nn.LSTM, True), LENGTHS, classes(3), **SCRIPT, opset=17),
    "torch-gru-index": network(lambda: sequences.LastByGather(nn.GRU, False), LENGTHS, classes(3)),
    "torch-bag-mean": network(sequences.BagMean, TEXT, classes(3)),
    "torch-embeddingbag": network(sequences.Bag, TEXT, classes(3)),
    "torch-text-mask": network(sequences.TextMask, TEXT, classes(3), compare="none"),
    "torch-text-mask-script": network(sequences.MaskInput, [ids(30, 6), mask(6)], classes(3), **SCRIPT, opset=14),
    "torch-textcnn": network(sequences.TextCnn, TEXT, classes(3)),
    "torch-encoder": network(lambda: sequences.Encoder(norm_first=True, activation="gelu"), STEPS, classes(3)),
    "torch-encoder-script": network(sequences.Encoder, STEPS, classes(3), **SCRIPT, opset=17),
    "torch-mha-script": network(sequences.Attention, STEPS, classes(3), **SCRIPT, opset=17),
    "torch-decoder": network(sequences.Decoder, [floats(6, 5), floats(7, 4)], classes(3)),
    "torch-gpt": network(sequences.Gpt, TEXT, classes(30), opset=20),
    "torch-gpt-script": network(sequences.Gpt, TEXT, classes(30), **SCRIPT, opset=17, **FOLDED),
    "torch-llama": network(sequences.Llama, TEXT, classes(3), opset=23),
    "torch-vit": network(vision.Vit, IMAGE, classes(5)),
    "torch-mixer-script": network(vision.Mixer, IMAGE, classes(5), **SCRIPT, opset=17),
    "torch-tabular": network(tables.Tabular, TABLE, classes(2)),
    "torch-fttransformer": network(tables.FeatureTokens, TABLE, classes(2)),
    "torch-tabular-onehot": network(tables.OneHot, [ids(8), floats(4)], classes(2), **SCRIPT, opset=17),
    "torch-wide-deep-script": network(tables.WideDeep, TABLE, values, **SCRIPT, opset=17),
    "torch-two-tower": network(tables.TwoTower, [ids(20), ids(30)], values),
    "torch-siamese": network(tables.Siamese, [floats(6), floats(6)], classes(2)),
    "torch-two-heads": network(tables.TwoHeads, [floats(10)], classes(3)),
    "torch-autoencoder": network(tables.autoencoder, [floats(20)], values),
    "torch-autoencoder-conv-script": network(vision.autoencoder_conv, [floats(1, 16, 16)], values, **SCRIPT, opset=17),
    "torch-lora": network(tables.lora, [floats(10)], classes(3)),
    "torch-weightnorm-script": network(tables.weight_norm, [floats(10)], classes(3), **SCRIPT, opset=17, **FOLDED),
    "torch-spectralnorm": network(tables.spectral_norm, [floats(10)], classes(3), **FOLDED),
    "torch-activations": network(tables.Activations, [floats(6)], classes(3)),
    "torch-activations-script": network(tables.Activations, [floats(6)], classes(3), **SCRIPT, opset=15),
    "torch-highway": network(tables.Highway, [floats(8)], values),
    "torch-film": network(tables.Film, [floats(1, 8, 8), floats(3)], classes(3)),
    "torch-moe": network(tables.Experts, [floats(8)], classes(4)),
    "torch-deepsets": network(tables.DeepSets, [floats(5, 3)], classes(3)),
    "torch-gcn": network(tables.GraphConv, [floats(6, 4), lambda n: ids(2, 6, 6)(n).float()], classes(3)),
    "torch-cosine": network(tables.Cosine, [floats(8)], classes(4), **FOLDED),
    "torch-rbf": network(tables.RadialBasis, [floats(4)], classes(3), **FOLDED),
    "torch-fourier": network(tables.Fourier, [floats(3)], values),
    "torch-product": network(tables.Product, [floats(6)], classes(3)),
    "torch-bilinear": network(tables.Pair, [floats(8)], classes(3)),
    "torch-topk": network(sequences.TopScores, TEXT, classes(3)),
    "torch-gridsample": network(vision.SpatialTransformer, [floats(1, 8, 8)], classes(3)),
    "torch-complexnumbers": network(tables.FourierLayer, [floats(8)], classes(3)),
    "torch-logistic": network(lambda: nn.Linear(12, 3), [floats(12)], classes(3), batch=4),
    "torch-conv-fixed": network(lambda: vision.cnn(nn.Identity), SMALL, classes(5), **SCRIPT, batch=1),
    "torch-bn-train": network(lambda: vision.cnn(nn.BatchNorm2d), SMALL, classes(5), **SCRIPT, training=True, compare="none"),
    "torch-vae": network(tables.Variational, [floats(20)], values, compare="none"),
    "torch-quantized": network(vision.mlp, [floats(12)], classes(3), **SCRIPT, quantized=True, compare="none"),
    "torch-controlflow-script": network(sequences.Counting, [floats(5)], classes(3), **SCRIPT, scripted=True, compare="none"),
    "torch-batchmean": network(tables.BatchMean, [floats(6)], classes(3), compare="none"),
    **torch_packages.MAKERS,
}

if __name__ == "__main__":
    logging.disable(logging.WARNING)
    make_all("torch", MAKERS, sys.argv[1])
