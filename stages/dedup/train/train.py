#!/usr/bin/env python3
"""Makes stages/dedup/reprint_weights.inc: trains the logistic regression that tells reprints from other texts.

    cmake --build --preset release --target dedup-features
    stages/dedup/train/train.py build/release/stages/dedup/dedup-features ../shared/data

Streams come from gen_neardup.py (seeds below, --part B, --n-story 0): planted reprints, revisions, templates and shared
passages made from press releases and Wikinews articles (train-text-doj, -senate, -congress: public domain; -wikinews:
CC BY 2.5). Its reports of one story are left out: they come from a set that is for evaluation only. Beside them train-neardup-senate
(public domain), clusters of an even number: press releases that several offices sent out, each in its own version, many
without headline or capitals. What is shipped are 19 numbers; measure them on other seeds, on --part A and on the odd
clusters. Needs numpy. Same streams, same weights.
"""
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

SEEDS = (78, 101, 102, 103, 104, 105)
OUT = Path(__file__).resolve().parent.parent / "reprint_weights.inc"
RIDGE = 0.03  # weight of squared coefficients beside the log likelihood; the bias is free


def stream(data: Path, seed: int, directory: Path) -> Path:
    folder = directory / str(seed)
    subprocess.run([sys.executable, data / "gen_neardup.py", "--seed", str(seed), "--part", "B", "--n-story", "0", "--n-template", "240",
                    "--n-shared", "80", "--out", folder], check=True, stdout=subprocess.DEVNULL)
    return folder


def may_be_reprint(values: list[int]) -> bool:
    """MayBeReprint() of reprint_model.cc, but for pairs of one source and of short texts: the model is not asked about other pairs."""
    contained, lead = values[0], values[2]
    return max(contained, lead) >= 300 and (lead >= 100 or contained >= 700)


def features_of(features: Path, articles: list[dict]) -> list[list[int]]:
    lines = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    done = subprocess.run([features], input=lines, check=True, capture_output=True, text=True)
    return [[int(value) for value in row.split()] for row in done.stdout.splitlines()]


def pairs(features: Path, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Features in units of one, and whether the two are of one family. Versions of one item are no pairs: their URL tells."""
    articles = [json.loads(line) for line in (folder / "stream.jsonl").open()]
    gold = [json.loads(line) for line in (folder / "gold.jsonl").open()]
    inputs, labels = [], []
    for one, other, *values in features_of(features, articles):
        if articles[one]["url"] == articles[other]["url"] or not may_be_reprint(values):
            continue
        inputs.append([value / 1000 for value in values])
        labels.append(gold[one]["cluster"] == gold[other]["cluster"])
    return np.array(inputs), np.array(labels, dtype=float)


def senate_pairs(features: Path, folder: Path, remainder: int) -> tuple[np.ndarray, np.ndarray]:
    """Of the clusters whose number leaves `remainder`. Pairs that share much but are in no cluster may be reprints: left out."""
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as source:
        docs = [doc for doc in map(json.loads, source) if int(doc["cluster"][1:]) % 2 == remainder]
    with gzip.open(folder / "pairs.jsonl.gz", "rt", encoding="utf-8") as source:
        known = {frozenset((pair["a"], pair["b"])) for pair in map(json.loads, source)}
    articles = [{"id": doc["id"], "headline": doc["title"], "text": doc["text"]} for doc in docs]
    inputs, labels = [], []
    for one, other, *values in features_of(features, articles):
        if not may_be_reprint(values):
            continue
        same = docs[one]["cluster"] == docs[other]["cluster"]
        if same or frozenset((docs[one]["id"], docs[other]["id"])) not in known:
            inputs.append([value / 1000 for value in values])
            labels.append(same)
    return np.array(inputs), np.array(labels, dtype=float)


def fit(inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Newton's method; the bias is the last weight."""
    inputs = np.hstack([inputs, np.ones((len(inputs), 1))])
    weights, ridge = np.zeros(inputs.shape[1]), np.full(inputs.shape[1], RIDGE)
    ridge[-1] = 0
    for _ in range(100):
        probability = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (labels - probability) - ridge * weights
        hessian = (inputs * (probability * (1 - probability))[:, None]).T @ inputs + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def main() -> None:
    features, data = Path(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as directory:
        parts = [pairs(features, stream(data, seed, Path(directory))) for seed in SEEDS]
    parts.append(senate_pairs(features, data / "train-neardup-senate", 0))
    inputs, labels = np.vstack([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    weights = np.rint(fit(inputs, labels) * 1000).astype(int)
    print(f"{len(labels)} pairs, {int(labels.sum())} of them of one family")
    OUT.write_text("// Written by train/train.py.\n{.of = {" + ", ".join(map(str, weights[:-1])) + f"}},\n .bias = {weights[-1]}}}\n")


if __name__ == "__main__":
    main()
