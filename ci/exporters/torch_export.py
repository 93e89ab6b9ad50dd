"""Exports a module by either exporter of PyTorch, with references by its automatic differentiation in double precision."""

import copy
import inspect
import os
import warnings

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from written import EXAMPLES, classes, describe, seed_of, values

warnings.filterwarnings("ignore")


def floats(*shape):
    return lambda n: torch.randn(n, *shape)


def ids(count, *shape, start=0):
    return lambda n: torch.randint(start, count, (n, *shape))


def columns(*counts):
    """A category of each count in a column of its own."""
    return lambda n: torch.stack([torch.randint(0, count, (n,)) for count in counts], 1)


def mask(steps):
    """Ones, and zeros behind each text's end."""
    return lambda n: (torch.arange(steps)[None] < torch.randint(1, steps + 1, (n, 1))).long()


def moved(module):
    """Parameters that start equal, and zeros, are made different, as a first training would; statistics too."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
        for part in module.modules():
            if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                part.running_mean.normal_(0, 0.2)
                part.running_var.uniform_(0.5, 1.5)
    return module


def first(outputs):
    return outputs[0] if isinstance(outputs, (tuple, list)) else outputs


def loss_of(output, text, i):
    target = np.asarray(text["targets"]).reshape(EXAMPLES, -1)[i]
    if text["loss"] == "classes":
        return F.cross_entropy(output, torch.tensor(target))
    return ((output.flatten() - torch.tensor(target, dtype=output.dtype)) ** 2).mean()


def reference(module, inputs, text):
    """Norms of each example's gradient, the norm of the sum of the clipped ones, and that sum by name."""
    module = copy.deepcopy(module).double()
    inputs = [x.double() if x.is_floating_point() else x for x in inputs]
    names = [name for name, _ in module.named_parameters()]
    gradients = []
    for i in range(EXAMPLES):
        loss = loss_of(first(module(*[x[i : i + 1] for x in inputs])), text, i)
        found = torch.autograd.grad(loss, list(module.parameters()), allow_unused=True)
        gradients.append([torch.zeros_like(p) if g is None else g for g, p in zip(found, module.parameters())])
    norms = np.array([float(sum((g**2).sum() for g in one)) ** 0.5 for one in gradients])
    factors = np.minimum(1, np.median(norms) / norms)
    sums = [sum(f * one[k] for f, one in zip(factors, gradients)).numpy() for k in range(len(names))]
    total = float(sum((s**2).sum() for s in sums)) ** 0.5
    return norms, total, dict(zip(names, sums))


def folded(module):
    """Batch normalization folded into the convolution before it, as both exporters do."""
    from torch.fx.experimental.optimization import fuse

    return fuse(module.eval()).requires_grad_(True)


def export(path, module, inputs, how="dynamo", opset=None, batch=None, external=False, training=False):
    """`batch` None leaves the first axis open; a number fixes it."""
    names = [n for n in inspect.signature(module.forward).parameters][: len(inputs)]
    example = tuple(x[: batch or 3] for x in inputs)
    options = {} if opset is None else {"opset_version": opset}
    if how == "dynamo":
        if batch is None:
            options["dynamic_shapes"] = tuple({0: torch.export.Dim.DYNAMIC} for _ in inputs)
        torch.onnx.export(module, example, path, verbose=False, external_data=external, **options)
        return
    if batch is None:
        options["dynamic_axes"] = {name: {0: "batch"} for name in [*names, "output"]}
    if training:
        options["training"] = torch.onnx.TrainingMode.TRAINING
    torch.onnx.export(module, example, path, dynamo=False, input_names=names, output_names=["output"], **options)


def network(make, inputs, targets, how="dynamo", compare="plain", move=True, scripted=False, quantized=False,
            choices=None, **options):  # fmt: skip
    """A maker of a file. `compare`: plain, folded (batch normalization is), or none, where the file has other parameters."""

    def write(path):
        name = os.path.basename(path)[: -len(".onnx")]
        torch.manual_seed(seed_of(name))
        module = make()
        module = (moved(module) if move else module).eval()
        # A module in training mode reveals its parameters by itself; its reference outputs would depend on the batch.
        given = [make_input(EXAMPLES) for make_input in inputs]
        with torch.no_grad():
            outputs = first(module(*given)).numpy()
        text = targets(np.random.default_rng(seed_of(name)), outputs)
        written = torch.jit.script(module) if scripted else module.train(bool(options.get("training")))
        partial = path + ".part.onnx" if not options.get("external") else path
        export(partial, written, given, how=how, **options)
        module.eval()
        if quantized:
            from onnxruntime.quantization import quantize_dynamic

            quantize_dynamic(partial, path)
            os.remove(partial)
        elif partial != path:
            os.replace(partial, path)
        compared = None
        if compare != "none":
            compared = reference(folded(module) if compare == "folded" else module, given, text)
        describe(path, [x.numpy() for x in given], text, reference=compared, **(choices or {}))

    return write


__all__ = ["classes", "columns", "floats", "ids", "mask", "network", "values"]
