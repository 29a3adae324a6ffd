# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0
"""Records what scikit-learn, SciPy and numpy make of 50 generated and 3 real result sets.

Run in an environment of its own, outside the tree; nothing else of the project needs Python:

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scikit-learn==1.9.1 scipy==1.17.1
    /tmp/venv/bin/python test/conformance/metrics/record.py
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn import datasets, metrics
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
NAMES = ["INFO", "WARNING", "ERROR", "debug", "fatal"]


def scores(labels, truth, predicted, proba, weights):
    """Every score under its name in logtwin; None where scikit-learn defines none."""
    ids = np.arange(len(labels))
    w = {"sample_weight": weights}
    out = {
        "accuracy": metrics.accuracy_score(truth, predicted, **w),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, predicted, **w),
        "mcc": metrics.matthews_corrcoef(truth, predicted, **w),
        "micro_f1": metrics.f1_score(truth, predicted, average="micro", zero_division=0, **w),
    }
    for average in ("macro", "weighted"):
        p, r, f, _ = metrics.precision_recall_fscore_support(truth, predicted, average=average, zero_division=0, **w)
        out[f"{average}_precision"], out[f"{average}_recall"], out[f"{average}_f1"] = p, r, f
    p, r, f, support = metrics.precision_recall_fscore_support(truth, predicted, labels=ids, zero_division=0, **w)
    for i, label in enumerate(labels):
        out[f"precision.{label}"], out[f"recall.{label}"], out[f"f1.{label}"] = p[i], r[i], f[i]
    matrix = metrics.confusion_matrix(truth, predicted, labels=ids, **w)
    cost = np.array([[(t - g) * 2 if t > g else g - t for g in ids] for t in ids])
    out["ordinal_cost"] = np.average(cost[truth, predicted], weights=weights)
    out["log_loss"] = metrics.log_loss(truth, proba, labels=ids, **w)
    two = len(labels) == 2
    out["brier"] = metrics.brier_score_loss(truth, proba[:, 1] if two else proba, labels=ids, **w)
    confidence = proba[np.arange(len(truth)), predicted]
    correct = (truth == predicted).astype(int)
    # calibration_curve takes no weights: rows are repeated instead.
    repeat = np.repeat(np.arange(len(truth)), weights)
    accuracy_of, confidence_of = calibration_curve(correct[repeat], confidence[repeat], n_bins=10)
    share = np.bincount(np.searchsorted(np.linspace(0, 1, 11)[1:-1], confidence[repeat]), minlength=10)
    share = share[share > 0] / share.sum()
    out["ece"] = float(np.sum(share * np.abs(accuracy_of - confidence_of)))
    areas, precisions = [], []
    for i, label in enumerate(labels):
        is_class = (truth == i).astype(int)
        present = weights[is_class == 1].sum() > 0
        both = present and weights[is_class == 0].sum() > 0
        out[f"roc_auc.{label}"] = metrics.roc_auc_score(is_class, proba[:, i], **w) if both else None
        out[f"average_precision.{label}"] = metrics.average_precision_score(is_class, proba[:, i], **w) if present else None
        if both:
            areas.append(out[f"roc_auc.{label}"])
        if present:
            precisions.append(out[f"average_precision.{label}"])
    out["macro_roc_auc"] = np.mean(areas)
    out["macro_average_precision"] = np.mean(precisions)
    if not two and len(areas) == len(labels):
        ovr = metrics.roc_auc_score(truth, proba, multi_class="ovr", average="macro", labels=ids, **w)
        assert abs(ovr - out["macro_roc_auc"]) < 1e-12
    return {k: None if v is None or np.isnan(v) else float(v) for k, v in out.items()}, matrix, support


def curves(truth, proba, label):
    is_class = (truth == label).astype(int)
    fpr, tpr, thresholds = metrics.roc_curve(is_class, proba[:, label], drop_intermediate=False)
    precision, recall, cuts = metrics.precision_recall_curve(is_class, proba[:, label])
    return {
        "label": label,
        # Without a negative row the rate has no value.
        "fpr": [None if np.isnan(v) else v for v in fpr.tolist()],
        "tpr": tpr.tolist(),
        "roc_thresholds": thresholds[1:].tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "pr_thresholds": cuts.tolist(),
    }


def record(name, labels, truth, proba, rng):
    proba = np.round(proba, 5)
    predicted = proba.argmax(axis=1)
    # The largest column takes the rounding, so that every row sums to one.
    rows = np.arange(len(truth))
    proba[rows, predicted] = np.round(proba[rows, predicted] + 1 - proba.sum(axis=1), 5)
    ones = np.ones(len(truth), dtype=int)
    weights = rng.multinomial(len(truth), np.full(len(truth), 1 / len(truth)))
    plain, matrix, support = scores(labels, truth, predicted, proba, ones)
    weighted, weighted_matrix, _ = scores(labels, truth, predicted, proba, weights)
    rival = np.where(rng.random(len(truth)) < 0.2, rng.integers(len(labels), size=len(truth)), predicted)
    only_first = int(((predicted == truth) & (rival != truth)).sum())
    only_second = int(((predicted != truth) & (rival == truth)).sum())
    p_value = binomtest(only_first, only_first + only_second).pvalue if only_first + only_second else 1.0
    return {
        "name": name,
        "labels": list(labels),
        "truth": truth.tolist(),
        "probabilities": proba.tolist(),
        "predicted": predicted.tolist(),
        "weights": weights.tolist(),
        "scores": plain,
        "confusion_matrix": matrix.tolist(),
        "support": support.tolist(),
        "weighted_scores": weighted,
        "weighted_confusion_matrix": weighted_matrix.tolist(),
        "curves": curves(truth, proba, int(np.bincount(truth).argmax())),
        "mcnemar": {"rival": rival.tolist(), "only_first": only_first, "only_second": only_second, "p_value": p_value},
    }


def generated(seed):
    rng = np.random.default_rng(seed)
    classes = int(rng.integers(2, 6))
    rows = int(rng.integers(20, 160))
    prior = rng.dirichlet(np.full(classes, rng.choice([0.4, 1, 5])))
    truth = rng.choice(classes, size=rows, p=prior)
    sharpness = rng.choice([0.3, 1, 4, 12])
    logits = rng.normal(size=(rows, classes)) + sharpness * np.eye(classes)[truth] * rng.random((rows, 1))
    if seed % 5 == 0:
        logits = np.round(logits)  # many ties
    if seed % 7 == 0:
        logits[:, 0] += 9  # a collapsed model
    if seed % 11 == 0:
        logits *= 60  # probabilities of exactly 0 and 1
    proba = np.exp(logits - logits.max(axis=1, keepdims=True))
    proba /= proba.sum(axis=1, keepdims=True)
    return record(f"generated {seed}", NAMES[:classes], truth, proba, rng)


def real(name, loaded, model):
    rng = np.random.default_rng(len(name))
    proba = cross_val_predict(model, loaded.data, loaded.target, cv=5, method="predict_proba")
    return record(name, [str(t) for t in loaded.target_names], loaded.target, proba, rng)


def write(name, sets):
    path = HERE / name
    versions = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__}
    path.write_text(json.dumps({"recorded_with": versions, "sets": sets}, separators=(",", ":"), allow_nan=False) + "\n")
    print(path, len(sets), path.stat().st_size)


linear = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
write("generated.json", [generated(seed) for seed in range(50)])
write(
    "real.json",
    [
        real("wine", datasets.load_wine(), linear),
        real("breast cancer", datasets.load_breast_cancer(), linear),
        real("digits", datasets.load_digits(), linear),
    ],
)
