"""What people glue together instead: trafilatura, datasketch, spaCy and dateparser, over JSON lines on stdin.

Run by run_bench.py with an interpreter that has these packages. Prints one JSON object.
"""
import html
import importlib.metadata
import json
import resource
import sys

import spacy
import trafilatura
from datasketch import MinHash, MinHashLSH
from dateparser.search import search_dates


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def page(article: dict) -> str:
    body = "".join(f"<p>{html.escape(p)}</p>" for p in article["text"].split("\n"))
    return (f"<!doctype html><html><head><title>{html.escape(article['title'])}</title></head><body><nav><a href='/'>"
            f"Home</a></nav><article><h1>{html.escape(article['title'])}</h1>{body}</article></body></html>")


def main() -> None:
    model = spacy.load(sys.argv[1])
    lsh = MinHashLSH(threshold=0.7, num_perm=128)
    spent = dict.fromkeys(("trafilatura", "datasketch", "spacy", "dateparser"), 0.0)
    count = entities = 0

    def timed(name: str, call):
        start = cpu()
        value = call()
        spent[name] += cpu() - start
        return value

    def sketch(text: str, key: str) -> None:
        words = text.split()
        m = MinHash(num_perm=128)
        m.update_batch([" ".join(words[i:i + 5]).encode() for i in range(max(1, len(words) - 4))])
        if not lsh.query(m):
            lsh.insert(key, m)

    warm = True
    for number, line in enumerate(sys.stdin):
        article = json.loads(line)
        text = timed("trafilatura", lambda: trafilatura.extract(page(article), fast=True)) or article["text"]
        timed("datasketch", lambda: sketch(text, str(number)))
        entities += len(timed("spacy", lambda: model(text)).ents)
        timed("dateparser", lambda: search_dates(text, languages=["en"]))
        if warm:  # the first article pays for imports and tables
            warm, entities = False, 0
            spent = dict.fromkeys(spent, 0.0)
        else:
            count += 1
    total = sum(spent.values())
    print(json.dumps({"articles": count, "per_cpu_s": round(count / total, 2), "entities": entities,
                      "ms_each": {k: round(v * 1000 / count, 1) for k, v in spent.items()},
                      "versions": {k: importlib.metadata.version(k) for k in spent}}))


main()
