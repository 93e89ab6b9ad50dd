#!/usr/bin/env bash
# PyTorch 2.15.0 (torch.onnx.export with dynamo=False): Tensor.unfold along an axis that is counted from the end is written wrongly.
#
# A good engineer expects that unfold(-1, size, step) and unfold(2, size, step) of a tensor of three axes are one file. Seen on Linux
# x86-64, CPU, opset 17, in ONNX Runtime 1.32.0, for windows of 5 of 13 steps (patches of a series, as PatchTST takes them):
#   unfold(2, 5, 2): the outputs of the module.
#   unfold(-1, 5, 2): outputs of the same shape, for windows as long as there are windows, and other numbers, without a message.
# Fails (exit 1) if any of this changes. Downloads about 3 GB.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q torch==2.15.0 onnx==1.23.2 onnxruntime==1.32.0
cat >"$work/unfold.py" <<'PYTHON'
import logging
import sys
import warnings

import onnxruntime
import torch

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


class Windows(torch.nn.Module):
    def __init__(self, axis):
        super().__init__()
        self.axis = axis

    def forward(self, x):
        return x.unfold(self.axis, 5, 2)


changed = []
for axis, right in ((2, True), (-1, False)):
    module = Windows(axis)
    x = torch.arange(3 * 2 * 13.0).reshape(3, 2, 13)
    torch.onnx.export(module, (x,), sys.argv[1], dynamo=False, opset_version=17, input_names=["x"])
    found = torch.tensor(onnxruntime.InferenceSession(sys.argv[1]).run(None, {"x": x.numpy()})[0])
    expected = module(x)
    equal = torch.equal(found, expected)
    exchanged = torch.equal(found, expected.transpose(-1, -2))
    print(f"unfold({axis}, 5, 2): equal {equal}, equal with the last axes exchanged {exchanged}")
    if equal != right or exchanged == right:
        changed.append(axis)
sys.exit(f"changed: {changed}" if changed else 0)
PYTHON
"$work/venv/bin/python" "$work/unfold.py" "$work/windows.onnx"
echo "as it was"
