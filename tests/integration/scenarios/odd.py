"""Difficult input through the whole daemon: each an event or a dead letter with its code, and never a stopped partition."""
from __future__ import annotations

import gzip
import json

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from harness import Case, Env, check

MIB = 1 << 20


def _article(text: str) -> bytes:
    return json.dumps({"title": "Odd input", "text": text}).encode()


def _inputs() -> dict[str, tuple[bytes | None, list[tuple[str, bytes]], str]]:
    """Name -> value, headers, and the code of the dead letter (empty: an event)."""
    plain = _article("Heavy rain fell on Nairobi on Tuesday, and nobody was surprised by it.")
    bomb = gzip.compress(b'{"title": "Bomb", "text": "' + b"a" * (64 * MIB) + b'"}')
    return {
        "good": (plain, [], ""),
        "tombstone": (None, [], "tombstone"),
        "empty": (b"", [], "empty_value"),
        "nothing": (b"{}", [], "empty_document"),
        "cut-json": (plain[:30], [], "invalid_json"),
        "bad-utf8": (plain.replace(b"rain", b"\xff\xfe\xff\xfe" * 40), [], "invalid_utf8"),
        "deep-json": (b'{"title": "Deep", "tree": ' + b"[" * 5000 + b"]" * 5000 + b"}", [], "json_too_deep"),
        "picture": (b"\x89PNG\r\n\x1a\n" + bytes(2000), [("content-type", b"image/png")], "unsupported_type"),
        "gzip-bomb": (bomb, [("content-encoding", b"gzip")], "decompressed_too_large"),
        "gzip-cut": (gzip.compress(plain)[:-12], [("content-encoding", b"gzip")], "bad_compression"),
        "huge": (_article("word " * (10 * MIB)), [], "too_large"),
        "throws": (_article("CHAOS-THROW and more words for a body."), [], "exception"),
        "overruns": (_article("CHAOS-OVERRUN and more words for a body."), [], "budget_exceeded"),
        "last": (plain.replace(b"Nairobi", b"Paris"), [], ""),
    }


def _read(env: Env, topic: str) -> list:
    consumer = KafkaConsumer(bootstrap_servers=env.cluster.direct, isolation_level="read_committed",
                             enable_auto_commit=False, max_partition_fetch_bytes=64 * MIB, fetch_max_bytes=128 * MIB)
    try:
        parts = [TopicPartition(topic, p) for p in consumer.partitions_for_topic(topic)]
        consumer.assign(parts)
        consumer.seek_to_beginning(*parts)
        ends, found = consumer.end_offsets(parts), []
        while any(consumer.position(p) < end for p, end in ends.items()):
            found += [r for records in consumer.poll(timeout_ms=200).values() for r in records]
        return found
    finally:
        consumer.close()


def odd(env: Env) -> Case:
    """Tombstone, 50 MB, bombs, broken text, a stage that throws or overruns: an event or a dead letter with its code."""
    big = {"max_message_bytes": 64 * MIB}
    with Case(env, "odd", partitions=1, input_config=big, dead_config={"max_message_bytes": 65 * MIB}) as case:
        stages = ["decode", "article", {"misbehave": {"required": True, "time_budget_ms": 50}}, "language"]
        config = case.config(stages=stages, output__side_topics=None, output__max_record_bytes=60 * MIB)
        d = case.daemon("a", config, chaos=True).start().wait_ready()
        inputs = _inputs()
        producer = KafkaProducer(bootstrap_servers=env.cluster.direct, max_request_size=80 * MIB)
        for name, (value, headers, _) in inputs.items():
            headers = [("content-type", b"application/json"), *headers] if not headers else headers
            producer.send(case.t.raw, value=value, key=name.encode(), headers=headers, partition=0)
        producer.flush(60)
        producer.close()
        case.wait_lag_zero()
        check(d.alive, "the daemon ended")
        letters = {r.key.decode(): r for r in _read(env, case.t.dead)}
        codes = {name: dict(r.headers)["dlq-code"].decode() for name, r in letters.items()}
        wanted = {name: code for name, (_, _, code) in inputs.items() if code}
        check(codes == wanted, f"dead letters {codes}, wanted {wanted}")
        for name, letter in letters.items():
            check(letter.value == inputs[name][0], f"the dead letter of {name} has another value")
        events = _read(env, case.t.enriched)
        check(len(events) == len(inputs) - len(wanted), f"{len(events)} events")
        case.drain()
        case.facts.append(f"{len(events)} events, {len(letters)} dead letters of {len(set(codes.values()))} codes")
    return case
