#!/usr/bin/env bash
# torch.onnx.export of PyTorch 2.15.0 writes the running mean of a fresh BatchNorm as its bias, and its running variance as its scale.
#
# A good engineer knows that exporters store equal parameters once, and expects buffers, which are no parameters, to stay apart from them:
# the state dict has four tensors, and in PyTorch an optimizer moves two of them. Seen on Linux x86-64, for Conv2d, ReLU, BatchNorm2d
# (nothing is before it that it could be folded into) in evaluation mode, as PyTorch initializes them:
#   dynamo=True (the default): BatchNormalization reads relu, 2.weight, 2.bias, 2.bias, 2.weight; the file has no 2.running_mean
#   dynamo=False, with constant folding and without: 2.running_mean and 2.running_var are Identity of 2.bias and 2.weight
# Whoever trains the initializers of such a file moves the statistics with the weights. Seen by ONNX Runtime 1.32.0: with 2.bias set to 3 in
# the file the output is what it was, to rounding, since the mean that is taken away is 3 as well; PyTorch's output rises by 3.
# After one pass in training mode the four tensors differ, and the file has all of them.
# Fails (exit 1) if any of this changes. Downloads about 3 GB.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q torch==2.15.0 onnx==1.23.2 onnxscript==0.7.2 onnxruntime==1.32.0 numpy==2.4.6
"$work/venv/bin/python" - 2>/dev/null <<'PYTHON'
import io
import sys
import warnings

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import numpy_helper
from torch import nn

warnings.filterwarnings("ignore")
changed = []
x = torch.linspace(-1, 1, 2 * 25).reshape(2, 1, 5, 5)


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.BatchNorm2d(4))


def exported(module, dynamo, **options):
    file = io.BytesIO()
    torch.onnx.export(module.eval(), (x,), file, dynamo=dynamo, verbose=False, **options)
    return onnx.load_from_string(file.getvalue())


def statistics(model):
    """The names behind mean and variance of the batch normalization, Identity followed."""
    copies = {n.output[0]: n.input[0] for n in model.graph.node if n.op_type == "Identity"}
    node = next(n for n in model.graph.node if n.op_type == "BatchNormalization")
    return [copies.get(name, name) for name in node.input[3:]]


def output(model):
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: x.numpy()})[0]


for dynamo, options in ((True, {}), (False, {"do_constant_folding": True}), (False, {"do_constant_folding": False})):
    fresh = exported(network(), dynamo, **options)
    print(f"dynamo={dynamo} {options}: mean and variance are {statistics(fresh)}")
    if statistics(fresh) != ["2.bias", "2.weight"]:
        changed.append(f"dynamo={dynamo}: {statistics(fresh)}")
    before = output(fresh)
    bias = next(i for i in fresh.graph.initializer if i.name == "2.bias")
    bias.CopyFrom(numpy_helper.from_array(np.full(4, 3, np.float32), "2.bias"))
    moved = float(np.abs(output(fresh) - before).max())
    print(f"  bias set to 3 in the file: the output moves by {moved:.1e}")
    if moved > 1e-4:
        changed.append(f"dynamo={dynamo}: the output moves by {moved}")

module = network()
module(x)
used = statistics(exported(module, True))
print(f"after one pass in training mode: {used}")
if len(set(used) & {"2.bias", "2.weight"}) != 0:
    changed.append(f"after a pass: {used}")

module = network().eval()
with torch.no_grad():
    before = module(x)
    module[2].bias.fill_(3)
    rise = module(x) - before
print(f"bias set to 3 in PyTorch: the output rises by {rise.min():.4f} to {rise.max():.4f}")
if abs(float(rise.mean()) - 3) > 1e-3:
    changed.append("PyTorch's own output")

if changed:
    print("changed: " + "; ".join(changed))
sys.exit(bool(changed))
PYTHON
