# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0

"""Writes small files as PyTorch 2.7.1 and safetensors write them, good ones and hostile ones, with what is in them.

    venv/bin/python test/support/reference/record_files.py     # -> test/conformance/checkpoints/
"""

import io
import json
import os
import pathlib
import pickle
import shutil
import zipfile

import numpy as np
import torch
from safetensors.torch import save_file

OUT = pathlib.Path(__file__).resolve().parent.parent.parent / "conformance" / "checkpoints"


def tensors():
    values = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 7 - 1
    return {
        "float32": values,
        "float16": values.to(torch.float16),
        "bfloat16": values.to(torch.bfloat16),
        "float64": values.to(torch.float64) * 1e-3,
        "half_limits": torch.tensor([0.0, -0.0, 6.0e-8, 6.1e-5, 65504.0, -65504.0, 1.0009765625], dtype=torch.float16),
        "int64": torch.tensor([[1, -2], [3, 4]]),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 3),
    }


class Harm:
    """Runs a command when it is unpickled with Python's own pickle."""

    def __reduce__(self):
        return (os.system, ("echo harm",))


class Module(torch.nn.Module):
    """Constructs that serialized TorchScript can hold and the server refuses."""

    def __init__(self):
        super().__init__()
        self.inner = torch.nn.Linear(4, 4)

    def forward(self, x: torch.Tensor, y: torch.Tensor):
        if bool(x.sum() > 0):
            x = torch.sigmoid(x)
        for i in range(x.size(0)):
            x = x + float(i)
        z = [x, y]
        if len(z) > 3:
            raise ValueError("torch.erf(1) in a string")
        w = torch.einsum("ij,jk->ik", x, y)
        return torch.log_softmax(self.inner(w[0]), -1)


class Traced(torch.nn.Module):
    """What a traced classifier consists of."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(10, 4)
        self.norm = torch.nn.LayerNorm(4)
        self.linear = torch.nn.Linear(4, 2)

    def forward(self, input_ids, attention_mask):
        x = self.norm(self.embedding(input_ids)) * attention_mask.unsqueeze(-1).float()
        x = x.reshape(x.size(0), -1, 4)
        return (self.linear(torch.nn.functional.gelu(x)[:, 0]),)


def operations(graph, found):
    for node in graph.nodes():
        found.add(node.kind())
        for block in node.blocks():
            operations(block, found)
    return found


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    state = tensors()
    save_file(state, OUT / "plain.safetensors")
    torch.save(state, OUT / "plain.bin")
    shared = torch.arange(10, dtype=torch.float32)
    wrapped = {"epoch": 3, "state_dict": torch.nn.Linear(2, 3).state_dict(), "note": "text"}
    wrapped["state_dict"]["weight"] = torch.nn.Parameter(shared[4:].reshape(3, 2))
    wrapped["state_dict"]["bias"] = shared[1:4]
    torch.save(wrapped, OUT / "wrapped.bin")
    torch.save({"turned": torch.arange(6.0).reshape(2, 3).t()}, OUT / "turned.bin")
    torch.save(state, OUT / "old_format.bin", _use_new_zipfile_serialization=False)
    torch.save(torch.nn.Linear(2, 2), OUT / "module.bin")
    torch.save({"weight": Harm()}, OUT / "harm.bin")

    archives = {}
    for name, module in {
        "scripted": torch.jit.script(Module()),
        "traced": torch.jit.trace(Traced().eval(), (torch.ones(1, 3, dtype=torch.long),) * 2),
    }.items():
        torch.jit.save(module, OUT / f"{name}.pt")
        archives[name] = sorted(operations(torch.jit.load(OUT / f"{name}.pt").inlined_graph, set()))

    (OUT / "expected.json").write_text(
        json.dumps(
            {
                "torch": torch.__version__.split("+")[0],
                "plain": {
                    name: {"shape": list(tensor.shape), "values": tensor.double().flatten().tolist()}
                    for name, tensor in state.items()
                },
                "wrapped": {"weight": shared[4:].tolist(), "bias": shared[1:4].tolist()},
                "operations": archives,
            }
        )
        + "\n"
    )


if __name__ == "__main__":
    torch.manual_seed(1)
    main()
