"""`newswired dlq replay` on a real broker, killed in the middle and called again: each letter once."""
from __future__ import annotations

import subprocess
from collections import Counter

from kafka import KafkaConsumer, TopicPartition

from cluster import wait_until
from daemon import Daemon
from harness import Case, Env, check

LETTERS = 3000
COORDINATES = ("dlq-original-topic", "dlq-original-partition", "dlq-original-offset", "dlq-original-item")


def _replay(env: Env, d: Daemon, target: str) -> subprocess.Popen:
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", *env.binary, "dlq", "replay", "-c", str(d.config_file), "--all", "--to",
         target, "--batch", "20"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _visible(env: Env, topic: str, partitions: int) -> Counter[tuple[str, ...]]:
    """How often each letter can be seen by a reader of committed records."""
    consumer = KafkaConsumer(bootstrap_servers=env.cluster.direct, isolation_level="read_committed",
                             enable_auto_commit=False)
    try:
        parts = [TopicPartition(topic, p) for p in range(partitions)]
        consumer.assign(parts)
        consumer.seek_to_beginning(*parts)
        ends, found = consumer.end_offsets(parts), Counter()
        while any(consumer.position(p) < end for p, end in ends.items()):
            for records in consumer.poll(timeout_ms=200).values():
                for r in records:
                    headers = dict(r.headers)
                    found[tuple(headers[name].decode() for name in COORDINATES)] += 1
        return found
    finally:
        consumer.close()


def dlq_replay(env: Env) -> Case:
    """`dlq replay` killed twice in the middle and called again: each dead letter is sent exactly once."""
    with Case(env, "dlq-replay") as case:
        d = case.daemon("a", case.config()).start()
        case.finish(case.feed(rate=6000, min=LETTERS, max=LETTERS, bad_share=1))
        target = case.t.raw.replace(".raw", ".retry")
        env.cluster.create_topic(target, case.t.partitions, max_message_bytes=8 << 20)

        def sent() -> int:
            return sum(env.cluster.end_offsets(target, case.t.partitions).values())
        killed_at = []
        for _ in range(2):
            before = sent()
            run = _replay(env, d, target)
            wait_until(lambda: sent() > before + 300 or run.poll() is not None, 60, "a replay under way", 0.01)
            run.kill()
            out, _ = run.communicate(timeout=20)
            check(run.returncode == -9, f"the replay ended before it was killed: {run.returncode} {out}")
            killed_at.append(sum(_visible(env, target, case.t.partitions).values()))
        check(0 < killed_at[0] < killed_at[1] < LETTERS, f"not killed in the middle: {killed_at} of {LETTERS}")
        run = _replay(env, d, target)
        out, _ = run.communicate(timeout=90)
        check(run.returncode == 0, f"the last replay ended with {run.returncode}: {out}")
        found = _visible(env, target, case.t.partitions)
        more = [letter for letter, times in found.items() if times > 1]
        check(len(found) == LETTERS and not more, f"{len(found)} of {LETTERS} letters, {len(more)} more than once")
        listed = subprocess.run([*env.binary, "dlq", "list", "-c", str(d.config_file), "--pending"], capture_output=True,
                                text=True, timeout=60, stdin=subprocess.DEVNULL)
        check("no dead letters match" in listed.stdout, f"letters are left: {listed.stdout[-300:]} {listed.stderr}")
        case.facts.append(f"killed after {' and '.join(map(str, killed_at))} of {LETTERS}")
    return case
