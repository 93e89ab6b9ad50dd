"""Networks over text and other sequences, as people write them in PyTorch."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

WORDS, STEPS = 30, 6


class Recurrent(nn.Module):
    """Over numbers [batch, 6, 5]; `last` says which state is classified."""

    def __init__(self, kind, last, **options):
        super().__init__()
        self.rnn = kind(5, 6, batch_first=True, **options)
        self.head = nn.Linear(6, 3)
        self.last = last

    def forward(self, x):
        steps, state = self.rnn(x)
        if self.last == "state":
            return self.head((state[0] if isinstance(state, tuple) else state)[-1])
        return self.head(steps[:, -1])


class RecurrentText(nn.Module):
    def __init__(self, kind, attention):
        super().__init__()
        self.embed = nn.Embedding(WORDS, 6)
        self.rnn = kind(6, 5, batch_first=True, bidirectional=True)
        self.score = nn.Linear(10, 1) if attention else None
        self.head = nn.Linear(10, 3)

    def forward(self, ids):
        steps, _ = self.rnn(self.embed(ids))
        if self.score is None:
            return self.head(steps[:, -1])
        weights = F.softmax(self.score(torch.tanh(steps)), dim=1)
        return self.head((weights * steps).sum(1))


class LastByGather(nn.Module):
    def __init__(self, kind, gather):
        super().__init__()
        self.embed = nn.Embedding(WORDS, 6)
        self.rnn = kind(6, 6, batch_first=True)
        self.head = nn.Linear(6, 3)
        self.gather = gather

    def forward(self, ids, length):
        steps, _ = self.rnn(self.embed(ids))
        if self.gather:
            index = (length - 1).view(-1, 1, 1).expand(-1, 1, steps.size(2))
            return self.head(steps.gather(1, index).squeeze(1))
        return self.head(steps[torch.arange(steps.shape[0]), length - 1])


class BagMean(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(WORDS, 8)
        self.head = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3))

    def forward(self, ids):
        return self.head(self.embed(ids).mean(1))


class Bag(nn.Module):
    def __init__(self):
        super().__init__()
        self.bag = nn.EmbeddingBag(WORDS, 8, mode="mean")
        self.head = nn.Linear(8, 3)

    def forward(self, ids):
        return self.head(self.bag(ids))


class TextMask(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(WORDS, 8, padding_idx=0)
        self.place = nn.Embedding(STEPS, 8)
        layer = nn.TransformerEncoderLayer(8, 2, 16, 0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.head = nn.Linear(8, 3)
        self.register_buffer("positions", torch.arange(STEPS)[None])

    def forward(self, ids):
        pad = ids == 0
        x = self.encoder(self.embed(ids) + self.place(self.positions), src_key_padding_mask=pad)
        seen = (~pad).unsqueeze(-1).float()
        return self.head((x * seen).sum(1) / seen.sum(1).clamp(min=1))


class MaskInput(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(WORDS, 8)
        self.hidden = nn.Linear(8, 8)
        self.head = nn.Linear(16, 3)

    def forward(self, ids, mask):
        x = torch.tanh(self.hidden(self.embed(ids)))
        seen = mask.unsqueeze(-1)
        mean = (x * seen.float()).sum(1) / seen.float().sum(1).clamp(min=1e-9)
        largest = x.masked_fill(seen == 0, -1e9).max(1)[0]
        return self.head(torch.cat([mean, largest], -1))


class TextCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(WORDS, 8)
        self.convs = nn.ModuleList(nn.Conv1d(8, 6, width) for width in (2, 3, 4))
        self.head = nn.Linear(18, 3)

    def forward(self, ids):
        x = self.embed(ids).transpose(1, 2)
        return self.head(torch.cat([F.relu(conv(x)).max(2)[0] for conv in self.convs], 1))


class Encoder(nn.Module):
    def __init__(self, **options):
        super().__init__()
        self.enter = nn.Linear(5, 8)
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(8, 2, 16, 0.1, batch_first=True, **options), 2, enable_nested_tensor=False
        )
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        return self.head(self.encoder(self.enter(x)).mean(1))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.enter = nn.Linear(5, 8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        x = self.enter(x)
        return self.head((x + self.attention(x, x, x, need_weights=False)[0]).mean(1))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.enter, self.memory = nn.Linear(5, 8), nn.Linear(4, 8)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16, 0.1, batch_first=True), 1)
        self.head = nn.Linear(8, 3)
        self.register_buffer("mask", torch.triu(torch.full((STEPS, STEPS), float("-inf")), 1))

    def forward(self, x, seen):
        return self.head(self.decoder(self.enter(x), self.memory(seen), tgt_mask=self.mask, tgt_is_causal=True)[:, -1])


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.place = nn.Embedding(WORDS, 8), nn.Embedding(STEPS, 8)
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(8), nn.LayerNorm(8), nn.LayerNorm(8)
        self.qkv, self.out = nn.Linear(8, 24), nn.Linear(8, 8)
        self.wide, self.back = nn.Linear(8, 32), nn.Linear(32, 8)

    def forward(self, ids):
        batch, steps = ids.shape
        x = self.embed(ids) + self.place(torch.arange(steps, device=ids.device))
        q, k, v = self.qkv(self.norm1(x)).split(8, dim=2)
        q, k, v = (t.view(batch, steps, 2, 4).transpose(1, 2) for t in (q, k, v))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(y.transpose(1, 2).contiguous().view(batch, steps, 8))
        x = x + self.back(F.gelu(self.wide(self.norm2(x)), approximate="tanh"))
        return F.linear(self.norm3(x)[:, -1], self.embed.weight)


class Llama(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(WORDS, 8)
        self.norm1, self.norm2, self.norm3 = nn.RMSNorm(8), nn.RMSNorm(8), nn.RMSNorm(8)
        self.q, self.k, self.v = nn.Linear(8, 8, bias=False), nn.Linear(8, 4, bias=False), nn.Linear(8, 4, bias=False)
        self.o = nn.Linear(8, 8, bias=False)
        self.gate, self.up, self.down = nn.Linear(8, 12, bias=False), nn.Linear(8, 12, bias=False), nn.Linear(12, 8, bias=False)
        self.head = nn.Linear(8, 3, bias=False)
        frequencies = 1.0 / (10000.0 ** (torch.arange(0, 4, 2).float() / 4))
        self.register_buffer("frequencies", frequencies, persistent=False)

    def rotated(self, x):
        angles = torch.outer(torch.arange(x.shape[2]).to(x.dtype), self.frequencies.to(x.dtype))
        angles = torch.cat([angles, angles], dim=-1)
        half = x.shape[-1] // 2
        turned = torch.cat([-x[..., half:], x[..., :half]], dim=-1)
        return x * angles.cos() + turned * angles.sin()

    def forward(self, ids):
        batch, steps = ids.shape
        x = self.embed(ids)
        y = self.norm1(x)
        q = self.rotated(self.q(y).view(batch, steps, 2, 4).transpose(1, 2))
        k = self.rotated(self.k(y).view(batch, steps, 1, 4).transpose(1, 2)).repeat_interleave(2, dim=1)
        v = self.v(y).view(batch, steps, 1, 4).transpose(1, 2).repeat_interleave(2, dim=1)
        scores = q @ k.transpose(-2, -1) / math.sqrt(4)
        hidden = torch.triu(torch.ones(steps, steps, dtype=torch.bool), 1)
        weights = scores.masked_fill(hidden, float("-inf")).softmax(-1)
        x = x + self.o((weights @ v).transpose(1, 2).reshape(batch, steps, 8))
        y = self.norm2(x)
        x = x + self.down(F.silu(self.gate(y)) * self.up(y))
        return self.head(self.norm3(x)[:, -1])


class TopScores(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(WORDS, 8)
        self.score = nn.Linear(8, 3)

    def forward(self, ids):
        return self.score(self.embed(ids)).topk(3, dim=1)[0].mean(1)


class Counting(nn.Module):
    """Halves until small: how often depends on the example."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(5, 3)

    def forward(self, x):
        while bool(x.abs().max() > 0.5):
            x = x / 2
        return self.head(x)
