"""What is asked: name, and the options of ./dpmodel privacy that ask the same. Delta is 1e-5, noise multiplier 1."""

import json
import resource
import sys
import time

DELTA = 1e-5
NOISE = 1.0
STEPS = 2340

CASES = {
    "poisson": "--examples 60000 --batch-size 256 --epochs 10",
    "balls-in-bins-1": "--examples 59904 --batch-size 256 --sampling balls-in-bins --epochs 1",
    "balls-in-bins-10": "--examples 59904 --batch-size 256 --sampling balls-in-bins --epochs 10",
    "truncated-300": "",
    "truncated-320": "",
    "truncated-350": "",
}


def answer(library, version, case, epsilon):
    """Prints one line of JSON; epsilon is a function, whose time counts, imports do not."""
    if case not in CASES:
        sys.exit(f"no case {case}: pass one of {', '.join(CASES)}")
    wall, processor = time.perf_counter(), time.process_time()
    value = epsilon(case)
    print(json.dumps({
        "library": f"{library} {version}",
        "python": sys.version.split()[0],
        "case": case,
        "epsilon": value,
        "wallSeconds": round(time.perf_counter() - wall, 3),
        "processorSeconds": round(time.process_time() - processor, 3),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }))
