"""Times DPModel and its peers in turn, a process each and several rounds, and prints one table.

Needs nothing but Python; the peers' environments are made by install.sh.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = ["torch", "jax", "tensorflow"]
# chosen for one machine's OpenBLAS, they would handicap a peer
NOT_FOR_PEERS = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]


def arguments():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__.splitlines()[0])
    parser.add_argument("--venvs", type=Path, default=HERE / ".venvs", help="where the peers are installed")
    parser.add_argument("--peers", default=",".join(PEERS), help="of torch, jax, tensorflow (default: all)")
    parser.add_argument("--engines", default="onnxruntime:cpu,pytorch:cpu", help="ours; the first is the measure")
    parser.add_argument("--models", default="lenet5,tutorial-cnn,mlp")
    parser.add_argument("--batch", type=int, help="default: 256, and 64 or 32 for the larger networks")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=20, help="counted runs of a step in a round")
    parser.add_argument("--warm-up", type=int, default=10, help="runs before them, not counted")
    parser.add_argument("--memory", action="store_true", help="compare memory with PyTorch and Opacus, not times")
    parser.add_argument("--markdown", type=Path, help="write the table to a file, too")
    parser.add_argument("--json", type=Path, help="write all times to a file, too")
    return parser.parse_args()


def pinned(options, command):
    """The command on as many processors as it has threads, where the system can do that."""
    if shutil.which("taskset") and hasattr(os, "sched_getaffinity"):
        processors = sorted(os.sched_getaffinity(0))[: options.threads]
        return ["taskset", "--cpu-list", ",".join(map(str, processors))] + command
    return command


def start(options, command, environment):
    done = subprocess.run(pinned(options, command), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-5:]
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n" + "\n".join(last))
    return done.stdout.decode()


def settings(options):
    return [
        *("--models", options.models),
        *(("--batch", str(options.batch)) if options.batch else ()),
        *("--threads", str(options.threads)),
        *("--runs", str(options.runs)),
        *("--warm-up", str(options.warm_up)),
    ]


def run_engine(options, engine):
    """Whole steps of ours, on one engine, as the peers' scripts tell theirs."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "steps.json"
        command = [str(ROOT / "dpmodel"), "benchmark", *settings(options)]
        command += ["--engines", engine, "--whole-steps", "--no-memory", "--json", str(file)]
        start(options, command, dict(os.environ))
        told = json.loads(file.read_text())
    return [
        {
            "model": row["model"],
            "parameters": row["parameters"],
            "library": f"DPModel {told['libraryVersion']}",
            "what": ("private, " if row["private"] else "non-private, ") + row["device"],
            "private": row["private"],
            "batch": row["batchSize"],
            "milliseconds": row["milliseconds"],
        }
        for row in told["results"]
    ]


def run_peer(options, peer, more=()):
    environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_PEERS}
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[name] = str(options.threads)
    python = options.venvs / peer / "bin" / "python"
    command = [str(python), str(HERE / f"{peer}_steps.py"), *settings(options), *more]
    return [json.loads(line) for line in start(options, command, environment).splitlines() if line.startswith("{")]


def collect(options):
    """All rows with the times of all rounds."""
    contenders = [(engine, run_engine) for engine in options.engines.split(",")]
    contenders += [(peer, run_peer) for peer in options.peers.split(",")]
    rows = {}
    began = time.monotonic()
    for turn in range(options.rounds):
        for name, run in contenders:
            print(f"{time.monotonic() - began:4.0f} s: round {turn + 1} of {options.rounds}, {name}", file=sys.stderr)
            for row in run(options, name):
                key = (row["model"], row["library"], row["what"])
                if key in rows:
                    rows[key]["milliseconds"] += row["milliseconds"]
                else:
                    rows[key] = row
    print(f"{time.monotonic() - began:4.0f} s: done", file=sys.stderr)
    return sorted(rows.values(), key=lambda row: options.models.split(",").index(row["model"]))


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return "unknown processor"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")


