# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0

"""The peers of distilbert.mjs: one way of classifying texts, timed; prints seconds as JSON.

    python classifyTexts.py WAY MODEL TEXTS THREADS [ONNX]
"""

import json
import sys
import time

way, model, texts_file, threads = sys.argv[1:5]
threads = int(threads)
texts = json.load(open(texts_file))


def tokenizer():
    from transformers import BertTokenizerFast

    # DistilBERT takes no token types.
    names = ["input_ids", "attention_mask"]
    return BertTokenizerFast(f"{model}/vocab.txt", do_lower_case=True, model_max_length=512, model_input_names=names)


def torch_model():
    import torch
    from transformers import AutoModelForSequenceClassification

    torch.set_num_threads(threads)
    return torch, AutoModelForSequenceClassification.from_pretrained(model).eval()


if way == "one":
    torch, net = torch_model()
    encode = tokenizer()
    started = time.perf_counter()
    with torch.inference_mode():
        for text in texts:
            inputs = encode(text, truncation=True, return_tensors="pt", return_token_type_ids=False)
            torch.softmax(net(**inputs).logits, -1).tolist()
elif way == "batch":
    from transformers import pipeline

    torch, net = torch_model()
    classify = pipeline("text-classification", model=net, tokenizer=tokenizer(), device=-1)
    started = time.perf_counter()
    classify(texts, batch_size=12, truncation=True, max_length=512)
else:
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(sys.argv[5], options, providers=["CPUExecutionProvider"])
    encode = tokenizer()
    started = time.perf_counter()
    rows = sorted(encode(texts, truncation=True, return_token_type_ids=False)["input_ids"], key=len)
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and (end + 1 - start) * len(rows[end]) <= 1024:
            end += 1
        batch = rows[start:end]
        ids = np.zeros((len(batch), len(batch[-1])), np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(batch):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        session.run(None, {"input_ids": ids, "attention_mask": mask})
        start = end
print(json.dumps({"seconds": time.perf_counter() - started}))
