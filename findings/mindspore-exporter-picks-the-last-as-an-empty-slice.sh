#!/usr/bin/env bash
# MindSpore 2.10.0 (mindspore.export to ONNX): x[:, -1], the last step of a sequence, becomes an empty slice in the file.
#
# A good engineer expects the file to compute what the cell computes, or the export to fail. Seen on Linux x86-64, CPU, for a cell
# that returns x[:, -1] of [2, 5, 4]:
#   mindspore.export ends without an error or a message about it.
#   the file has Slice with starts [-1], ends [0], axes [1], which is empty in ONNX, then Squeeze, which expects one.
#   ONNX Runtime 1.32.0 refuses to load it ("Dimension of input 1 must be 1 instead of 0").
#   x[:, 4] instead: Slice with starts [4], ends [5]; the file computes what the cell does.
# Fails (exit 1) if any of this changes. Downloads about 1 GB.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q mindspore==2.10.0 numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0
cat >"$work/last.py" <<'PYTHON'
import sys

import mindspore
import numpy as np
import onnx
import onnxruntime


class Picked(mindspore.nn.Cell):
    def __init__(self, place):
        super().__init__()
        self.place = place

    def construct(self, x):
        return x[:, self.place]


values = np.arange(2 * 5 * 4, dtype=np.float32).reshape(2, 5, 4)
changed = []
for place, bounds, loads in ((-1, (-1, 0), False), (4, (4, 5), True)):
    cell = Picked(place)
    own = cell(mindspore.Tensor(values)).asnumpy()
    mindspore.export(cell, mindspore.Tensor(values), file_name=sys.argv[1], file_format="ONNX")
    graph = onnx.load(sys.argv[1] + ".onnx").graph
    constants = {tensor.name: onnx.numpy_helper.to_array(tensor).ravel() for tensor in graph.initializer}
    cut = next(node for node in graph.node if node.op_type == "Slice")
    found = tuple(int(constants[name][0]) for name in cut.input[1:3])
    try:
        session = onnxruntime.InferenceSession(sys.argv[1] + ".onnx")
        equal = np.array_equal(session.run(None, {graph.input[0].name: values})[0], own)
        result = "computes the same" if equal else "computes something else"
    except Exception as error:
        result = "is refused: " + str(error)[-60:]
    print(f"x[:, {place}]: Slice from {found[0]} to {found[1]}; the file {result}")
    if found != bounds or result.startswith("computes the same") != loads or result == "computes something else":
        changed.append(place)
sys.exit(f"changed: {changed}" if changed else 0)
PYTHON
"$work/venv/bin/python" "$work/last.py" "$work/picked"
echo "as it was"
