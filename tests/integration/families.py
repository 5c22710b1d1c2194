"""Articles in planted families, for the tests of the ledger: what is sent, and what should become of it."""
from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass

from kafka import KafkaProducer

SYLLABLES = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu"]
KINDS = {"original": 60, "copy": 12, "reprint": 10, "repeat": 10, "revision": 8}
RECENT = 300  # families that still grow


@dataclass
class Article:
    ident: str      # of the record, in its header test-id
    family: int
    kind: str
    item: dict      # what is sent

    def value(self) -> bytes:
        return json.dumps(self.item).encode()


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4)))


def _sentence(rng: random.Random) -> str:
    words = [_word(rng) for _ in range(rng.randint(8, 16))]
    words[rng.randrange(len(words))] = _word(rng).capitalize()
    words[rng.randrange(len(words))] = str(rng.randint(2, 9999))
    return " ".join([words[0].capitalize(), *words[1:]]) + "."


def _headline(rng: random.Random) -> str:
    return " ".join(_word(rng) for _ in range(7)).capitalize()


def make(seed: int, count: int) -> list[Article]:
    """`count` articles, those of one family in the order in which they should be sent."""
    rng = random.Random(seed)
    families: list[list[dict]] = []  # the versions of each family's item, then what was made of it
    articles = []
    for n in range(count):
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0] if families else "original"
        if kind == "original":
            item = {"id": f"item-{n}", "url": f"https://wire.example/{n}", "headline": _headline(rng),
                    "text": " ".join(_sentence(rng) for _ in range(rng.randint(6, 12)))}
            families.append([item])
            family = len(families) - 1
        else:
            family = rng.randrange(max(0, len(families) - RECENT), len(families))
            item = dict(families[family][-1])
            other = {"id": f"item-{n}", "url": f"https://paper-{n % 7}.example/{n}"}
            if kind == "copy":
                item |= other
            elif kind == "reprint":
                sentences = item["text"].split(". ")
                item |= {**other, "headline": _headline(rng), "text": ". ".join(sentences[:max(5, len(sentences) * 3 // 4)])}
            elif kind == "revision":
                item["text"] += " " + _sentence(rng)
                families[family].append(item)
        item = {**item, "publishedAt": f"2026-03-{1 + n % 28:02}T12:00:00Z", "source": "Example Wire"}
        articles.append(Article(f"f{n}", family, kind, item))
    return articles


def send(brokers: str, topic: str, partitions: int, articles: list[Article], seed: int, rate: float = 0) -> None:
    """To partitions at random, at `rate` a second (0: as fast as it goes); returns when all are acknowledged."""
    import time
    rng = random.Random(seed + 1)
    producer = KafkaProducer(bootstrap_servers=brokers, acks="all", linger_ms=5)
    futures, begin = [], time.monotonic()
    for i, article in enumerate(articles):
        if rate:
            time.sleep(max(0.0, begin + i / rate - time.monotonic()))
        headers = [("test-id", article.ident.encode()), ("content-type", b"application/json")]
        futures.append(producer.send(topic, value=article.value(), key=article.ident.encode(), headers=headers,
                                     partition=rng.randrange(partitions)))
    for future in futures:
        future.get(120)
    producer.close()


def pair_f1(found: dict[str, str], truth: dict[str, int]) -> float:
    """Of the pairs of articles that are in one cluster, and in one family."""
    def pairs(counts: Counter) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())
    both = pairs(Counter((found[i], truth[i]) for i in found))
    predicted, planted = pairs(Counter(found.values())), pairs(Counter(truth[i] for i in found))
    return 2 * both / (predicted + planted) if predicted + planted else 1.0
