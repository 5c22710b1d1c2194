"""What may happen to the input under a running daemon."""
from __future__ import annotations

import re
import signal
import time

from kafka import KafkaProducer

from cluster import wait_until
from daemon import EXIT_FATAL
from harness import Case, Env, check


def _send(env: Env, topic: str, count: int) -> None:
    producer = KafkaProducer(bootstrap_servers=env.cluster.direct)
    for i in range(count):
        producer.send(topic, value=b"%06d" % i, partition=0)
    producer.flush()
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


def transactional_input(env: Env) -> Case:
    """The input ends in the marker of a transaction, then in an open transaction: the daemon is idle, and says so."""
    with Case(env, "transactional-input", partitions=1) as case:
        d = case.daemon("a", case.config(stages=[])).start().wait_ready()
        producer = KafkaProducer(bootstrap_servers=env.cluster.direct, transactional_id=f"{case.t.group}.feed",
                                 transaction_timeout_ms=120000)
        producer.init_transactions()
        producer.begin_transaction()
        for i in range(100):
            producer.send(case.t.raw, value=b"%06d" % i, partition=0)
        producer.commit_transaction()

        def lag() -> float:
            return d.metric("newswired_consumer_lag")
        wait_until(lambda: d.metric("newswired_records_total") == 100, 20, "the records are taken")
        wait_until(lambda: lag() == 0, 20, "no lag after a marker")
        producer.begin_transaction()
        producer.send(case.t.raw, value=b"open", partition=0)
        producer.flush()
        wait_until(lambda: lag() == 1, 20, "the open transaction's record is seen")
        if env.long:
            time.sleep(65)  # longer than a lane may go without progress
            check('"alive":true' in d.get("/livez"), "an idle daemon is called stalled")
        producer.abort_transaction()
        producer.close()
        wait_until(lambda: lag() == 0, 20, "no lag after an aborted transaction")
        case.drain()
    return case


def damaged_input(env: Env) -> Case:
    """A batch of the input is damaged on the broker's disk: exit code 3, and nothing of it is left out."""
    with Case(env, "damaged-input", partitions=1) as case:
        log = next(env.cluster.dir.glob(f"**/{case.t.raw}-0/00000000000000000000.log"))
        sizes = []
        for _ in range(3):
            _send(env, case.t.raw, 10)
            sizes.append(log.stat().st_size)
        with log.open("r+b") as file:
            file.seek(sizes[1] - 1)
            last = file.read(1)
            file.seek(sizes[1] - 1)
            file.write(bytes([last[0] ^ 1]))
        d = case.daemon("a", case.config(stages=[])).start()
        code = d.wait(40)
        check(code == EXIT_FATAL, f"exit code {code} instead of {EXIT_FATAL}")
        said = re.search(r"\[0\]: what comes at offset (\d+) cannot be read", d.log())
        check(said and 10 <= int(said[1]) < 20, "it does not say where")
        committed = env.cluster.committed(case.t.group, case.t.raw).get(0, 0)
        check(committed <= int(said[1]), f"committed up to {committed}, past the damage at {said[1]}")
    return case
