# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0

"""Records what PyTorch and transformers answer for small models made from a seed, and proves our archives by them.

    python -m venv venv && venv/bin/pip install torch==2.7.1 'transformers<5' numpy safetensors peft
    venv/bin/python test/support/reference/record_models.py build WORK     # checkpoints and logits
    node test/support/reference/convert.mjs WORK                           # our model.onnx and model.pt
    venv/bin/python test/support/reference/record_models.py prove WORK     # runs model.pt in libtorch

`build` writes test/conformance/models/<name>.json; `prove` adds the digest of the archive that libtorch ran and the
largest difference of its logits, so that `npm test` checks the same archive without Python.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import peft
import torch
import transformers
from safetensors.torch import load_file, save_file

from seeded import texts, weight

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent.parent / "conformance" / "models"
LABELS = ["ERROR", "WARNING", "INFO"]
BATCH = 8

TINY = dict(vocab_size=120, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48)

# name -> (class of configuration, settings, arguments of forward, id of padding)
MODELS = {
    "distilbert": (
        transformers.DistilBertConfig,
        dict(vocab_size=120, dim=32, n_layers=2, n_heads=4, hidden_dim=48, max_position_embeddings=256),
        4, 0),
    "bert": (transformers.BertConfig, dict(TINY, max_position_embeddings=256), 4, 0),
    "roberta": (transformers.RobertaConfig, dict(TINY, max_position_embeddings=258, type_vocab_size=1, pad_token_id=1), 2, 1),
    "xlm-roberta": (transformers.XLMRobertaConfig, dict(TINY, max_position_embeddings=258, type_vocab_size=1, pad_token_id=1), 2, 1),
    "camembert": (transformers.CamembertConfig, dict(TINY, max_position_embeddings=258, type_vocab_size=1, pad_token_id=1), 2, 1),
    "electra": (transformers.ElectraConfig, dict(TINY, embedding_size=16, max_position_embeddings=256), 4, 0),
    "mpnet": (transformers.MPNetConfig, dict(TINY, max_position_embeddings=258), 2, 1),
    "deberta-v3": (
        transformers.DebertaV2Config,
        dict(TINY, max_position_embeddings=256, relative_attention=True, position_buckets=32, norm_rel_ebd="layer_norm",
             share_att_key=True, pos_att_type=["p2c", "c2p"], position_biased_input=False, type_vocab_size=0,
             max_relative_positions=-1),
        3, 0),
    "deberta-v2": (
        transformers.DebertaV2Config,
        dict(TINY, max_position_embeddings=256, relative_attention=True, pos_att_type=["c2p"], type_vocab_size=2,
             position_biased_input=True),
        3, 0),
    "modernbert": (
        transformers.ModernBertConfig,
        dict(TINY, num_hidden_layers=4, max_position_embeddings=256, local_attention=16, pad_token_id=0,
             reference_compile=False, classifier_pooling="mean", bos_token_id=1, eos_token_id=2, cls_token_id=1,
             sep_token_id=2),
        2, 0),
    "albert": (
        transformers.AlbertConfig,
        dict(TINY, embedding_size=16, num_hidden_layers=4, num_hidden_groups=2, inner_group_num=1,
             max_position_embeddings=256),
        4, 0),
}

# Cases that reuse a model: the mean of its tokens as an embedding, and a LoRA adapter on it.
EMBEDDINGS = {"mpnet-embedding": "mpnet"}
ADAPTERS = {"roberta-lora": "roberta"}

LONGEST = 240
COUNT = 200


def model_for(name):
    config_class, settings, _, padding = MODELS[name]
    config = config_class(**settings, pad_token_id=padding) if "pad_token_id" not in settings else config_class(**settings)
    config.id2label = dict(enumerate(LABELS))
    config.label2id = {label: index for index, label in enumerate(LABELS)}
    config._attn_implementation = "eager"
    model = transformers.AutoModelForSequenceClassification.from_config(config).eval()
    state = {}
    for key, tensor in model.state_dict().items():
        if tensor.is_floating_point():
            state[key] = torch.from_numpy(weight(key, tuple(tensor.shape)))
    model.load_state_dict(state, strict=False)
    return config, model, state


def base_of(name):
    return EMBEDDINGS.get(name) or ADAPTERS.get(name) or name


def adapted(model, folder):
    """The model with a seeded LoRA adapter, saved by PEFT into the folder and merged by it."""
    settings = peft.LoraConfig(
        task_type="SEQ_CLS", r=4, lora_alpha=8, lora_dropout=0.0, target_modules=["query", "value"])
    wrapped = peft.get_peft_model(model, settings).eval()
    shapes = {}
    wrapped.save_pretrained(folder)
    saved = load_file(folder / "adapter_model.safetensors")
    saved = {key: torch.from_numpy(weight(key, tuple(tensor.shape))) for key, tensor in saved.items()}
    save_file(saved, folder / "adapter_model.safetensors")
    merged = peft.PeftModel.from_pretrained(model_for("roberta")[1], folder).merge_and_unload().eval()
    config = json.loads((folder / "adapter_config.json").read_text())
    config["target_modules"] = sorted(config["target_modules"])
    shapes = {key: list(tensor.shape) for key, tensor in saved.items()}
    return merged, {"config": config, "tensors": shapes}


def batches(name):
    name = base_of(name)
    _, settings, arity, padding = MODELS[name]
    rows = texts(settings["vocab_size"], LONGEST, COUNT, 2)
    for start in range(0, COUNT, BATCH):
        part = rows[start : start + BATCH]
        width = max(len(row) for row in part)
        ids = torch.tensor([row + [padding] * (width - len(row)) for row in part])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in part])
        yield part, ids, mask


def build(work):
    CASES.mkdir(parents=True, exist_ok=True)
    for name in [*MODELS, *EMBEDDINGS, *ADAPTERS]:
        _, settings, arity, padding = MODELS[base_of(name)]
        config, model, state = model_for(base_of(name))
        folder = work / name
        folder.mkdir(parents=True, exist_ok=True)
        extra = {}
        if name in ADAPTERS:
            model, extra["adapter"] = adapted(model, folder)
        if name in EMBEDDINGS:
            extra["task"] = "text_embedding"
            model = model.base_model
        settings = json.loads(config.to_json_string())
        settings.pop("transformers_version", None)
        (folder / "config.json").write_text(json.dumps(settings, indent=2))
        save_file({key: tensor.contiguous() for key, tensor in state.items()}, folder / "model.safetensors")
        logits = []
        with torch.inference_mode():
            for _, ids, mask in batches(name):
                output = model(input_ids=ids, attention_mask=mask)
                if name in EMBEDDINGS:
                    weights = mask.unsqueeze(-1).float()
                    logits += ((output.last_hidden_state * weights).sum(1) / weights.sum(1)).tolist()
                else:
                    logits += output.logits.tolist()
        spread = np.array(logits)
        case = {
            "torch": torch.__version__.split("+")[0],
            "transformers": transformers.__version__,
            "arguments": arity,
            "padding": padding,
            "texts": {"vocabulary": settings["vocab_size"], "longest": LONGEST, "count": COUNT, "first": 2, "batch": BATCH},
            "config": settings,
            **extra,
            "tensors": {key: list(tensor.shape) for key, tensor in state.items()},
            "logits": [[float(np.float32(value)) for value in row] for row in logits],
        }
        write_case(name, case)
        print(name, "logits from", spread.min(), "to", spread.max(), "deviation", spread.std(axis=0).mean())
    build_linear(work)


def build_linear(work):
    """The linear model by its formula in float64: rows of tokens and of hashed pairs, summed, over the text's length."""
    shapes = {"token_rows": (120, 4), "pair_rows": (64, 4), "bias": (3,)}
    state = {key: weight(key, shape) for key, shape in shapes.items()}
    # The last column is the squared length of a row, which is positive.
    for key in ("token_rows", "pair_rows"):
        state[key][:, 3] = np.abs(state[key][:, 3])
    (work / "linear").mkdir(parents=True, exist_ok=True)
    save_file({key: torch.from_numpy(value) for key, value in state.items()}, work / "linear" / "model.safetensors")
    logits = []
    for row in texts(120, LONGEST, COUNT, 2):
        pairs = [(a * 0x2C1B3C6D + b * 0x297A2D39) & 63 for a, b in zip(row, row[1:])]
        total = state["token_rows"].astype(np.float64)[row].sum(0) + state["pair_rows"].astype(np.float64)[pairs].sum(0)
        logits.append((total[:3] / np.sqrt(total[3] + 1e-6) + state["bias"]).tolist())
    write_case("../linear", {
        "texts": {"vocabulary": 120, "longest": LONGEST, "count": COUNT, "first": 2, "batch": BATCH},
        "tensors": {key: list(shape) for key, shape in shapes.items()},
        "logits": logits,
    })


