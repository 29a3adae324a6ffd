# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0
"""Records what scikit-learn's detectors make of generated rows and of the features of the corpus.

Generated rows are stored; of the corpus (LOGTWIN_CORPUS) only the areas under the curves are: the test computes the
features again, as main.ts beside this file prints them for the recorder.

    LOGTWIN_CORPUS=... node --import ./scripts/typescript.mjs test/conformance/anomaly/main.ts > /tmp/features.ndjson
    /tmp/venv/bin/python test/conformance/anomaly/record.py /tmp/features.ndjson     (see ../metrics/record.py)
"""

import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn.covariance import LedoitWolf
from sklearn.datasets import make_blobs
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors
from sklearn.svm import OneClassSVM

HERE = pathlib.Path(__file__).parent
SEEDS = range(10)


def generated(seed):
    """Normal rows in a few blobs, a ring or a line; strange ones spread around and between them."""
    rng = np.random.default_rng(seed)
    columns = int(rng.integers(2, 9))
    shape = seed % 3
    if shape == 0:
        normal, _ = make_blobs(360, columns, centers=3, cluster_std=0.8, random_state=seed)
    elif shape == 1:
        angle = rng.uniform(0, 2 * np.pi, 360)
        normal = rng.normal(0, 0.3, (360, columns))
        normal[:, 0] += 3 * np.cos(angle)
        normal[:, 1] += 3 * np.sin(angle)
    else:
        normal = rng.normal(0, 1, (360, 2)) @ rng.normal(0, 1, (2, columns)) + rng.normal(0, 0.2, (360, columns))
    low, high = normal.min(0), normal.max(0)
    middle, half = (low + high) / 2, (high - low) / 2
    strange = rng.uniform(middle - 1.1 * half, middle + 1.1 * half, (60, columns))
    normal, strange = np.round(normal, 3), np.round(strange, 3)
    return normal[:240], np.vstack([normal[240:], strange]), np.r_[np.zeros(120), np.ones(60)]


def areas(train, test, truth, seeds=SEEDS):
    """Areas under the ROC curve: mean over seeds for the forest, which is random."""
    distances = NearestNeighbors(n_neighbors=5).fit(train).kneighbors(test)[0][:, -1]
    svm = OneClassSVM(nu=0.1, gamma="scale", tol=1e-3).fit(train)
    wolf = LedoitWolf().fit(train)
    forests = [
        roc_auc_score(truth, -IsolationForest(n_estimators=100, random_state=seed).fit(train).score_samples(test))
        for seed in seeds
    ]
    return {
        "neighbours": roc_auc_score(truth, distances),
        "svm": roc_auc_score(truth, -svm.decision_function(test)),
        "mahalanobis": roc_auc_score(truth, wolf.mahalanobis(test)),
        "forest": float(np.mean(forests)),
    }


def exact(train, test):
    """Numbers that do not depend on chance, for a few test rows."""
    svm = OneClassSVM(nu=0.1, gamma="scale", tol=1e-8).fit(train)
    wolf = LedoitWolf().fit(train)
    return {
        "neighbours": NearestNeighbors(n_neighbors=5).fit(train).kneighbors(test)[0][:, -1].tolist(),
        "svm": (-svm.decision_function(test)).tolist(),
        "mahalanobis": wolf.mahalanobis(test).tolist(),
        "shrinkage": float(wolf.shrinkage_),
    }


sets = []
for seed in SEEDS:
    train, test, truth = generated(seed)
    sets.append(
        {
            "seed": seed,
            "train": train.tolist(),
            "test": test.tolist(),
            "truth": truth.astype(int).tolist(),
            "areas": areas(train, test, truth),
            "exact": exact(train, test[:20]),
        }
    )

rng = np.random.default_rng(1)
sparse = rng.random((40, 30)) * (rng.random((40, 30)) < 0.2)
svd_case = {
    "matrix": sparse.round(6).tolist(),
    "values": TruncatedSVD(6, algorithm="arpack").fit(sparse.round(6)).singular_values_.tolist(),
}

corpus = []
if len(sys.argv) > 1:
    for line in open(sys.argv[1], encoding="utf-8"):
        case = json.loads(line)
        train, test, truth = (np.array(case[key]) for key in ("train", "test", "truth"))
        corpus.append({"set": case["set"], "features": case["features"], "seed": case["seed"], "rows": len(train), "areas": areas(train, test, truth, [case["seed"]])})

(HERE / "recorded.json").write_text(
    json.dumps({"scikit-learn": sklearn.__version__, "sets": sets, "svd": svd_case, "corpus": corpus}, separators=(",", ":")) + "\n"
)
print(json.dumps([s["areas"] for s in sets], indent=1), len(corpus))
