# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0
"""Records which template drain3 gives each of many generated lines.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install drain3==0.9.11
    /tmp/venv/bin/python test/conformance/drain/record.py
"""

import json
import pathlib
import random

from drain3.drain import Drain

HERE = pathlib.Path(__file__).parent
VERBS = "opened closed failed started stopped accepted refused restarted".split()
NOUNS = "session connection disk service user queue node link port file".split()


def lines(seed, count=400):
    rng = random.Random(seed)
    shapes = []
    for _ in range(12):
        size = rng.randint(1, 9)
        shapes.append([rng.choice(VERBS + NOUNS + ["*", "n"]) for _ in range(size)])
    out = []
    for _ in range(count):
        words = []
        for word in rng.choice(shapes):
            if word == "*":
                words.append(rng.choice(NOUNS) if rng.random() < 0.5 else f"id{rng.randrange(1000)}")
            elif word == "n":
                words.append(str(rng.randrange(50)))
            else:
                words.append(word if rng.random() > 0.05 else rng.choice(VERBS))
        out.append(" ".join(words))
    out[10] = ""
    return out


cases = []
for seed, options in enumerate(
    [
        {},
        {"depth": 3},
        {"depth": 6},
        {"sim_th": 0.7},
        {"max_children": 3},
        {"depth": 5, "max_children": 2, "sim_th": 0.5},
        {"max_clusters": 6},
        {"max_clusters": 3, "depth": 5},
    ]
):
    drain = Drain(**options)
    text = lines(seed)
    ids = [drain.add_log_message(line)[0].cluster_id for line in text]
    templates = sorted((c.cluster_id, c.get_template(), c.size) for c in drain.clusters)
    cases.append({"options": options, "lines": text, "ids": ids, "templates": templates})
(HERE / "recorded.json").write_text(json.dumps({"drain3": "0.9.11", "cases": cases}, separators=(",", ":")) + "\n")
print([len(c["templates"]) for c in cases])