def prove_linear(work):
    archive = work / "linear" / "model.pt"
    module = torch.jit.load(str(archive))
    path = CASES / "../linear.json"
    case = json.loads(path.read_text())
    largest = 0.0
    for row, expected in zip(texts(120, LONGEST, COUNT, 2), case["logits"]):
        ids = torch.tensor([row])
        largest = max(largest, (module(ids, torch.ones_like(ids))[0] - torch.tensor(expected)).abs().max().item())
    case["torchscript"] = {"sha256": hashlib.sha256(archive.read_bytes()).hexdigest(), "difference": largest}
    write_case("../linear", case)
    print(f"linear       alone {largest:.3g}")
    return largest <= 1e-5


def write_case(name, case):
    text = json.dumps(case, indent=1)
    rows = [f"[{', '.join(f'{value:.9g}' for value in row)}]" for row in case["logits"]]
    head, _, _ = text.partition('"logits"')
    tail = {key: value for key, value in case.items() if key == "torchscript"}
    body = head + '"logits": [\n  ' + ",\n  ".join(rows) + "\n ]"
    if tail:
        body += ",\n " + json.dumps(tail, indent=1)[1:-1].strip()
    (CASES / f"{name}.json").write_text(body + "\n}\n")


def prove_int8(work):
    """Our 8-bit archive against PyTorch's own quantize_dynamic of the same model, text by text.

    Weights are the same. linear_dynamic also rounds its inputs to 8 bits, so where a last bit of the attention
    differs (we scale the query by a product, transformers by a quotient) an input may round the other way.
    """
    archive = work / "distilbert" / "int8" / "model.pt"
    module = torch.jit.load(str(archive)).eval()
    _, model, _ = model_for("distilbert")
    original = torch.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)
    differences = []
    with torch.inference_mode():
        for row in texts(120, LONGEST, COUNT, 2):
            ids = torch.tensor([row])
            mask = torch.ones_like(ids)
            ours = module(ids, mask, mask, mask)
            differences.append((ours - original(input_ids=ids, attention_mask=mask).logits).abs().max().item())
    case = {
        "torch": torch.__version__.split("+")[0],
        "torchscript": {
            "sha256": hashlib.sha256(archive.read_bytes()).hexdigest(),
            "texts": len(differences),
            "equal": sum(difference == 0 for difference in differences),
            "difference": max(differences),
        },
    }
    (CASES / "../int8.json").write_text(json.dumps(case, indent=1) + "\n")
    print(f"int8         alone {max(differences):.3g}, equal {sum(d == 0 for d in differences)} of {len(differences)}")
    return max(differences) <= 0.02


