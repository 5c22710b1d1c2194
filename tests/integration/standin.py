#!/usr/bin/env python3
"""A stand-in for the daemon, for testing the tests: a transactional copy loop on kafka-python.

Understands the same command line, configuration, metrics and failpoints as far as the scenarios use them, with one
producer and a far simpler recovery: any error ends the process with 3 (4 when fenced under an instance id), and a
supervisor loop in the same command starts a fresh incarnation for the errors that the real daemon survives.
STANDIN_FAULT=loss|double|torn|disorder plants a defect, to see that the scenarios fail.
"""
from __future__ import annotations

import hashlib
import http.server
import json
import os
import random
import signal
import sys
import threading
import time

from kafka import ConsumerRebalanceListener, KafkaConsumer, KafkaProducer, TopicPartition
from kafka import errors as Errors
from kafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from kafka.structs import OffsetAndMetadata

sys.path.insert(0, os.path.dirname(__file__))
from feed import CITIES, COUNTRIES  # noqa: E402

M = {"open": 0.0, "committed": 0, "aborted": 0, "fenced": 0, "rotations": 0, "rebalances": 0, "records": 0, "gens": 0}
STATE = {"stop": 0, "ready": False}
HITS: dict[str, int] = {}


def failpoint(name: str) -> None:
    spec = os.environ.get("NEWSWIRED_FAILPOINT", "")
    if not spec:
        return
    which, hit, action = spec.split(":")
    HITS[name] = HITS.get(name, 0) + 1
    if name == which and HITS[name] == int(hit):
        os.kill(os.getpid(), signal.SIGKILL if action == "kill" else signal.SIGSTOP)


