#!/usr/bin/env bash
# PyTorch 2.15.0 (torch.onnx.export with its defaults, onnxscript 0.7.2): parameters of a model are missing in its file if they are zero now.
#
# A good engineer expects that the parameters of the file are those of the model, whatever their values, and that what is initialized to
# zero, as biases often are, can be trained from the file. Seen on Linux x86-64, CPU, for a module with a Linear and a Conv2d:
#   biases of zeros: the initializers are the two weights alone, Gemm and Conv have two inputs; in train() mode as well.
#   the same biases with one element moved to 1e-30: all four parameters are there.
#   dynamo=False: all four are there in each case.
# So two exports of one architecture, before and after its first step, have other parameters. There is no message about it.
# Fails (exit 1) if any of this changes. Downloads about 3 GB.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q torch==2.15.0 onnx==1.23.2 onnxscript==0.7.2
cat >"$work/zeros.py" <<'PYTHON'
import logging
import sys
import warnings

import onnx
import torch

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


class Two(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(4, 3)
        self.conv = torch.nn.Conv2d(1, 2, 3)

    def forward(self, x, image):
        return self.linear(x), self.conv(image)


WEIGHTS = ["conv.weight", "linear.weight"]
ALL = ["conv.bias", "conv.weight", "linear.bias", "linear.weight"]
changed = []
for name, moved, training, how, expected in (
    ("zeros", 0, False, True, WEIGHTS),
    ("zeros, train()", 0, True, True, WEIGHTS),
    ("one element 1e-30", 1e-30, False, True, ALL),
    ("zeros, dynamo=False", 0, False, False, ALL),
):
    module = Two()
    for bias in (module.linear.bias, module.conv.bias):
        torch.nn.init.zeros_(bias)
        with torch.no_grad():
            bias[0] = moved
    inputs = (torch.ones(2, 4), torch.ones(2, 1, 5, 5))
    options = {"verbose": False, "external_data": False} if how else {"dynamo": False}
    torch.onnx.export(module.train(training), inputs, sys.argv[1], **options)
    found = sorted(initializer.name for initializer in onnx.load(sys.argv[1]).graph.initializer)
    print(f"{name}: {found}")
    if found != expected:
        changed.append(name)
sys.exit(f"changed: {changed}" if changed else 0)
PYTHON
"$work/venv/bin/python" "$work/zeros.py" "$work/two.onnx"
echo "as it was"