def prove(work):
    failed = not (prove_linear(work) and prove_int8(work))
    for name in [*MODELS, *EMBEDDINGS, *ADAPTERS]:
        arity = MODELS[base_of(name)][2]
        archive = work / name / "out" / "model.pt"
        module = torch.jit.load(str(archive)).eval()
        path = CASES / f"{name}.json"
        case = json.loads(path.read_text())
        case.pop("torchscript", None)
        expected = iter(case["logits"])
        largest = single = 0.0
        with torch.inference_mode():
            for part, ids, mask in batches(name):
                extra = [torch.zeros_like(ids), torch.arange(ids.shape[1]).expand_as(ids)]
                rows = module(ids, mask, *extra[: arity - 2])
                for index, row in enumerate(part):
                    reference = torch.tensor(next(expected))
                    largest = max(largest, (rows[index] - reference).abs().max().item())
                    alone = [argument[index : index + 1, : len(row)] for argument in [ids, mask, *extra][:arity]]
                    single = max(single, (module(*alone)[0] - reference).abs().max().item())
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        case["torchscript"] = {"sha256": digest, "difference": largest, "difference_one_by_one": single}
        write_case(name, case)
        print(f"{name:12} padded {largest:.3g} alone {single:.3g}")
        failed = failed or max(largest, single) > 1e-5
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    torch.set_num_threads(2)
    {"build": build, "prove": prove}[sys.argv[1]](pathlib.Path(sys.argv[2]))
