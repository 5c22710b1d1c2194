#!/usr/bin/env python3
"""seeds.py TARGET DATA FOLDER: documents of the labelled sets in DATA, as files in FOLDER, to begin fuzzing TARGET with.

What does not exist is left out. None of them is ever committed.
"""
import base64
import gzip
import itertools
import json
import pathlib
import sys

MOST_FILES, MOST_BYTES = 1000, 65536


def pages(data):
    for path in sorted(data.glob("extraction-*/html/*.gz")):
        yield gzip.decompress(path.read_bytes())


def feeds(data):
    path = data / "formats-feedparser/gold.jsonl.gz"
    if path.exists():
        for line in gzip.open(path, "rt"):
            yield base64.b64decode(json.loads(line)["bytes_b64"])


def files(data, pattern):
    return (path.read_bytes() for path in sorted(data.glob(pattern)) if path.is_file())


def archives(data):
    return files(data, "formats-warc/*arc*")


def responses(data):
    for archive in archives(data):
        archive = gzip.decompress(archive) if archive.startswith(b"\x1f\x8b") and b"trunc" not in archive else archive
        at = archive.find(b"HTTP/1")
        if at >= 0:
            yield archive[at:]


def sentences(data):
    path = data / "langid-lingua/gold.jsonl.gz"
    if path.exists():
        for line in itertools.islice(gzip.open(path, "rt"), 0, None, 50):
            yield json.loads(line)["text"].encode()


def labelled(head, documents):
    return (head + b"\n" + document for document in documents)


def seeds(target, data):
    ninjs, newsml = files(data, "formats-iptc/newsinjson/**/*.json"), files(data, "formats-iptc/newsml-g2/**/*.xml")
    every = itertools.chain(feeds(data), newsml, ninjs, archives(data))
    return {
        "html": lambda: pages(data), "article": lambda: pages(data),
        "xml": lambda: itertools.chain(newsml, feeds(data)), "newsml": lambda: newsml, "feed": lambda: feeds(data),
        "json": lambda: ninjs, "ninjs": lambda: ninjs,
        "archive": lambda: archives(data), "http": lambda: responses(data),
        "any": lambda: every, "decode": lambda: every,
        "text": lambda: sentences(data), "mojibake": lambda: sentences(data),
        "compression": lambda: labelled(b"gzip", files(data, "formats-warc/*.gz")),
        "sniff": lambda: labelled(b"", every), "charset": lambda: labelled(b"", feeds(data)),
    }.get(target, lambda: ())()


def main():
    target, data, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    small = (seed for seed in seeds(target, data) if len(seed) <= MOST_BYTES)
    for number, seed in enumerate(itertools.islice(small, MOST_FILES)):
        (folder / f"seed-{number}").write_bytes(seed)


if __name__ == "__main__":
    main()
