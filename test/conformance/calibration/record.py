# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0
"""Records the temperatures that SciPy finds for the result sets beside (../metrics/*.json).

    /tmp/venv/bin/python test/conformance/calibration/record.py     (see ../metrics/record.py for the environment)
"""

import json
import pathlib

import numpy as np
import scipy
from scipy.optimize import brentq
from scipy.special import log_softmax, softmax

HERE = pathlib.Path(__file__).parent
recorded = []
for name in ("generated.json", "real.json"):
    for entry in json.loads((HERE.parent / "metrics" / name).read_text())["sets"]:
        logs = np.log(np.clip(np.array(entry["probabilities"]), 1e-12, None))
        truth = np.array(entry["truth"])
        rows = np.arange(len(truth))

        def loss(beta):
            return -log_softmax(beta * logs, axis=1)[rows, truth].mean()

        def slope(beta):
            return ((softmax(beta * logs, axis=1) * logs).sum(axis=1) - logs[rows, truth]).mean()

        # The loss is convex: its minimum is where the slope changes sign, found to the last digits by Brent's method.
        inside = slope(1 / 20) < 0 < slope(1 / 0.05)
        beta = brentq(slope, 1 / 20, 1 / 0.05, xtol=1e-14) if inside else None
        recorded.append(
            {
                "set": entry["name"],
                # At the end of the range only the end itself can be compared.
                "temperature": 1 / beta if inside else None,
                "loss": loss(beta) if inside else None,
                "scaled": softmax(beta * logs, axis=1)[0].tolist() if inside else None,
            }
        )
(HERE / "temperatures.json").write_text(json.dumps({"scipy": scipy.__version__, "sets": recorded}, separators=(",", ":")) + "\n")
print(len(recorded), sum(r["temperature"] is not None for r in recorded))
