#!/usr/bin/env bash
# PaddlePaddle 3.3.1 (paddle.onnx.export, paddle2onnx 2.1.0): the epsilon of a GroupNorm is not in its file, another number is.
#
# A good engineer expects that the epsilon of a normalization layer is an attribute of the node that it becomes, as it is for BatchNorm2D.
# Seen on Linux x86-64, CPU, for nn.GroupNorm(2, 4, epsilon=1e-3), written as an InstanceNormalization, with operator set 17:
#   epsilon of the file, in several runs of one program: mostly 0, but also -1.1e-11 and -2.7e-06.
#   nn.BatchNorm2D(4, epsilon=1e-3), written as a BatchNormalization: 1e-3, as it should be.
# There is no message about it. Outputs hardly differ where a group's values do, so that a comparison of outputs passes; a group of equal
# values, as a padded image has, becomes 0 / 0, and a negative epsilon makes the root of a small variance not a number.
# The right value can be written into the node's attribute afterwards.
# Fails (exit 1) if any of this changes. Downloads about 250 MB.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q paddlepaddle==3.3.1 paddle2onnx==2.1.0 onnx==1.17.0 packaging==26.4
cat >"$work/epsilon.py" <<'PYTHON'
import sys

import onnx
import paddle
from paddle import nn

EPSILON = 1e-3


def exported(layer):
    layer.eval()
    spec = [paddle.static.InputSpec([None, 4, 5, 5], "float32")]
    paddle.onnx.export(layer, sys.argv[1], input_spec=spec, opset_version=17)
    nodes = onnx.load(sys.argv[1] + ".onnx").graph.node
    return {node.op_type: a.f for node in nodes for a in node.attribute if a.name == "epsilon"}


group = exported(nn.GroupNorm(2, 4, epsilon=EPSILON))
batch = exported(nn.BatchNorm2D(4, epsilon=EPSILON))
print(f"GroupNorm: {group}; BatchNorm2D: {batch}")
lost = list(group) == ["InstanceNormalization"] and abs(group["InstanceNormalization"]) < EPSILON / 10
kept = list(batch) == ["BatchNormalization"] and abs(batch["BatchNormalization"] - EPSILON) < 1e-6
sys.exit(0 if lost and kept else "changed")
PYTHON
for run in 1 2 3; do
    "$work/venv/bin/python" "$work/epsilon.py" "$work/layer$run" >"$work/messages" 2>&1 || {
        cat "$work/messages"
        exit 1
    }
    grep '^GroupNorm' "$work/messages"
done
