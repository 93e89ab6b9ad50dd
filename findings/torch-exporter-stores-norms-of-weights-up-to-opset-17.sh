#!/usr/bin/env bash
# PyTorch 2.15.0 (torch.onnx.export with dynamo=False): the norm of a weight is stored as a number up to opset 17, and computed from 18 on.
#
# A good engineer expects constant folding to depend on the module, not on the opset, and a normalized weight to stay normalized when the
# file is trained. Seen on Linux x86-64, CPU, for F.linear(x, F.normalize(self.weight, dim=1)):
#   opset_version 13 and 17: an initializer holds the norms, beside the weight; no ReduceL2. Whoever trains the file trains both, and the
#   quotient does not stay normalized.
#   opset_version 18 and 20: no initializer holds them; the file has ReduceL2.
#   do_constant_folding=False: ReduceL2 in each case.
# Fails (exit 1) if any of this changes. Downloads about 3 GB.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q torch==2.15.0 onnx==1.23.2 onnxscript==0.7.2
cat >"$work/norms.py" <<'PYTHON'
import sys
import warnings

import onnx
import torch

warnings.filterwarnings("ignore")


class Cosine(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.randn(3, 8))

    def forward(self, x):
        return torch.nn.functional.linear(x, torch.nn.functional.normalize(self.weight, dim=1))


changed = []
for opset, folding, stored in ((13, True, True), (17, True, True), (18, True, False), (20, True, False), (17, False, False)):
    module = Cosine()
    torch.onnx.export(
        module, (torch.ones(2, 8),), sys.argv[1], dynamo=False, opset_version=opset, do_constant_folding=folding
    )
    graph = onnx.load(sys.argv[1]).graph
    computed = any(node.op_type == "ReduceL2" for node in graph.node)
    norms = torch.linalg.vector_norm(module.weight, dim=1, keepdim=True).detach()
    held = any(
        list(tensor.dims) == [3, 1] and torch.allclose(torch.tensor(onnx.numpy_helper.to_array(tensor)), norms)
        for tensor in graph.initializer
    )
    print(f"opset {opset}, do_constant_folding={folding}: norms stored: {held}, ReduceL2: {computed}")
    if held != stored or computed == stored:
        changed.append((opset, folding))
sys.exit(f"changed: {changed}" if changed else 0)
PYTHON
"$work/venv/bin/python" "$work/norms.py" "$work/cosine.onnx"
echo "as it was"
