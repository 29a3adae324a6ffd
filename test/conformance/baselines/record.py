# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0
"""Records what scikit-learn's TF-IDF with logistic regression and linear SVM predicts.

Of generated texts the file holds texts and predictions, of the corpus (LOGTWIN_CORPUS) predictions only.

    LOGTWIN_CORPUS=... /tmp/venv/bin/python test/conformance/baselines/record.py   (see ../metrics/record.py)
"""

import csv
import json
import os
import pathlib

import numpy as np
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

HERE = pathlib.Path(__file__).parent
WORDS = "login failed accepted denied session opened closed error disk full timeout user root admin GET POST /index.php ünïcode Straße 漢字 id=7".split()


def generated(seed, classes, rows=300):
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    for _ in range(rows):
        label = int(rng.integers(classes))
        words = [WORDS[i] for i in rng.integers(len(WORDS), size=rng.integers(1, 9))]
        if rng.random() < 0.6:
            words.insert(0, ["calm", "uneasy", "alarming"][label])
        texts.append("  ".join(words) + ("\t!" if rng.random() < 0.3 else "") + str(rng.integers(1000)))
        labels.append(label)
    return texts, labels


def predictions(texts, labels, test):
    training = [i for i in range(len(texts)) if i not in test]
    features = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    x = features.fit_transform([texts[i] for i in training])
    y = [labels[i] for i in training]
    z = features.transform([texts[i] for i in sorted(test)])
    logistic = LogisticRegression(max_iter=5000, tol=1e-8).fit(x, y)
    svm = LinearSVC(max_iter=100000, tol=1e-8).fit(x, y)
    return {
        "features": x.shape[1],
        "logistic": logistic.predict(z).tolist(),
        "svm": svm.predict(z).tolist(),
    }


sets = []
for seed, classes in ((1, 2), (2, 3), (3, 3)):
    texts, labels = generated(seed, classes)
    test = set(range(200, 300))
    sets.append({"name": f"generated {seed}", "classes": classes, "texts": texts, "labels": labels, **predictions(texts, labels, test)})

wazuh = pathlib.Path(os.environ.get("LOGTWIN_CORPUS", "../shared/corpus")) / "labelled" / "wazuh_rule_tests.tsv"
rows = [r for r in csv.DictReader(wazuh.open(encoding="utf-8"), delimiter="\t") if r["level"].isdigit()]
labels = [0 if int(r["level"]) <= 3 else 1 if int(r["level"]) <= 9 else 2 for r in rows]
test = {i for i in range(len(rows)) if i % 3 == 0}
corpus = predictions([r["log"] for r in rows], labels, test)
(HERE / "predictions.json").write_text(
    json.dumps({"scikit-learn": sklearn.__version__, "sets": sets, "wazuh": corpus}, separators=(",", ":"), ensure_ascii=False) + "\n"
)
print([s["features"] for s in sets], corpus["features"], len(rows))
