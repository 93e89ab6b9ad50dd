"""Steps of plain PyTorch, and of Opacus by hooks and by ghost clipping, as Opacus documents them."""

import logging
import sys
import warnings

import opacus
import torch
from opacus.layers import DPLSTM
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import steps
import torch_networks

logging.disable(logging.INFO)
# Opacus warns that its noise is not cryptographically secure, and PyTorch that hooks see no gradient of the input.
warnings.filterwarnings("ignore")


def prepared(name, mode, features, labels):
    """A network, its optimizer and its loss: plain without a mode, else Opacus's in this mode."""
    module = torch_networks.network(name, nn.LSTM if mode is None else DPLSTM)
    optimizer = torch.optim.SGD(module.parameters(), lr=steps.LEARNING_RATE, momentum=steps.MOMENTUM)
    criterion = nn.CrossEntropyLoss()
    if mode is None:
        return module, optimizer, criterion
    loader = DataLoader(TensorDataset(features, labels), batch_size=len(features))
    made = opacus.PrivacyEngine(accountant="rdp").make_private(
        module=module,
        optimizer=optimizer,
        criterion=criterion,
        data_loader=loader,
        noise_multiplier=steps.NOISE_MULTIPLIER,
        max_grad_norm=steps.CLIPPING_NORM,
        poisson_sampling=False,
        grad_sample_mode=mode,
    )
    if mode == "ghost":
        return made[0], made[1], made[2]
    return made[0], made[1], criterion


def main():
    options = steps.arguments()
    torch.set_num_threads(options.threads)
    kinds = [
        (f"PyTorch {torch.__version__.split('+')[0]}", "non-private", None),
        (f"Opacus {opacus.__version__}", "private, hooks", "hooks"),
        (f"Opacus {opacus.__version__}", "private, ghost clipping", "ghost"),
    ]
    kinds = [kind for kind in kinds if options.kind in (None, str(kind[2]).lower())]
    for name, batch in steps.models(options, steps.NETWORKS):
        data = [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in steps.batches(name, batch)]
        for library, what, mode in kinds:
            torch.manual_seed(1)
            module, optimizer, criterion = prepared(name, mode, *data[0])
            module.train()

            def step(features, labels):
                optimizer.zero_grad()
                loss = criterion(module(features), labels)
                loss.backward()
                optimizer.step()

            parameters = sum(p.numel() for p in module.parameters())
            try:
                steps.measure(options, name, parameters, library, what, mode is not None, step, data)
            except (NotImplementedError, RuntimeError, ValueError) as e:
                # Ghost clipping has no rule for some layers.
                print(f"{library}, {what}, {name}: {e}", file=sys.stderr)


main()
