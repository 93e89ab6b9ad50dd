#!/usr/bin/env bash
# ONNX Runtime 1.29.0 on a processor: a MaxPool whose second output, Indices, is used takes over ten times as long as one without.
#
# A good engineer expects the place of each maximum to be a by-product that costs little, as in PyTorch, where max_pool2d always
# computes it; and takes it for the way to unpooling or to a gradient. Seen on Linux x86-64 (AVX2), one thread, fastest of 300 runs
# beside other work: 2x2 windows of stride 2 over [64, 16, 10, 10] 45 us without Indices, 557 us with them (12 times); 3x3 windows of
# stride 1 over [64, 16, 14, 14] 127 and 3866 us (30 times). The maxima are the same.
# Fails (exit 1) if the ratio of the minima falls below 4 in both cases.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q onnxruntime==1.29.0 onnx==1.19.1 numpy==2.3.5 2>/dev/null ||
    "$work/venv/bin/pip" install -q onnxruntime==1.29.0 onnx numpy
"$work/venv/bin/python" - <<'PYTHON'
import sys
import time

import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper


def session(shape, kernel, stride, indices):
    outputs = ["y", "places"] if indices else ["y"]
    types = [TensorProto.FLOAT, TensorProto.INT64]
    graph = helper.make_graph(
        [helper.make_node("MaxPool", ["x"], outputs, kernel_shape=[kernel] * 2, strides=[stride] * 2)],
        "pool",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(name, kind, None) for name, kind in zip(outputs, types)])
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def fastest(run, feeds):
    times = []
    for _ in range(300):
        began = time.perf_counter()
        run.run(None, feeds)
        times.append(time.perf_counter() - began)
    return min(times) * 1e6


ratios = []
for shape, kernel, stride in (([64, 16, 10, 10], 2, 2), ([64, 16, 14, 14], 3, 1)):
    feeds = {"x": np.random.default_rng(1).standard_normal(shape).astype(np.float32)}
    plain, indexed = (session(shape, kernel, stride, indices) for indices in (False, True))
    assert np.array_equal(plain.run(None, feeds)[0], indexed.run(None, feeds)[0])
    without, with_them = fastest(plain, feeds), fastest(indexed, feeds)
    ratios.append(with_them / without)
    print(f"{shape}, windows of {kernel}, stride {stride}: {without:.0f} us, with Indices {with_them:.0f} us: {ratios[-1]:.1f} times")
sys.exit(f"changed: {ratios}" if max(ratios) < 4 else 0)
PYTHON
echo "as it was"
