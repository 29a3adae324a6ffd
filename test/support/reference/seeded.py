# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0

"""Numbers from a seed, the same in Python and in test/support/seededCheckpoint.ts."""

import numpy as np


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash of a name."""
    value = 0x811C9DC5
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def uniform(name: str, count: int) -> np.ndarray:
    """`count` numbers in [0, 1), the i-th a hash of the name and i."""
    index = np.arange(count, dtype=np.uint64)
    x = ((fnv1a(name) + index * 0x9E3779B9) & 0xFFFFFFFF).astype(np.uint32)
    x ^= x >> np.uint32(16)
    x = x * np.uint32(0x85EBCA6B)
    x ^= x >> np.uint32(13)
    x = x * np.uint32(0xC2B2AE35)
    x ^= x >> np.uint32(16)
    return x.astype(np.float64) / 2.0**32


def weight(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """The float32 weight of a name: layer norms near 1, biases near 0, matrices that keep the variance of what passes."""
    values = uniform(name, int(np.prod(shape, dtype=np.int64))) - 0.5
    if len(shape) == 1:
        is_scale = name.lower().endswith("norm.weight") or name.endswith(".norm.weight")
        values = values * 0.6 + 1.0 if is_scale else values * 0.4
    else:
        values = values * (2.0 * np.sqrt(3.0 / shape[-1]) * (1.0 if "embedding" not in name else np.sqrt(shape[-1] / 3.0)))
    return values.astype(np.float32).reshape(shape)


def texts(vocabulary: int, longest: int, count: int, first: int) -> list[list[int]]:
    """Texts of mixed length as ids from `first` on, in batches that pad to their longest."""
    lengths = (uniform("lengths", count) ** 3 * (longest - 2)).astype(np.int64) + 2
    return [
        (uniform(f"text {index}", int(length)) * (vocabulary - first)).astype(np.int64).__add__(first).tolist()
        for index, length in enumerate(lengths)
    ]
