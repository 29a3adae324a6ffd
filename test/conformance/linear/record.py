# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0
#
# Records what scikit-learn 1.9.1 makes of small tf-idf problems: python record.py > recorded.json
# No word stands twice in a text, so that our length of a text is its Euclidean one.

import json
import random

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

rng = random.Random(5)
words = [f"w{index}" for index in range(40)]
cases = []
for labels, c, balanced in ((2, 1.0, False), (3, 0.5, True), (3, 8.0, True), (4, 2.0, False)):
    texts, truth = [], []
    for _ in range(80):
        label = min(rng.randrange(labels), rng.randrange(labels))
        own = [word for index, word in enumerate(words) if index % labels == label]
        picked = rng.sample(own, rng.randint(1, 4)) + rng.sample(words, rng.randint(0, 4))
        texts.append(sorted(set(picked)))
        truth.append(label)
    vectorizer = TfidfVectorizer(analyzer=lambda text: text)
    features = vectorizer.fit_transform(texts)
    model = LogisticRegression(C=c, class_weight="balanced" if balanced else None, max_iter=5000, tol=1e-8)
    if labels == 2:
        # With two labels scikit-learn fits one score; a multinomial model of two has half the weights and twice the penalty.
        model.set_params(C=c * 2)
    model.fit(features, truth)
    cases.append(
        {
            "labels": labels,
            "inverse_penalty": c,
            "balanced": balanced,
            "vocabulary": words,
            "texts": [[words.index(word) for word in text] for text in texts],
            "truth": truth,
            "probabilities": [[round(value, 6) for value in row] for row in model.predict_proba(features).tolist()],
        }
    )
print(json.dumps(cases))