class Http(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # noqa: N802
        code, body = 200, "ok\n"
        if self.path == "/metrics":
            body = (f'newswired_lane_transaction_open{{lane="0"}} {M["open"]}\n'
                    f'newswired_transactions_total{{lane="0",result="committed"}} {M["committed"]}\n'
                    f'newswired_transactions_total{{lane="0",result="aborted"}} {M["aborted"]}\n'
                    f'newswired_producer_rotations_total{{lane="0"}} {M["rotations"]}\n'
                    f'newswired_fenced_total {M["fenced"]}\nnewswired_rebalances_total {M["rebalances"]}\n'
                    f'newswired_records_total{{lane="0"}} {M["records"]}\n'
                    f'newswired_generations_total{{lane="0"}} {M["gens"]}\n')
        elif self.path == "/readyz" and not STATE["ready"]:
            code = 503
        self.send_response(code)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


def outputs(c: dict, m) -> list[tuple[str, bytes | None, bytes | None, list[tuple[str, bytes]]]]:
    """(topic, key, value, headers) of everything that one record causes."""
    def headers(row: int = 0) -> list[tuple[str, bytes]]:
        return [("newswired-source", f"{m.topic}/{m.partition}/{m.offset}/0/{row}".encode()), ("config-generation", b"1")]
    if not c["stages"]:
        return [(c["output"]["topic"], m.key, m.value, [*m.headers, *headers()])]
    large = len(m.value) > 400000 and c.get("x_large")
    try:
        a = None if large else json.loads(m.value)
    except ValueError:
        a = None
    if a is None:
        dlq = {"stage": "decode", "code": "too_large" if large else "bad_json", "message": "no", "attempt": "1",
               "topic": m.topic, "partition": str(m.partition), "offset": str(m.offset), "item": "0",
               "sha256": hashlib.sha256(m.value).hexdigest(), "config-generation": "1", "time": "now"}
        return [(c["output"]["dead_letter_topic"], m.key, m.value,
                 [*m.headers, *headers(), *((f"dlq-{k}", v.encode()) for k, v in dlq.items())])]
    names = [n for n in (*CITIES, *COUNTRIES) if n in a["text"]]
    role = "copy" if int(hashlib.md5(a["text"].encode()).hexdigest(), 16) % 20 == 0 else "unique"
    uri = f"tag:{a['id']}"
    event = {"uri": uri, "title": a["title"], "enrichment": {"pipeline": {"input": {"id": a["id"]}},
             "entities": [{"name": n} for n in names], "dedup": {"role": role}}}
    key = uri.encode()
    rows = [(c["output"]["topic"], key, json.dumps(event).encode(), headers())]
    side = c["output"]["side_topics"]
    rows += [(side["entities"], key, json.dumps({"name": n}).encode(), headers(i)) for i, n in enumerate(names)]
    if role == "copy":
        rows.append((side["duplicates"], key, b"{}", headers()))
    fault = os.environ.get("STANDIN_FAULT")
    if fault and random.random() < 0.01:
        rows = {"loss": [], "double": rows * 2, "torn": rows[:-1] if names else rows, "disorder": rows}[fault]
    return rows


def incarnation(c: dict, ident: str) -> None:
    """One consumer and one producer until told to stop; raises on anything unusual."""
    inp, transactional = c["input"], c["delivery"] == "exactly_once"
    sec = c["kafka"].get("security")
    timeout = c["kafka"].get("properties", {}).get("socket.timeout.ms")
    common: dict = {"bootstrap_servers": c["kafka"]["brokers"], "client_id": ident}
    if timeout:
        common["request_timeout_ms"] = timeout * 10
    if sec:
        common |= {"security_protocol": sec["protocol"].upper(), "sasl_mechanism": sec["sasl_mechanism"],
                   "sasl_plain_username": sec["username"], "sasl_plain_password": os.environ["PW"],
                   "ssl_cafile": sec["ca_file"]}
    if inp.get("instance_id"):
        common_c = {"group_instance_id": f"{inp['instance_id']}-0"}
    else:
        common_c = {}
    consumer = KafkaConsumer(group_id=inp["group"], enable_auto_commit=False, isolation_level="read_committed",
                             auto_offset_reset="earliest", session_timeout_ms=inp["session_timeout_ms"],
                             heartbeat_interval_ms=inp["session_timeout_ms"] // 5, max_poll_records=500,
                             partition_assignment_strategy=[RoundRobinPartitionAssignor],  # range forgets static ones
                             max_partition_fetch_bytes=2 << 20, **common, **common_c)

    class Listener(ConsumerRebalanceListener):
        """Between polls there is no open transaction, so there is nothing to do but to count."""
        def on_partitions_revoked(self, revoked) -> None:
            M["rebalances"] += 1

        def on_partitions_assigned(self, assigned) -> None:
            M["gens"] += 1

    consumer.subscribe(inp["topics"], listener=Listener())
    producer = KafkaProducer(acks="all", linger_ms=2, max_request_size=8 << 20, **common,
                             **({"transactional_id": f"{inp['group']}/{ident}/0/a",
                                 "transaction_timeout_ms": c["transaction_timeout_ms"]} if transactional else {}))
    try:
        if transactional:
            producer.init_transactions()
        while not STATE["stop"]:
            batch = consumer.poll(timeout_ms=100)
            STATE["ready"] = True  # with or without partitions
            if not batch:
                continue
            meta = consumer.group_metadata()
            if transactional:
                producer.begin_transaction()
            M["open"] = 1
            offsets = {}
            futures = []
            for tp, records in batch.items():
                if os.environ.get("STANDIN_FAULT") == "disorder" and random.random() < 0.5:
                    records = records[::-1]
                for m in records:
                    M["records"] += 1
                    for topic, key, value, headers in outputs(c, m):
                        futures.append(producer.send(topic, value=value, key=key, headers=list(headers)))
                offsets[TopicPartition(tp.topic, tp.partition)] = OffsetAndMetadata(
                    max(m.offset for m in records) + 1, "", -1)
            failpoint("after_produce")
            producer.flush(timeout=c["transaction_timeout_ms"] / 1000)
            for f in futures:
                f.get(timeout=1)
            failpoint("after_flush")
            if transactional:
                producer.send_offsets_to_transaction(offsets, meta)
                failpoint("after_send_offsets")
                producer.commit_transaction()
            else:
                failpoint("after_send_offsets")
                consumer.commit(offsets)
            M["open"] = 0
            M["committed"] += 1
            failpoint("after_commit")
    finally:
        M["open"] = 0
        STATE["ready"] = False
        producer.close(timeout=0)
        consumer.close(autocommit=False, timeout_ms=2000)


def main() -> int:
    if sys.argv[1:2] != ["run"] or sys.argv[2:3] != ["-c"]:
        return 2
    c = json.load(open(sys.argv[3]))

    def stop(*_: object) -> None:
        STATE["stop"] += 1
        if STATE["stop"] > 1:
            os._exit(5)
        threading.Timer(c["drain_timeout_ms"] / 1000, lambda: os._exit(5)).start()
    signal.signal(signal.SIGTERM, stop)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Http)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http: listening on 127.0.0.1:{server.server_address[1]}", file=sys.stderr, flush=True)
    ident = c["input"].get("instance_id") or f"dyn{random.getrandbits(40):x}"
    while not STATE["stop"]:
        try:
            incarnation(c, ident)
        except Errors.FencedInstanceIdError as error:
            print(f"fenced instance: {error!r}", file=sys.stderr, flush=True)
            return 4
        except Exception as error:  # noqa: BLE001 - a new incarnation, as the real one after an abort
            print(f"incarnation ended: {error!r}", file=sys.stderr, flush=True)
            M["aborted"] += 1
            M["rotations"] += 1
            M["fenced"] += isinstance(error, (Errors.ProducerFencedError, Errors.InvalidProducerEpochError))
            time.sleep(0.5)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
