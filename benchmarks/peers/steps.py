"""What the peers' scripts share: their arguments, the networks' sizes, and how a step is timed.

Each script times whole training steps (forward, backward, clipping, noise, momentum) of the same networks on batches that
lie in memory as the library's own tensors, and prints a JSON object a line: one for each network and kind of step.
"""

import argparse
import json
import sys
import time

import numpy

CLIPPING_NORM = 0.1
NOISE_MULTIPLIER = 1.0
LEARNING_RATE = 0.05
MOMENTUM = 0.9
CLASSES = 10

# side of the square images; parameters that the network must have, as in DPModel
NETWORKS = {"lenet5": (32, 61_684), "tutorial-cnn": (28, 26_010), "mlp": (28, 101_770)}

# runs that count, and that warm up, however long a step takes
FEWEST = 3

# enough that caches do not learn them, few enough to lie in memory
BATCHES = 8


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", default="lenet5")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--warm-up", type=int, default=20)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument(
        "--seconds", type=float, default=5, help="most for the counted runs of one step; a third of it for its warm-up"
    )
    return parser.parse_args()


def batches(network, batch, channels_last=False):
    """Random images in [0, 1] with random labels, as NumPy arrays: pairs of [batch, 1, side, side] and [batch]."""
    side = NETWORKS[network][0]
    random = numpy.random.default_rng(1)
    shape = (batch, side, side, 1) if channels_last else (batch, 1, side, side)
    return [
        (random.random(shape, dtype=numpy.float32), random.integers(0, CLASSES, batch, dtype=numpy.int64))
        for _ in range(BATCHES)
    ]


def check_parameters(network, found):
    wanted = NETWORKS[network][1]
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
            }
        ),
        flush=True,
    )
