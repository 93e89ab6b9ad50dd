"""What every exporter's script shares: the list of networks to make, and examples beside each file.

NAME.json holds, for eight examples: `inputs` (numbers of each input, row by row, under the file's own names), `loss` (classes or
values), `classes` or `shape`, `targets`, `outputs` (what ONNX Runtime computes from the file, by name of the value), and what the user of such
a file chooses (`output`, `before`, `freeze`, `untie`). `reference`, where the
exporter's framework has automatic differentiation and the file has the network's own parameters: `norms` of the whole gradient of each
example in double precision, `clip` (their median), `total` (norm of the sum of the clipped gradients), `sums` (the sum by name: float32, base64).
"""

import base64
import json
import os
import sys
import traceback
import zlib

import numpy as np

EXAMPLES = 8


def seed_of(name):
    """The same for every run, another for every network."""
    return zlib.crc32(name.encode()) % 2**31


def classes(count):
    """Targets of a classifier."""
    return lambda random, outputs: {
        "loss": "classes",
        "classes": count,
        "targets": random.integers(0, count, EXAMPLES).tolist(),
    }


def values(random, outputs):
    """Targets of a regression: half of what the network says, and a little noise."""
    targets = outputs / 2 + 0.1 * random.standard_normal(outputs.shape)
    return {"loss": "values", "shape": list(outputs.shape[1:]), "targets": targets.ravel().tolist()}


def run(model, inputs):
    """ONNX Runtime's names of the inputs, and all numbers that it computes; files with a fixed batch are run in parts."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [value.name for value in session.get_inputs()]
    if len(names) != len(inputs):
        raise ValueError(f"{len(inputs)} arrays for the inputs {names}")
    fixed = session.get_inputs()[0].shape[0]
    size = fixed if isinstance(fixed, int) and fixed > 0 else EXAMPLES
    parts = [
        session.run(None, {name: array[i : i + size] for name, array in zip(names, inputs)})
        for i in range(0, EXAMPLES, size)
    ]
    outputs = {}
    for k, value in enumerate(session.get_outputs()):
        first = parts[0][k]
        if isinstance(first, np.ndarray) and first.dtype in (np.float32, np.float64) and first.ndim:
            whole = np.concatenate([part[k] for part in parts]).ravel()
            if np.isfinite(whole).all():
                outputs[value.name] = whole.tolist()
    return names, outputs


def opened(path):
    """The model with every value within as an output."""
    import onnx

    model = onnx.load(path)
    there = {value.name for value in model.graph.output}
    for node in model.graph.node:
        if node.op_type != "ZipMap":
            new = [name for name in node.output if name and name not in there]
            model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in new)
    return model.SerializeToString()


def declared(path):
    """Names of the inputs and the first output, of a file that ONNX Runtime refuses."""
    import onnx

    graph = onnx.load(path).graph
    return [value.name for value in graph.input], graph.output[0].name


def describe(path, inputs, targets, reference=None, within=False, own=None, **choices):
    """Writes NAME.json beside NAME.onnx; `inputs` are arrays in the order of the file's inputs, `own` the framework's outputs."""
    inputs = [np.asarray(array) for array in inputs]
    try:
        names, outputs = run(opened(path) if within else path, inputs)
    except Exception as error:
        if own is None:
            raise
        print(f"exporters: ONNX Runtime refuses {path}: {str(error).splitlines()[0][:300]}", file=sys.stderr)
        names, output = declared(path)
        outputs = {output: np.asarray(own).ravel().tolist()}
    text = {
        "inputs": {n: a.ravel().tolist() for n, a in zip(names, inputs)},
        "outputs": outputs,
        **targets,
        **choices,
    }
    if reference is not None:
        norms, total, sums = reference
        text["reference"] = {
            "norms": norms.tolist(),
            "clip": float(np.median(norms)),
            "total": total,
            "sums": {n: base64.b64encode(s.astype("<f4").tobytes()).decode() for n, s in sums.items()},
        }
    with open(path[: -len(".onnx")] + ".json", "w", encoding="utf-8") as file:
        json.dump(text, file)


def listed(environment):
    """Names that networks.md lists for an environment."""
    page = os.path.join(os.path.dirname(os.path.abspath(__file__)), "networks.md")
    with open(page, encoding="utf-8") as file:
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in file if line.startswith("|")]
    return [row[0] for row in rows if row[1] == environment]


def make_all(environment, makers, folder):
    """Makes what is listed and not there; `makers` has a function of the path for each name. Fails if one cannot be made."""
    names = listed(environment)
    if sorted(names) != sorted(makers):
        raise SystemExit(f"networks.md and the script differ: {sorted(set(names) ^ set(makers))}")
    os.makedirs(folder, exist_ok=True)
    failed = []
    for name in names:
        path = os.path.join(folder, name + ".onnx")
        if os.path.exists(path[:-5] + ".json"):
            continue
        try:
            makers[name](path)
            print(f"exporters: {name}, {os.path.getsize(path):,} bytes", flush=True)
        except Exception:
            traceback.print_exc()
            failed.append(name)
    if failed:
        raise SystemExit("exporters: could not be made: " + ", ".join(failed))