def percentile(times, percent):
    """The shortest time that so many per cent of the runs do not exceed."""
    return sorted(times)[max(1, -(-percent * len(times) // 100)) - 1]


def table(options, rows, load):
    rounds = "1 round" if options.rounds == 1 else f"{options.rounds} rounds"
    lines = [
        f"{options.threads} threads, clipping norm 0.1, noise multiplier 1, momentum. {processor()},"
        f" {os.cpu_count()} processors, load average before the first step {load:.1f}.",
        f"{rounds} in turn, a process each. Times are milliseconds of a whole step; the ratio is to our private step on"
        f" {options.engines.split(',')[0]}.",
        "",
        "| network | library | step | min | median | p95 | examples/s | ratio (min) | ratio (median) |",
        "|---|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for model in options.models.split(","):
        of_model = [row for row in rows if row["model"] == model]
        measure = next(row["milliseconds"] for row in of_model if row["private"])
        batch = next(row["batch"] for row in of_model if "batch" in row)
        for row in of_model:
            times = row["milliseconds"]
            middle = statistics.median(times)
            cells = [
                f"{model}, {row['parameters']:,} parameters, batch {batch}",
                row["library"],
                row["what"],
                f"{min(times):.1f}",
                f"{middle:.1f}",
                f"{percentile(times, 95):.1f}",
                f"{batch * 1000 / middle:,.0f}",
                f"{min(times) / min(measure):.2f}",
                f"{middle / statistics.median(measure):.2f}",
            ]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def megabytes(row):
    return (row["peakBytes"] - row["idleBytes"]) / 2**20


def memory(options):
    """Growth of the peak over the idle process, each kind of step of each network in a process of its own."""
    rows = []
    for model in options.models.split(","):
        for kind in ("none", "hooks", "ghost"):
            print(f"{model}, PyTorch {kind}", file=sys.stderr)
            only = argparse.Namespace(**{**vars(options), "models": model})
            rows += run_peer(only, "torch", ["--kind", kind, "--memory"])
        print(f"{model}, ours", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "steps.json"
            command = [str(ROOT / "dpmodel"), "benchmark", *settings(argparse.Namespace(**{**vars(options), "models": model}))]
            command += ["--engines", options.engines.split(",")[0], "--whole-steps", "--json", str(file)]
            start(options, command, dict(os.environ))
            told = json.loads(file.read_text())
        for row in told["results"]:
            rows.append(
                {
                    "model": row["model"],
                    "library": f"DPModel {told['libraryVersion']}",
                    "what": ("private, " if row["private"] else "non-private, ") + row["device"],
                    "private": row["private"],
                    "idleBytes": row["idleResidentBytes"],
                    "peakBytes": row["peakResidentBytes"],
                }
            )
    lines = [
        "Growth of the largest resident set over that of the process before its first step, in MB; the ratio is to Opacus hooks'.",
        "",
        "| network | library | step | idle | growth | ratio |",
        "|---|---|---|---:|---:|---:|",
    ]
    for model in options.models.split(","):
        of_model = [row for row in rows if row["model"] == model]
        hooks = next((megabytes(row) for row in of_model if row["what"] == "private, hooks"), None)
        for row in of_model:
            ratio = f"{megabytes(row) / hooks:.2f}" if hooks else ""
            cells = [model, row["library"], row["what"], f"{row['idleBytes'] / 2**20:.0f}", f"{megabytes(row):.0f}", ratio]
            lines.append("| " + " | ".join(cells) + " |")
    return rows, "\n".join(lines) + "\n"


def main():
    options = arguments()
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"The load average is {load:.1f}: other work will be measured, too.", file=sys.stderr)
    if options.memory:
        rows, text = memory(options)
    else:
        rows = collect(options)
        text = table(options, rows, load)
    print(text, end="")
    if options.markdown:
        options.markdown.write_text(text)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


main()
