"""An epsilon by Google's dp_accounting, PLD with its default grid: dp_accounting_epsilons.py CASE"""

import sys
from importlib.metadata import version

import dp_accounting
from dp_accounting.pld import PLDAccountant

from cases import DELTA, NOISE, STEPS, answer


def event(case):
    kind, _, number = case.rpartition("-")
    gaussian = dp_accounting.GaussianDpEvent(NOISE)
    if case == "poisson":
        return dp_accounting.PoissonSampledDpEvent(256 / 60000, gaussian), STEPS
    if kind == "balls-in-bins":
        sys.exit("dp_accounting has no event for balls in bins")
    return dp_accounting.dp_event.TruncatedSubsampledGaussianDpEvent(
        dataset_size=60000,
        sampling_probability=256 / 60000,
        truncated_batch_size=int(number),
        noise_multiplier=NOISE), STEPS


def epsilon(case):
    accountant = PLDAccountant()
    accountant.compose(*event(case))
    return accountant.get_epsilon(DELTA)


answer("dp_accounting", version("dp-accounting"), sys.argv[1], epsilon)
