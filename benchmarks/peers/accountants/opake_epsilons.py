"""An epsilon by Opake's accountant (its Rust core, with its default grid): opake_epsilons.py CASE"""

import sys
from importlib.metadata import version

from opake.api.accounting.core import opake_accounting as core

from cases import DELTA, NOISE, STEPS, answer

CONFIG = core.DiscretizationConfig()


def epsilon(case):
    kind, _, number = case.rpartition("-")
    if case == "poisson":
        pld = core.poisson_pld(core.gaussian_pld(NOISE, CONFIG), 256 / 60000).self_compose(STEPS)
    elif kind == "balls-in-bins":
        pld = core.random_allocation_gaussian_pld(NOISE, 234, 1, CONFIG).self_compose(int(number))
    else:
        pld = core.truncated_poisson_gaussian_pld(
            NOISE, 256 / 60000, int(number), 60000, CONFIG).self_compose(STEPS)
    return pld.epsilon_at(DELTA)


answer("Opake", version("opake-accounting"), sys.argv[1], epsilon)
