#!/usr/bin/env python3
"""A paced producer of raw articles, in its own process so that pacing does not depend on what the test is doing.

Writes round robin to the partitions of a topic. Every record carries the header `test-id`, and `test-kind` when it is
planted: `bad` (truncated JSON, must end in the dead-letter topic) or `large` (well-formed, but too large for the output
topic). Sends at least --min records, then goes on until "stop" (or the end of file) comes on standard input, at most
--max. Prints one JSON line {sent, bad, large, start_ms, end_ms} when every record is acknowledged.
"""
from __future__ import annotations

import argparse
import base64
import json
import random
import signal
import sys
import threading
import time

from kafka import KafkaProducer

CITIES = ["Nairobi", "Paris", "Berlin", "Tokyo", "Lagos", "Cairo", "Madrid", "Lima", "Ottawa", "Canberra", "Oslo",
          "Warsaw", "Seoul", "Bangkok", "Jakarta", "Ankara", "Athens", "Dublin", "Vienna", "Helsinki"]
COUNTRIES = ["Kenya", "France", "Germany", "Japan", "Nigeria", "Egypt", "Spain", "Peru", "Canada", "Australia",
             "Norway", "Poland", "Thailand", "Indonesia", "Turkey", "Greece", "Ireland", "Austria", "Finland", "Brazil"]
ORGANISATIONS = ["United Nations", "European Union", "African Union", "World Health Organization", "NATO"]
NOUNS = ["harbour", "railway", "budget", "harvest", "election", "strike", "festival", "river", "hospital", "satellite",
         "bridge", "museum", "court", "vaccine", "school", "tunnel", "orchestra", "glacier", "refinery", "library"]
VERBS = ["reopened", "delayed", "approved", "rejected", "inspected", "celebrated", "measured", "financed", "questioned"]


NO_NAMES = 3
STOCK: list[str] = []  # of sentences without names


def sentence(rng: random.Random, shape: int | None = None) -> str:
    a, b = rng.choice(NOUNS), rng.choice(NOUNS)
    shape = rng.randrange(4) if shape is None else shape
    if shape == 0:
        return (f"Officials in {rng.choice(CITIES)} {rng.choice(VERBS)} the {a} after {rng.randint(2, 9999)} people "
                f"asked about the {b}.")
    if shape == 1:
        return (f"The government of {rng.choice(COUNTRIES)} said the {a} near {rng.choice(CITIES)} was "
                f"{rng.choice(VERBS)} for {rng.randint(2, 900)} million.")
    if shape == 2:
        return f"A delegate of the {rng.choice(ORGANISATIONS)} {rng.choice(VERBS)} the {a} and the {b} on day {rng.randint(1, 365)}."
    return f"Nobody at the {a} expected the {b} number {rng.randint(1000, 999999)} to be {rng.choice(VERBS)} so soon."


def article(rng: random.Random, ident: str, pad: int) -> dict[str, str]:
    """A short article with places and organisations in it; `pad` more characters of running text if wanted."""
    sentences = [sentence(rng) for _ in range(rng.randint(3, 7))]
    size = sum(map(len, sentences))
    if size < pad:
        # Without names: a place in every sentence would make events ten times as large as their articles. From a
        # stock: making them takes longer than sending them.
        if not STOCK:
            STOCK.extend(sentence(rng, NO_NAMES) for _ in range(2000))
        sentences += rng.choices(STOCK, k=(pad - size) // min(map(len, STOCK)) + 1)
    second = rng.randrange(86400)
    return {"id": ident, "title": f"{rng.choice(COUNTRIES)}: {rng.choice(NOUNS)} {rng.choice(VERBS)}, case {ident}",
            "text": " ".join(sentences),
            "publishedAt": f"2025-03-12T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"}


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--brokers", required=True)
    p.add_argument("--topic", required=True)
    p.add_argument("--partitions", type=int, required=True)
    p.add_argument("--rate", type=float, default=1500, help="records a second")
    p.add_argument("--min", type=int, required=True)
    p.add_argument("--max", type=int, required=True)
    p.add_argument("--seconds", type=float, default=600, help="upper bound of the run time")
    p.add_argument("--bad-share", type=float, default=0.01)
    p.add_argument("--copy-share", type=float, default=0.03, help="articles whose text was already sent")
    p.add_argument("--large-at", default="", help="comma-separated ordinals of records with --large-bytes of text")
    p.add_argument("--large-bytes", type=int, default=600000)
    p.add_argument("--pad", type=int, default=0, help="minimum characters of text")
    p.add_argument("--prefix", default="a", help="ids are PREFIX-ordinal")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def listen() -> None:
        sys.stdin.readline()  # "stop\n", or the parent is gone
        stop.set()

    threading.Thread(target=listen, daemon=True).start()

    rng = random.Random(a.seed)
    large_at = {int(x) for x in a.large_at.split(",") if x}
    producer = KafkaProducer(bootstrap_servers=a.brokers, acks="all", enable_idempotence=True, linger_ms=10,
                             max_request_size=8 << 20, delivery_timeout_ms=120000)
    counts = {"sent": 0, "bad": 0, "large": 0}
    failed: list[BaseException] = []
    texts: list[str] = []
    begin = time.time()
    start_ms = int(begin * 1000)
    n = 0
    while n < a.max and not failed:
        now = time.time()
        if (stop.is_set() and n >= a.min) or now - begin > a.seconds:
            break
        due = min(a.max, int((now - begin) * a.rate) + 1)
        if n >= due:
            time.sleep(0.005)
            continue
        ident = f"{a.prefix}-{n}"
        headers = [("test-id", ident.encode()), ("content-type", b"application/json")]
        item = article(rng, ident, a.pad)
        if n in large_at:  # random base64: does not compress below the limit
            item["text"] += " " + base64.b64encode(rng.randbytes(a.large_bytes * 3 // 4)).decode()
            headers.append(("test-kind", b"large"))
            counts["large"] += 1
        elif texts and rng.random() < a.copy_share:
            item["text"] = rng.choice(texts)
        elif len(texts) < 200:
            texts.append(item["text"])
        value = json.dumps(item, ensure_ascii=False).encode()
        if n not in large_at and rng.random() < a.bad_share:
            value = value[:rng.randint(5, len(value) - 2)]
            headers.append(("test-kind", b"bad"))
            counts["bad"] += 1
        try:
            producer.send(a.topic, value=value, key=ident.encode(), headers=headers,
                          partition=n % a.partitions).add_errback(failed.append)
        except Exception as error:  # noqa: BLE001 - reported by the exit code
            failed.append(error)
        n += 1
    try:
        producer.flush(timeout=120)
    except Exception as error:  # noqa: BLE001
        failed.append(error)
    counts["sent"] = n
    print(json.dumps({**counts, "start_ms": start_ms, "end_ms": int(time.time() * 1000)}), flush=True)
    if failed:
        print(f"feed: {len(failed)} records not acknowledged: {failed[0]!r}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
