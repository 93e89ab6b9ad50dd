#!/usr/bin/env bash
# ONNX Runtime 1.29.0 (CPU provider, one thread): equal rows of one batch do not get equal results.
#
# A good engineer expects that an operator without randomness, on one thread, gives equal rows equal bits. Seen on Linux x86-64:
#   ReduceSum over [64, n], all rows equal: n = 3, 4, 8, 16, 100: one bit pattern; n = 5, 10, 150, 513: 2 to 4 of them, since the
#     elements of a row are grouped by the row's address. ReduceSumSquare and a product with a column of ones: always one.
#   Gemm [m, 784] x [784, 1], the second an input and no initializer, all rows equal: m a multiple of 4: one bit pattern; m = 5, 7, 13, 17: 2 or 3, as the last rows go
#     through another kernel.
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
from onnx import TensorProto, helper, numpy_helper


def patterns(nodes, constants, shape, fed=None):
    """How many bit patterns equal rows have after the nodes, which lead from x to y."""
    graph = helper.make_graph(
        nodes, "rows",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)]
        + [helper.make_tensor_value_info(name, TensorProto.FLOAT, list(value.shape)) for name, value in (fed or {}).items()],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    most = 1
    for seed in range(20):
        row = np.random.default_rng(seed).standard_normal(shape[1]).astype(np.float32)
        result = session.run(None, {"x": np.tile(row, (shape[0], 1)), **(fed or {})})[0]
        most = max(most, len(set(result.reshape(shape[0], -1)[:, 0].tolist())))
    return most


def reduce_sum(n):
    node = helper.make_node("ReduceSum", ["x", "axes"], ["y"], keepdims=0)
    return patterns([node], {"axes": np.array([1], np.int64)}, [64, n])


def reduce_sum_square(n):
    return patterns([helper.make_node("ReduceSumSquare", ["x"], ["y"], axes=[1], keepdims=0)], {}, [64, n])


def ones(n):
    return patterns([helper.make_node("MatMul", ["x", "one"], ["y"])], {"one": np.ones((n, 1), np.float32)}, [64, n])


def gemm(m):
    weight = np.random.default_rng(99).standard_normal((784, 1)).astype(np.float32)
    return patterns([helper.make_node("Gemm", ["x", "w"], ["y"])], {}, [m, 784], {"w": weight})


failed = False


def show(what, found, expected_equal):
    global failed
    as_seen = (found == 1) == expected_equal
    failed |= not as_seen
    print(f"{what}: {found} bit pattern(s)" + ("" if as_seen else "   <- has changed"))


print("onnxruntime", ort.__version__)
for n in (3, 4, 8, 16, 100):
    show(f"ReduceSum of {n}", reduce_sum(n), True)
for n in (5, 10, 150, 513):
    show(f"ReduceSum of {n}", reduce_sum(n), False)
    show(f"ReduceSumSquare of {n}", reduce_sum_square(n), True)
    show(f"product of {n} with ones", ones(n), True)
for m in (4, 16, 64):
    show(f"Gemm of {m} rows", gemm(m), True)
for m in (5, 7, 13, 17):
    show(f"Gemm of {m} rows", gemm(m), False)
sys.exit(failed)
PYTHON
