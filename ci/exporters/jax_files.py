"""jax_files.py FOLDER: the files of jax2onnx that networks.md lists."""

import os
import sys

import equinox as eqx
import flax.linen as linen
import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax2onnx import to_onnx

from written import EXAMPLES, classes, describe, make_all, seed_of


def function(key):
    keys = jax.random.split(key, 2)
    w1, w2 = jax.random.normal(keys[0], (12, 16)) * 0.3, jax.random.normal(keys[1], (16, 3)) * 0.3
    b1, b2 = jnp.full(16, 0.1), jnp.full(3, 0.05)
    return lambda x: jnp.tanh(x @ w1 + b1) @ w2 + b2


def nnx_mlp(key):
    rngs = nnx.Rngs(key)
    return nnx.Sequential(nnx.Linear(12, 16, rngs=rngs), nnx.gelu, nnx.Linear(16, 3, rngs=rngs))


class Cnn(nnx.Module):
    def __init__(self, rngs):
        self.one, self.two = nnx.Conv(1, 4, (3, 3), rngs=rngs), nnx.Conv(4, 6, (3, 3), rngs=rngs)
        self.head = nnx.Linear(96, 3, rngs=rngs)

    def __call__(self, x):
        x = nnx.avg_pool(nnx.relu(self.one(x)), window_shape=(2, 2), strides=(2, 2))
        x = nnx.max_pool(nnx.relu(self.two(x)), window_shape=(2, 2), strides=(2, 2))
        return self.head(x.reshape(x.shape[0], -1))


class Norms(nnx.Module):
    def __init__(self, rngs):
        self.enter, self.inner, self.head = nnx.Linear(6, 8, rngs=rngs), nnx.Linear(8, 8, rngs=rngs), nnx.Linear(8, 3, rngs=rngs)
        self.layer, self.group = nnx.LayerNorm(8, rngs=rngs), nnx.GroupNorm(8, 2, rngs=rngs)

    def __call__(self, x):
        x = self.layer(nnx.silu(self.enter(x)))
        return self.head(x + self.group(self.inner(x)))


class Text(nnx.Module):
    def __init__(self, rngs):
        self.embed = nnx.Embed(30, 8, rngs=rngs)
        self.attention = nnx.MultiHeadAttention(2, 8, decode=False, rngs=rngs)
        self.head = nnx.Linear(8, 3, rngs=rngs)

    def __call__(self, ids):
        x = self.embed(ids)
        return self.head((x + self.attention(x)).mean(axis=1))


class LinenMlp(linen.Module):
    @linen.compact
    def __call__(self, x):
        return linen.Dense(3)(linen.swish(linen.Dense(16)(x)))


def linen_mlp(key):
    model = LinenMlp()
    weights = model.init(key, jnp.zeros((1, 12)))
    return lambda x: model.apply(weights, x)


def equinox_mlp(key):
    return jax.vmap(eqx.nn.MLP(12, 3, 16, 2, key=key))


def equinox_cnn(key):
    keys = jax.random.split(key, 2)
    parts = [eqx.nn.Conv2d(1, 4, 3, key=keys[0]), eqx.nn.Lambda(jax.nn.relu), eqx.nn.MaxPool2d(2, 2)]
    return jax.vmap(eqx.nn.Sequential([*parts, eqx.nn.Lambda(jnp.ravel), eqx.nn.Linear(36, 3, key=keys[1])]))


def file(make, *shape, count=None):
    """A maker; `count` stands for ids below it."""

    def write(path):
        seed = seed_of(os.path.basename(path)[: -len(".onnx")])
        random = np.random.default_rng(seed)
        x = random.standard_normal((EXAMPLES, *shape)).astype(np.float32)
        if count:
            x = random.integers(0, count, (EXAMPLES, *shape)).astype(np.int32)
        model = make(jax.random.key(seed))
        part = path + ".part"
        signature = jax.ShapeDtypeStruct(("B", *shape), jnp.int32) if count else ("B", *shape)
        to_onnx(model, [signature], return_mode="file", output_path=part)
        os.replace(part, path)
        describe(path, [x], classes(3)(random, None))

    return write


MAKERS = {
    "jax-function": file(function, 12),
    "jax-nnx-mlp": file(nnx_mlp, 12),
    "jax-nnx-cnn": file(lambda key: Cnn(nnx.Rngs(key)), 16, 16, 1),
    "jax-nnx-layernorm": file(lambda key: Norms(nnx.Rngs(key)), 6),
    "jax-nnx-attention": file(lambda key: Text(nnx.Rngs(key)), 6, count=30),
    "jax-linen-mlp": file(linen_mlp, 12),
    "jax-equinox-mlp": file(equinox_mlp, 12),
    "jax-equinox-cnn": file(equinox_cnn, 1, 8, 8),
}

if __name__ == "__main__":
    make_all("jax", MAKERS, sys.argv[1])
