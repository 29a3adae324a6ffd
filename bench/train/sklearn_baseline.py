# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0
#
# scikit-learn's TF-IDF + LogisticRegression on the splits that train.mjs passes in; macro-F1 of each split as JSON.

import json
import sys

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

task = json.load(sys.stdin)
vectorizers = {
    "words 1-2": {"ngram_range": (1, 2)},
    "char_wb 3-5": {"analyzer": "char_wb", "ngram_range": (3, 5)},
}
scores = {}
for class_weight in (None, "balanced"):
    for name, options in vectorizers.items():
        scores[f"scikit-learn, {name}, class_weight {class_weight}"] = row = []
        for files in task["splits"]:
            test = set(files)
            train = [row_ for row_ in task["rows"] if row_["group"] not in test]
            held = [row_ for row_ in task["rows"] if row_["group"] in test]
            vectorizer = TfidfVectorizer(**options)
            features = vectorizer.fit_transform([row_["text"] for row_ in train])
            model = LogisticRegression(max_iter=5000, class_weight=class_weight)
            model.fit(features, [row_["label"] for row_ in train])
            predicted = model.predict(vectorizer.transform([row_["text"] for row_ in held]))
            truth = [row_["label"] for row_ in held]
            row.append(f1_score(truth, predicted, average="macro"))
print(json.dumps(scores))
