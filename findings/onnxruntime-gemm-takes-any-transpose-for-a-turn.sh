#!/usr/bin/env bash
# ONNX Runtime 1.29.0, default optimizations: a Transpose whose permutation is (0, 1), which moves nothing, in front of a Gemm is
# computed as if it turned the matrix.
#
# A good engineer expects a node that does nothing to be taken out, or left. The optimizer sets Gemm's transA or transB instead, without a
# look at the permutation: square matrices give other numbers without an error, others an error when the model is loaded or run. With
# optimizations off the numbers are right, and so they are with MatMul in place of Gemm. jax2onnx writes such nodes.
# Seen: x @ w of two 3 x 3 matrices off by 48 (first input) and by 46 (second); MatMul exact.
# Fails (exit 1) if that changes.
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

x = np.arange(9, dtype=np.float32).reshape(3, 3)
w = np.arange(9, dtype=np.float32).reshape(3, 3) + 1


def error(product, still, level):
    """Largest difference from x @ w where one input goes through a Transpose that moves nothing."""
    inputs = ["still" if name == still else name for name in ("x", "w")]
    graph = helper.make_graph(
        [helper.make_node("Transpose", [still], ["still"], perm=[0, 1]), helper.make_node(product, inputs, ["y"])],
        "product",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [3, 3]) for name in ("x", "w")],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [3, 3])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = ort.SessionOptions()
    options.graph_optimization_level = level
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return float(np.abs(session.run(None, {"x": x, "w": w})[0] - x @ w).max())


off = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
on = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
wrong = [error("Gemm", still, on) for still in ("x", "w")]
right = [error("Gemm", still, off) for still in ("x", "w")] + [error("MatMul", still, on) for still in ("x", "w")]
print(f"onnxruntime {ort.__version__}: Gemm with optimizations is off by {wrong}, without them and MatMul by {right}")
sys.exit(0 if min(wrong) > 1 and max(right) == 0 else 1)
PYTHON
