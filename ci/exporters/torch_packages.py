"""Small networks of torchvision, timm and transformers, most with their own initialization, so that weights that start equal are
written once: the user of such a file unties them. `torch.onnx.export` drops biases of a linear layer that are zero; where that
would be seen in the references, weights are moved first."""

import torch
import torch.nn as nn

from torch_export import classes, floats, ids, mask, network

UNTIE = {"untie": True}
IMAGE = [floats(3, 32, 32)]


class Logits(nn.Module):
    """Networks of transformers return an object; the exporters take its logits."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, input_ids, attention_mask):
        return self.inner(input_ids=input_ids, attention_mask=attention_mask).logits


class LogitsOfIds(Logits):
    def forward(self, input_ids):
        return self.inner(input_ids=input_ids).logits


class LogitsOfPixels(Logits):
    def forward(self, pixel_values):
        return self.inner(pixel_values=pixel_values).logits


def torchvision(make, move=False, **options):
    def module():
        import torchvision.models as models

        return make(models)

    return network(module, IMAGE, classes(5), choices=None if move else UNTIE, move=move, **options)


def timm(name, sized=False, move=False, **options):
    def module():
        import timm

        size = {"img_size": 32} if sized else {}
        return timm.create_model(name, num_classes=5, **size)

    return network(module, IMAGE, classes(5), choices=UNTIE, move=move, **options)


def text(make, wrapper=Logits, inputs=None, move=False, **options):
    def module():
        import transformers

        return wrapper(make(transformers))

    inputs = inputs or [ids(60, 7, start=2), mask(7)]
    return network(module, inputs, classes(3), choices=None if move else UNTIE, move=move, **options)


SMALL = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 24, "num_labels": 3}
WORDS = {"vocab_size": 60, "max_position_embeddings": 16}


def bert(t):
    return t.BertForSequenceClassification(t.BertConfig(**SMALL, **WORDS))


def roberta(t):
    return t.RobertaForSequenceClassification(t.RobertaConfig(**SMALL, **WORDS, pad_token_id=1))


def distilbert(t):
    config = t.DistilBertConfig(vocab_size=60, max_position_embeddings=16, dim=16, n_layers=2, n_heads=2, hidden_dim=24, num_labels=3)
    return t.DistilBertForSequenceClassification(config)


class Gpt2Head(nn.Module):
    def __init__(self, t):
        super().__init__()
        self.body = t.GPT2Model(t.GPT2Config(vocab_size=60, n_positions=16, n_embd=16, n_layer=2, n_head=2, use_cache=False))
        self.head = nn.Linear(16, 3)

    def forward(self, input_ids):
        return self.head(self.body(input_ids=input_ids).last_hidden_state[:, -1])


def llama(t):
    config = t.LlamaConfig(**SMALL, **WORDS, num_key_value_heads=1, pad_token_id=0, use_cache=False)
    return t.LlamaForSequenceClassification(config)


def vit(t):
    return t.ViTForImageClassification(t.ViTConfig(**SMALL, image_size=32, patch_size=8))


ONE_TEXT = {"inputs": [ids(60, 7, start=2)]}

MAKERS = {
    "torchvision-shufflenet": torchvision(
        lambda m: m.ShuffleNetV2([1, 1, 1], [8, 16, 24, 32, 48], num_classes=5), compare="folded", move=True
    ),
    "torchvision-densenet-script": torchvision(
        lambda m: m.DenseNet(growth_rate=4, block_config=(2, 2), num_init_features=8, num_classes=5), how="script", compare="none"
    ),
    "torchvision-vit": torchvision(
        lambda m: m.VisionTransformer(32, 8, 2, 2, 16, 24, num_classes=5), move=True
    ),
    "torchvision-swin-script": torchvision(
        lambda m: m.SwinTransformer([2, 2], 8, [2, 2], [2, 2], [2, 2], num_classes=5), how="script"
    ),
    "torchvision-mnasnet-script": torchvision(lambda m: m.MNASNet(0.1, num_classes=5), how="script", compare="folded"),
    "timm-resnet": timm("test_resnet", compare="folded", move=True),
    "timm-vit-script": timm("test_vit", sized=True, how="script"),
    # Zero biases are left out of the file, and gains of standardized weights are folded into products.
    "timm-convnext": timm("test_convnext", compare="none"),
    "timm-efficientnet-script": timm("test_efficientnet", how="script", compare="folded"),
    "timm-nfnet": timm("test_nfnet", compare="none"),
    "transformers-bert": text(bert, move=True),
    "transformers-bert-script": text(bert, how="script"),
    "transformers-distilbert-script": text(distilbert, how="script"),
    "transformers-gpt2": text(Gpt2Head, wrapper=lambda module: module, move=True, **ONE_TEXT),
    "transformers-llama": text(llama, wrapper=LogitsOfIds, **ONE_TEXT),
    "transformers-vit-script": text(vit, wrapper=LogitsOfPixels, inputs=IMAGE, how="script"),
    "transformers-roberta": text(roberta, move=True),
}
