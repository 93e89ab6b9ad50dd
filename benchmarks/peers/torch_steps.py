"""Steps of plain PyTorch, and of Opacus by hooks and by ghost clipping, as Opacus documents them."""

import logging
import warnings

import opacus
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import steps

logging.disable(logging.INFO)
# Opacus warns that its noise is not cryptographically secure, and PyTorch that hooks see no gradient of the input.
warnings.filterwarnings("ignore")


def network(name):
    if name == "lenet5":
        return nn.Sequential(
            nn.Conv2d(1, 6, 5, bias=False),
            nn.Tanh(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5, bias=False),
            nn.Tanh(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(400, 120),
            nn.Tanh(),
            nn.Linear(120, 84),
            nn.Tanh(),
            nn.Linear(84, steps.CLASSES),
        )
    if name == "tutorial-cnn":
        return nn.Sequential(
            nn.Conv2d(1, 16, 8, stride=2, padding=3),
            nn.ReLU(),
            nn.MaxPool2d(2, stride=1),
            nn.Conv2d(16, 32, 4, stride=2),
            nn.ReLU(),
            nn.MaxPool2d(2, stride=1),
            nn.Flatten(),
            nn.Linear(512, 32),
            nn.ReLU(),
            nn.Linear(32, steps.CLASSES),
        )
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.Tanh(), nn.Linear(128, steps.CLASSES))


def prepared(name, mode, features, labels):
    """A network, its optimizer and its loss: plain without a mode, else Opacus's in this mode."""
    module = network(name)
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
    for name in options.models.split(","):
        data = [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in steps.batches(name, options.batch)]
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
            steps.measure(options, name, parameters, library, what, mode is not None, step, data)


main()
