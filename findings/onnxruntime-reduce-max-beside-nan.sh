#!/usr/bin/env bash
# ONNX Runtime 1.29.0 (CPU provider, one thread): beside a NaN, ReduceMax gives equal rows different numbers, and may miss the largest.
#
# A good engineer expects one of two answers for a row with a NaN, in every row the same: NaN, or the largest of the other numbers. Seen
# on Linux x86-64, ReduceMax over [16, n] with all rows 0, 1, ..., n - 1 but for a NaN in the middle:
#   n = 5: 4 in three rows, 3 in every fourth row: the 4 behind the NaN is lost; n = 9: 8, and 7 in every fourth row;
#   n = 7: 6, and NaN in every fourth row (ReduceMin: 0, and NaN in every fourth row);
#   n = 3 and 12: the largest number in every row, without the NaN.
# The vector code depends on where a row begins in memory. MaxPool has its own such code; this is about reductions.
# Fails (exit 1) if any of this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q onnxruntime==1.29.0 onnx==1.19.1 numpy==2.3.5 2>/dev/null ||
    "$work/venv/bin/pip" install -q onnxruntime==1.29.0 onnx numpy
"$work/venv/bin/python" - <<'PYTHON'
import sys

import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper

ROWS = 16


def reduced(operator, width):
    """The result for each of sixteen equal rows, as text."""
    graph = helper.make_graph(
        [helper.make_node(operator, ["x", "axes"], ["y"], keepdims=0)], "rows",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [ROWS, width])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [ROWS])],
        [helper.make_tensor("axes", TensorProto.INT64, [1], [1])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 8
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    row = np.arange(width, dtype=np.float32)
    row[width // 2] = np.nan
    return [f"{value:g}" for value in session.run(None, {"x": np.tile(row, (ROWS, 1))})[0]]


expected = {("ReduceMax", 3): {"2"}, ("ReduceMax", 5): {"4", "3"}, ("ReduceMax", 7): {"6", "nan"},
            ("ReduceMax", 9): {"8", "7"}, ("ReduceMax", 12): {"11"}, ("ReduceMin", 7): {"0", "nan"}}
changed = False
for (operator, width), values in expected.items():
    found = reduced(operator, width)
    print(operator, width, " ".join(found))
    changed |= set(found) != values
sys.exit(1 if changed else 0)
PYTHON
