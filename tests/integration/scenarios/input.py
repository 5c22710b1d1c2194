"""What may happen to the input under a running daemon."""
from __future__ import annotations

import signal

from kafka import KafkaProducer

from cluster import wait_until
from harness import Case, Env, check


def _send(env: Env, topic: str, count: int, **options: object) -> None:
    producer = KafkaProducer(bootstrap_servers=env.cluster.direct, **options)
    try:
        if "transactional_id" in options:
            producer.init_transactions()
            producer.begin_transaction()
        for i in range(count):
            producer.send(topic, value=b"%06d" % i, partition=0)
        if "transactional_id" in options:
            producer.commit_transaction()
        producer.flush()
    finally:
        producer.close()


def retention(env: Env) -> Case:
    """Retention passes the position of a running daemon: it counts what is lost, and reads on."""
    with Case(env, "retention", partitions=1) as case:
        d = case.daemon("a", case.config(stages=[])).start().wait_ready()
        _send(env, case.t.raw, 100)
        case.wait_lag_zero()
        d.signal(signal.SIGSTOP)  # for much less than a session
        _send(env, case.t.raw, 1000)
        env.cluster.delete_records(case.t.raw, 0, 1100)
        d.thaw()
        wait_until(lambda: d.metric("newswired_offsets_lost_total") > 0, 20, "lost records are counted")
        _send(env, case.t.raw, 100)
        case.wait_lag_zero(timeout=20)
        check(d.alive and d.ready(), "the daemon did not go on")
        case.facts.append(f"{d.metric('newswired_offsets_lost_total'):.0f} records lost")
        case.drain()
    return case
