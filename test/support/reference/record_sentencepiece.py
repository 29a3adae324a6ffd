# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0

"""Records small sentencepiece models and what transformers makes of them: ids, scores, and the tokens of texts.

    python -m venv venv && venv/bin/pip install 'transformers<5' sentencepiece protobuf tokenizers torch
    venv/bin/python test/support/reference/record_sentencepiece.py

Writes test/conformance/sentencepiece/<name>.json: the model file itself in base64, the vocabulary of the tokenizer.json
that transformers writes for it, and the ids of texts without special tokens.
"""

import base64
import json
import pathlib
import random
import tempfile

import sentencepiece
import transformers

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent.parent / "conformance" / "sentencepiece"

WORDS = ("Failed password accepted for invalid user root admin from port ssh2 session opened closed by uid disk failure "
         "kernel error warning connection refused timeout GET POST HTTP/1.1 200 404 500 /login /index.html select union").split()
# Characters and what they become: a map of a few lines instead of the 240 KB of nmt_nfkc.
RULES = {"\uff21": "A", "\ufb01": "fi", "\u00a0": " ", "\t": " ", "\u2026": "...", "e\u0301": "\u00e9"}
TEXTS = ["Failed password for root from 10.0.0.5 port 22 ssh2", "GET /index.html HTTP/1.1\t404", "", "  two  blanks ",
         "\uff21dmin \ufb01le\u00a0opened\u2026", "caf\u00e9 cafe\u0301", "\u6587\u5b57 \U0001f600", "x" * 40, "it's 5,000 ``quoted''"]

MODELS = {
    "xlm-roberta": (transformers.XLMRobertaTokenizerFast, {}),
    "camembert": (transformers.CamembertTokenizerFast, {}),
    "deberta-v2": (transformers.DebertaV2TokenizerFast,
                   dict(pad_id=0, pad_piece="[PAD]", bos_id=1, bos_piece="[CLS]", eos_id=2, eos_piece="[SEP]",
                        unk_id=3, unk_piece="[UNK]")),
    "albert": (transformers.AlbertTokenizerFast,
               dict(pad_id=0, pad_piece="<pad>", unk_id=1, unk_piece="<unk>", bos_id=2, bos_piece="[CLS]", eos_id=3,
                    eos_piece="[SEP]", user_defined_symbols=["[MASK]"])),
    "bpe": (None, dict(model_type="bpe")),
}


def lines(seed):
    chooser = random.Random(seed)
    for _ in range(400):
        numbers = ".".join(str(chooser.randrange(256)) for _ in range(4))
        yield " ".join(chooser.choice(WORDS) for _ in range(9)) + " " + numbers + f", {chooser.randrange(9)},000"


def main():
    CASES.mkdir(exist_ok=True)
    for name, (tokenizer_class, settings) in MODELS.items():
        with tempfile.TemporaryDirectory() as work:
            folder = pathlib.Path(work)
            rules = folder / "rules.tsv"
            code = lambda text: " ".join(f"{ord(character):X}" for character in text)
            rules.write_text("".join(f"{code(left)}\t{code(right)}\n" for left, right in RULES.items()))
            sentencepiece.SentencePieceTrainer.train(**{
                "sentence_iterator": lines(7), "model_prefix": str(folder / "spm"), "vocab_size": 120,
                "model_type": "unigram", "normalization_rule_tsv": str(rules), "num_threads": 1,
                "minloglevel": 2, **settings})
            model = (folder / "spm.model").read_bytes()
            case = {"model": base64.b64encode(model).decode()}
            if tokenizer_class:
                fast = tokenizer_class(vocab_file=str(folder / "spm.model"))
                fast.save_pretrained(work)
                written = json.loads((folder / "tokenizer.json").read_text())
                case["vocabulary"] = written["model"]["vocab"]
                case["added_tokens"] = [{"id": token["id"], "content": token["content"]} for token in written["added_tokens"]]
                case["texts"] = [{"text": text, "ids": fast.encode(text, add_special_tokens=False)} for text in TEXTS]
            (CASES / f"{name}.json").write_text(json.dumps(case, indent=1, ensure_ascii=True) + "\n")
            print(name, len(model), "bytes")


if __name__ == "__main__":
    main()
