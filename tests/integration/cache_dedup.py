#!/usr/bin/env python3
"""What a pipeline with a shared cache does, for comparison: set-if-absent of the text, publish if it was absent, commit.

usage: cache_dedup.py BROKERS INPUT OUTPUT GROUP CACHE_PORT. At least once, as such pipelines are: offsets are committed
after what was published is acknowledged. Killed between the cache's answer and the acknowledgement, it reads the article
again, finds its text in the cache, and drops it.
"""
import json
import socket
import sys

from kafka import KafkaConsumer, KafkaProducer


def main() -> None:
    brokers, source, target, group, port = sys.argv[1:]
    cache = socket.create_connection(("127.0.0.1", int(port))).makefile("rw")
    consumer = KafkaConsumer(source, bootstrap_servers=brokers, group_id=group, enable_auto_commit=False,
                             auto_offset_reset="earliest", session_timeout_ms=6000, max_poll_records=100)
    producer = KafkaProducer(bootstrap_servers=brokers, acks="all", linger_ms=20)
    while True:
        batch = consumer.poll(timeout_ms=200)
        for records in batch.values():
            for record in records:
                cache.write(json.dumps(json.loads(record.value)["text"]) + "\n")
                cache.flush()
                if cache.readline() == "new\n":
                    producer.send(target, value=record.value, key=record.key)
        if batch:
            producer.flush()
            consumer.commit()


if __name__ == "__main__":
    main()
