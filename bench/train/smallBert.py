# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0

"""Trains a small BERT from random weights on token ids (smallBert.ts writes them): python smallBert.py FOLDER

FOLDER holds config.json and train.json ({"ids": [[...]], "labels": [...], "epochs": n, "seed": n}); the checkpoint is
written beside them.
"""

import json
import random
import sys
from pathlib import Path

import torch
from transformers import BertConfig, BertForSequenceClassification

folder = Path(sys.argv[1])
task = json.loads((folder / "train.json").read_text())
torch.manual_seed(task["seed"])
random.seed(task["seed"])
torch.set_num_threads(1)

model = BertForSequenceClassification(BertConfig.from_pretrained(folder))
labels = torch.tensor(task["labels"])
counts = torch.bincount(labels, minlength=model.config.num_labels).clamp(min=1)
loss_of = torch.nn.CrossEntropyLoss(weight=len(labels) / (model.config.num_labels * counts))
batch_size = 32
steps = task["epochs"] * -(-len(labels) // batch_size)
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4, weight_decay=0.01)
schedule = torch.optim.lr_scheduler.LambdaLR(
    optimizer, lambda step: min((step + 1) / (0.1 * steps), max(0.0, (steps - step) / (0.9 * steps)))
)
model.train()
for epoch in range(task["epochs"]):
    # Texts of like length make little padding.
    order = sorted(range(len(labels)), key=lambda row: len(task["ids"][row]) + random.random() * 16)
    batches = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
    random.shuffle(batches)
    total = 0.0
    for batch in batches:
        rows = [task["ids"][row] for row in batch]
        width = max(map(len, rows))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        loss = loss_of(model(input_ids=ids, attention_mask=mask).logits, labels[batch])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        total += loss.item() * len(batch)
    print(f"epoch {epoch + 1}: {total / len(labels):.4f}", file=sys.stderr)
model.save_pretrained(folder)
