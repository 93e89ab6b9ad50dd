#!/usr/bin/env bash
# tf2onnx 1.17.0 with TensorFlow 2.21.0: gelu becomes an operator that ONNX does not have, and no runtime loads the file.
#
# A good engineer expects an exporter to refuse what it cannot express, and an activation that most transformers have to work. Seen on
# Linux x86-64, for y = tf.nn.gelu(x):
#   approximate=False, TensorFlow's and Keras's default: tf2onnx converts without an exception; the file has a node Erfc in the domain of
#     ONNX itself. There is no such operator in any operator set (there is Erf): onnx.checker and ONNX Runtime 1.29.0 refuse the file by its name.
#   approximate=True: no Erfc, and ONNX Runtime runs it.
# Erfc(x) is 1 - Erf(x). Keras 3's export(format="onnx") calls tf2onnx with that backend.
# Fails (exit 1) if any of this changes. Downloads about 0.4 GB.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q tensorflow-cpu==2.21.0 tf2onnx==1.17.0 onnxruntime==1.29.0
TF_CPP_MIN_LOG_LEVEL=3 "$work/venv/bin/python" - 2>/dev/null <<'PYTHON'
import sys

import numpy as np
import onnx
import onnxruntime as ort
import tensorflow as tf
import tf2onnx


def refused(action):
    try:
        action()
    except Exception as error:
        return "Erfc" in str(error)
    return False


changed = []
for approximate in (False, True):
    signature = [tf.TensorSpec([None, 3], tf.float32, name="x")]
    function = tf.function(lambda x: tf.nn.gelu(x, approximate=approximate), input_signature=signature)
    model, _ = tf2onnx.convert.from_function(function, input_signature=signature, opset=17)
    operators = sorted({node.op_type for node in model.graph.node if node.domain in ("", "ai.onnx")})
    data = model.SerializeToString()
    load = lambda: ort.InferenceSession(data, providers=["CPUExecutionProvider"])
    found = (
        "Erfc" in operators,
        onnx.defs.has("Erfc"),
        refused(lambda: onnx.checker.check_model(model)),
        refused(load),
    )
    print(f"approximate={approximate}: {operators}; refused by onnx.checker: {found[2]}, by ONNX Runtime: {found[3]}")
    if approximate:
        y = load().run(None, {"x": np.ones((1, 3), np.float32)})[0]
        if not np.allclose(y, tf.nn.gelu(np.ones((1, 3), np.float32), approximate=True), atol=1e-5):
            changed.append("the approximation's value")
    if found != (not approximate, False, not approximate, not approximate):
        changed.append(f"approximate={approximate}")
sys.exit(f"changed: {changed}" if changed else 0)
PYTHON
echo "as it was"
