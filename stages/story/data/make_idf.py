#!/usr/bin/env python3
"""Makes idf.tsv, how rare a word is in English news, from the sets train-text-* (README.md of the data).

usage: make_idf.py DATA_DIR > idf.tsv

A word is taken as story_vector.cc takes it: a run of letters and digits, lower case, without its ending; digits that a
comma or a full stop joins are one number. Its share of documents is the mean of its shares in the four sets, so that the
largest one does not decide. A line: step TAB words; a step is 0.15 of ln(1 / (share + 1/12000)).
"""
import collections, gzip, json, math, re, sys

SETS = ("doj", "senate", "congress", "wikinews")
WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+")
FEWEST_DOCUMENTS = 4    # below it a word is as rare as one that is not in the table
STEPS = 63              # of a word that is not in the table


def stem(word):
    if not word.isascii() or word[0].isdigit():
        return word
    if len(word) > 4:
        if word.endswith("ies"):
            word = word[:-3] + "y"
        elif word.endswith("sses"):
            word = word[:-2]
        elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 4 and word.endswith("ed"):
        word = word[:-2]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def main():
    share, documents = collections.Counter(), collections.Counter()
    for name in SETS:
        with gzip.open(f"{sys.argv[1]}/train-text-{name}/docs.jsonl.gz", "rt", encoding="utf-8") as f:
            rows = [json.loads(line) for line in f]
        for row in rows:
            words = {stem(w.lower().replace(",", "")) for w in WORD.findall(row["title"] + "\n" + row["text"])}
            for word in words:
                share[word] += 1 / len(rows) / len(SETS)
                documents[word] += 1
    steps = collections.defaultdict(list)
    for word, n in documents.items():
        step = round(math.log(1 / (share[word] + 1 / 12000)) / 0.15)
        if n >= FEWEST_DOCUMENTS and step < STEPS:
            steps[max(step, 0)].append(word)
    for step in sorted(steps):
        print(f"{step}\t{' '.join(sorted(steps[step]))}")


if __name__ == "__main__":
    main()
