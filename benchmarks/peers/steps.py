"""What the peers' scripts share: their arguments, the networks' sizes, and how a step is timed.

Each script times whole training steps (forward, backward, clipping, noise, momentum) of the same networks on batches that
lie in memory as the library's own tensors, and prints a JSON object a line: one for each network and kind of step.
"""

import argparse
import json
import sys
import time
from typing import NamedTuple

import numpy

CLIPPING_NORM = 0.1
NOISE_MULTIPLIER = 1.0
LEARNING_RATE = 0.05
MOMENTUM = 0.9
CLASSES = 10


class Network(NamedTuple):
    """What is fed to a network, its usual batch, and the parameters that it must have, as in DPModel."""

    shape: tuple
    classes: int
    batch: int
    parameters: int
    # ids below this number in place of numbers in [0, 1)
    vocabulary: int = 0


NETWORKS = {
    "lenet5": Network((1, 32, 32), CLASSES, 256, 61_684),
    "tutorial-cnn": Network((1, 28, 28), CLASSES, 256, 26_010),
    "mlp": Network((1, 28, 28), CLASSES, 256, 101_770),
    "resnet": Network((3, 32, 32), CLASSES, 64, 78_042),
    "mobilenet": Network((3, 32, 32), CLASSES, 64, 44_058),
    "text-encoder": Network((64,), 2, 32, 1_428_994, 8000),
    "lstm": Network((32,), 2, 32, 611_586, 8000),
}

# runs that count, and that warm up, however long a step takes
FEWEST = 3

# enough that caches do not learn them, few enough to lie in memory
BATCHES = 8


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", default="lenet5")
    parser.add_argument("--batch", type=int, help="default: that of the network")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--warm-up", type=int, default=20)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument(
        "--seconds", type=float, default=5, help="most for the counted runs of one step; a third of it for its warm-up"
    )
    parser.add_argument("--kind", help="one kind of step only: none, hooks or ghost")
    parser.add_argument("--memory", action="store_true", help="print resident memory, too: one network, one kind")
    return parser.parse_args()


def models(options, known):
    """Those that were asked for and that a script knows, with their batch sizes."""
    return [(name, options.batch or NETWORKS[name].batch) for name in options.models.split(",") if name in known]


def batches(network, batch, channels_last=False):
    """Random images in [0, 1) or ids, with random labels, as NumPy arrays: pairs of [batch, ...] and [batch]."""
    fed = NETWORKS[network]
    random = numpy.random.default_rng(1)
    shape = (batch, *fed.shape[1:], fed.shape[0]) if channels_last else (batch, *fed.shape)

    def features():
        if fed.vocabulary:
            return random.integers(0, fed.vocabulary, shape, dtype=numpy.int64)
        return random.random(shape, dtype=numpy.float32)

    return [(features(), random.integers(0, fed.classes, batch, dtype=numpy.int64)) for _ in range(BATCHES)]


def resident(name):
    """Bytes of VmRSS or VmHWM; 0 where the system does not tell."""
    try:
        with open("/proc/self/status", encoding="ascii") as lines:
            return next(1024 * int(line.split()[1]) for line in lines if line.startswith(name))
    except OSError:
        return 0


def check_parameters(network, found):
    wanted = NETWORKS[network].parameters
    if found != wanted:
        sys.exit(f"{network} must have {wanted} parameters, found {found}: the layers are not DPModel's")


def take(step, data, runs, seconds):
    """Milliseconds of so many runs; of fewer once the seconds are over."""
    times = []
    end = time.monotonic() + seconds
    while len(times) < runs and (len(times) < min(FEWEST, runs) or time.monotonic() < end):
        features, labels = data[len(times) % len(data)]
        began = time.perf_counter_ns()
        step(features, labels)
        times.append((time.perf_counter_ns() - began) / 1e6)
    return times


def measure(options, network, parameters, library, what, private, step, data):
    """Times step(features, labels), which returns when the new parameters are there, and prints the times."""
    check_parameters(network, parameters)
    idle = resident("VmRSS")
    # the first run compiles
    take(step, data, 1, 0)
    take(step, data, options.warm_up, options.seconds / 3)
    times = take(step, data, options.runs, options.seconds)
    print(
        json.dumps(
            {
                "model": network,
                "parameters": parameters,
                "library": library,
                "what": what,
                "private": private,
                "milliseconds": times,
                **({"idleBytes": idle, "peakBytes": resident("VmHWM")} if options.memory else {}),
            }
        ),
        flush=True,
    )
