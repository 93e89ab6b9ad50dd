#!/usr/bin/env bash
# ONNX Runtime 1.29.0 (CPU provider): on three threads, Log does not give equal numbers equal results; on one or two it does.
#
# A good engineer expects that an operator on single elements gives each element a result that depends on this element alone. Seen on
# Linux x86-64 with AVX2, for 512 equal rows of 1001 numbers:
#   Log, Elu, Softplus, Mish: one bit pattern of rows with 1 and 2 threads, 3 to 7 of them with 3 threads: where the share of a thread ends
#     between two vectors, its last numbers go through another function of the logarithm or exponential. With 1002 numbers a row: one.
#   Exp, Sigmoid, Tanh, Erf, Sqrt: one bit pattern, with 3 threads too.
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

ROWS = 512


def patterns(operator, width, threads):
    """The largest number of bit patterns that equal rows have, over a few rows."""
    graph = helper.make_graph(
        [helper.make_node(operator, ["x"], ["y"])], "rows",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [ROWS, width])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 8
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    most = 1
    for seed in range(8):
        row = np.abs(np.random.default_rng(seed).standard_normal(width)).astype(np.float32)
        if operator == "Elu":
            row = -row
        result = session.run(None, {"x": np.tile(row, (ROWS, 1))})[0]
        most = max(most, len({one.tobytes() for one in result}))
    return most


wrong = 0
for operator, by_thread in [("Log", True), ("Elu", True), ("Softplus", True), ("Mish", True), ("Exp", False),
                            ("Sigmoid", False), ("Tanh", False), ("Erf", False), ("Sqrt", False)]:
    for width, threads in [(1001, 1), (1001, 2), (1001, 3), (1002, 3)]:
        found = patterns(operator, width, threads)
        several = by_thread and (width, threads) == (1001, 3)
        print(f"{operator}, rows of {width}, {threads} threads: {found} bit patterns")
        wrong += (found > 1) != several
sys.exit(1 if wrong else 0)
PYTHON
