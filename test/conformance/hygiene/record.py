# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0

"""Last layers of classifiers as transformers makes them, and after a few steps of training: heads.json.

Needs torch and transformers; run in this folder: python record.py
"""

import json

import torch
import transformers
from transformers import AutoConfig, AutoModelForSequenceClassification

SIZES = {
    "vocab_size": 120, "hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 4,
    "intermediate_size": 64, "num_labels": 3, "max_position_embeddings": 64, "pad_token_id": 0,
}
DISTILBERT = {"vocab_size": 120, "dim": 64, "n_layers": 1, "n_heads": 4, "hidden_dim": 64, "num_labels": 3}
MODELS = {"bert": SIZES, "roberta": SIZES, "distilbert": DISTILBERT, "modernbert": SIZES}


def last_layer(model):
    classifier = model.classifier
    layer = getattr(classifier, "out_proj", classifier)
    return {"weight": layer.weight.flatten().tolist(), "bias": layer.bias.tolist()}


heads = []
for name, sizes in MODELS.items():
    torch.manual_seed(1)
    model = AutoModelForSequenceClassification.from_config(AutoConfig.for_model(name, **sizes))
    heads.append({"architecture": name, "steps": 0, **last_layer(model)})
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
    ids = torch.randint(5, 120, (8, 12))
    for _ in range(3):
        model(input_ids=ids, labels=torch.randint(0, 3, (8,))).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    heads.append({"architecture": name, "steps": 3, **last_layer(model)})

with open("heads.json", "w") as file:
    json.dump({"transformers": transformers.__version__, "torch": torch.__version__, "width": 64, "heads": heads}, file)
    file.write("\n")
