#!/usr/bin/env python3
"""Learns the weights of place names and writes src/extract/place/weights.rs.

  train.py WEIGHTS.rs CORPUS.xml=SAMPLES.jsonl ...

SAMPLES is what `cargo run --example samples` prints for the texts of the corpus (score.py prepare). The model is linear
and has one weight a feature; the features name no word of any corpus but function words, titles and kinds of places.
With two corpora or more, the figures of each are also printed with weights that were learned from the others alone.
"""
import json, math, sys
from collections import defaultdict

import numpy as np
from scipy.optimize import minimize

import importlib.util, os


def load_score(path):
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


score = load_score(os.environ.get("SCORE", "score.py"))


class Corpus:
    def __init__(self, xml, samples):
        self.gold = {doc: gold for doc, _, gold in score.load(xml)}
        self.docs, self.spans, self.options, rows = [], [], [], []
        with open(samples) as file:
            names = json.loads(next(file))
            self.features, self.option_names = names["features"], names["options"]
            for line in file:
                it = json.loads(line)
                self.docs.append(it["doc"])
                self.spans.append((it["start"], it["end"]))
                self.options.append(it["options"])
                rows.append(it["features"])
        self.x = np.array(rows, dtype=np.float64)
        self.y = np.array([span in self.gold[doc] for doc, span in zip(self.docs, self.spans)], dtype=np.float64)
        self.where = [self.gold[doc].get(span) for doc, span in zip(self.docs, self.spans)]


def logistic(x, y, weight, strength=1.0):
    def loss(w):
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        value = np.sum(weight * (np.logaddexp(0, z) - y * z)) + strength * np.sum(w[1:] ** 2) / 2
        grad = x.T @ (weight * (p - y))
        grad[1:] += strength * w[1:]
        return value, grad

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def select(corpus, p, threshold):
    """The candidates that remain, as the program chooses: the likeliest first, none overlapping."""
    by_doc = defaultdict(list)
    for i, doc in enumerate(corpus.docs):
        if p[i] >= threshold:
            by_doc[doc].append(i)
    kept = []
    for doc, all_ in by_doc.items():
        taken = []
        for i in sorted(all_, key=lambda i: -p[i]):
            s, e = corpus.spans[i]
            if all(e <= a or b <= s for a, b in taken):
                taken.append((s, e))
                kept.append(i)
    return kept


def f1(corpus, kept):
    hit = sum(corpus.y[i] for i in kept)
    total = sum(len(g) for g in corpus.gold.values())
    return 2 * hit / (len(kept) + total), hit / max(1, len(kept)), hit / total


def best_threshold(corpora, w):
    best = max((np.mean([f1(c, select(c, 1 / (1 + np.exp(-c.x @ w)), t))[0] for c in corpora]), t)
               for t in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55))
    return best[1]


def option_data(corpus):
    """For each gold place the features of its options and which of them are near it."""
    for options, where in zip(corpus.options, corpus.where):
        if where and len(options) > 1:
            near = [score.km(where, (lat, lon)) for lat, lon, _ in options]
            if min(near) <= 161:
                good = np.array([d <= max(40, min(near)) for d in near])
                if not good.all():
                    yield np.array([v for _, _, v in options]), good


def softmax(data, size, strength=3.0):
    data = list(data)
    x = np.concatenate([d[0] for d in data])
    good = np.concatenate([d[1] for d in data])
    starts = np.cumsum([0] + [len(d[0]) for d in data[:-1]])
    lengths = np.array([len(d[0]) for d in data])

    def loss(w):
        z = x @ w
        top = np.repeat(np.maximum.reduceat(z, starts), lengths)
        e = np.exp(z - top)
        total = np.add.reduceat(e, starts)
        right = np.add.reduceat(np.where(good, e, 0), starts)
        p = e / np.repeat(total, lengths)
        q = np.where(good, e, 0) / np.repeat(np.maximum(right, 1e-300), lengths)
        value = np.sum(np.log(total) - np.log(np.maximum(right, 1e-300))) + strength * w @ w / 2
        return value, x.T @ (p - q) + strength * w

    return minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def e2e(corpus, kept, w):
    hit = 0
    for i in kept:
        if corpus.where[i] and corpus.options[i]:
            v = np.array([o[2] for o in corpus.options[i]]) @ w
            lat, lon, _ = corpus.options[i][int(np.argmax(v))]
            hit += score.km(corpus.where[i], (lat, lon)) <= 161
    return hit / sum(w is not None for g in corpus.gold.values() for w in g.values())


COHERENCE = ("near_others", "far_from_all", "same_admin1", "same_country", "contained", "repeated", "country_named",
             "country_named_unknown")


def learn(corpora):
    x, y = np.concatenate([c.x for c in corpora]), np.concatenate([c.y for c in corpora])
    # Every corpus counts the same, or the larger would decide alone.
    weight = np.concatenate([np.full(len(c.y), (len(y) / len(corpora) / len(c.y)) ** 0.5) for c in corpora])
    second = logistic(x, y, weight)
    blind = x.copy()
    for name in COHERENCE:
        blind[:, corpora[0].features.index(name)] = 0
    first = logistic(blind, y, weight)
    for w in (first, second):
        # No corpus has places that a project added itself: those are to be trusted.
        w[corpora[0].features.index("own")] = 4.0
    option = softmax((d for c in corpora for d in option_data(c)), len(corpora[0].option_names))
    option[corpora[0].option_names.index("own")] = 3.0
    return first, second, option


def report(name, corpora, first, second, option, threshold):
    for c in corpora:
        kept = select(c, 1 / (1 + np.exp(-c.x @ second)), threshold)
        f, p, r = f1(c, kept)
        print(f"{name}: P {p:.3f} R {r:.3f} F1 {f:.3f} e2e161 {e2e(c, kept, option):.3f} threshold {threshold}")


def write(path, corpora, first, second, option, threshold):
    row = lambda w: "".join(f"    {v:.3f},\n" for v in w)
    named = lambda names, w: "".join(f"    {v:.3f}, // {n}\n" for n, v in zip(names, w))
    with open(path, "w") as file:
        file.write(f"""//! How much each feature counts: learned by `scripts/score/train.py`, which writes this file.

/// Whether a candidate is a place, before the others are known.
#[rustfmt::skip]
pub const FIRST: &[f32] = &[
{named(corpora[0].features, first)}];
/// Whether a candidate is a place, once places are resolved.
#[rustfmt::skip]
pub const SECOND: &[f32] = &[
{named(corpora[0].features, second)}];
/// Which place is meant.
#[rustfmt::skip]
pub const OPTION: &[f32] = &[
{named(corpora[0].option_names, option)}];
/// The least belief, 0 to 1, that a candidate is taken with.
pub const THRESHOLD: f32 = {threshold};
""")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    corpora = [Corpus(*argument.split("=")) for argument in sys.argv[2:]]
    if len(corpora) > 1:
        for held in corpora:
            others = [c for c in corpora if c is not held]
            weights = learn(others)
            report(f"held out {len(held.gold)} texts", [held], *weights, best_threshold(others, weights[1]))
    weights = learn(corpora)
    threshold = best_threshold(corpora, weights[1])
    report("learned from all", corpora, *weights, threshold)
    write(sys.argv[1], corpora, *weights, threshold)
