#!/usr/bin/env bash
# ONNX Runtime 1.29.0 does not know the shape of GreaterOrEqual and LessOrEqual in operator sets 12 to 15, nor of what follows.
#
# A good engineer expects an elementwise comparison of two values of known shape to have a known shape, in every operator set that has
# the operator, as the inference of the onnx package says. Seen on Linux x86-64, for y = op(x, x) and z = Cast(y), x of shape [2, 3], with
# outputs that declare no shape:
#   GreaterOrEqual, LessOrEqual, operator sets 12 to 15: the session says [] for y and for z, as it does for a single number; onnx's own
#     inference says [2, 3], and a run gives [2, 3].
#   The same from operator set 16 on, and Greater, Less and Equal in all: [2, 3].
# Who plans memory, or checks a model, by the shapes of a session takes y for a scalar. Greater or Equal is the same and keeps its shape.
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
from onnx import TensorProto, helper, shape_inference

changed = []
for operator in ("GreaterOrEqual", "LessOrEqual", "Greater", "Less", "Equal"):
    for opset in range(12, 18):
        graph = helper.make_graph(
            [helper.make_node(operator, ["x", "x"], ["y"]), helper.make_node("Cast", ["y"], ["z"], to=TensorProto.FLOAT)],
            "comparison",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, [2, 3])],
            [helper.make_tensor_value_info("y", TensorProto.BOOL, None),
             helper.make_tensor_value_info("z", TensorProto.FLOAT, None)])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
        session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        told = [output.shape for output in session.get_outputs()]
        ran = [list(output.shape) for output in session.run(None, {"x": np.zeros((2, 3), np.float32)})]
        inferred = [[dim.dim_value for dim in output.type.tensor_type.shape.dim]
                    for output in shape_inference.infer_shapes(model).graph.output]
        print(f"{operator}, operator set {opset}: session {told}, onnx {inferred}, run {ran}")
        unknown = operator.endswith("OrEqual") and opset < 16
        if told != [[] if unknown else [2, 3]] * 2 or inferred != [[2, 3]] * 2 or ran != [[2, 3]] * 2:
            changed.append(f"{operator} {opset}")
sys.exit(f"changed: {changed}" if changed else 0)
PYTHON
echo "as it was"
