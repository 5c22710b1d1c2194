"""Days of ledger time in a minute: brokers whose clock is set forward between batches; all else is as always.

Simulated is the brokers' time of day alone (tests/support/broker_clock.cc): the append times in the ledger, and with them
its windows, lapses and jumps. Daemons, transactions and sessions run by real time, so the clock moves only while nothing
is under way: an open transaction would time out.
"""
from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from typing import Iterator

import families
from cluster import Cluster, wait_until
from daemon import Daemon
from harness import Case, Env, check
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from ledger_pass import DROP, compare_events, compare_states, ledger_topic, pass_over, processes, read, start_all

MINUTE, HOUR, DAY = 60, 3600, 86400


@contextmanager
def _clocked(env: Env, name: str, partitions: int) -> Iterator[Case]:
    """A case on brokers of its own, whose clock can be set."""
    with Cluster(env.cluster.version, env.cluster.dir.with_name(f"{name}-kafka"), clock=True) as cluster, \
            Case(replace(env, cluster=cluster), name, partitions=partitions) as case:
        yield case


def _append_times(env: Env, topic: str) -> list[tuple[int, int]]:
    """(offset, append time in seconds) of all records of the ledger."""
    consumer = KafkaConsumer(bootstrap_servers=env.cluster.direct, auto_offset_reset="earliest", consumer_timeout_ms=3000)
    consumer.assign([TopicPartition(topic, 0)])
    times = [(r.offset, r.timestamp // 1000) for r in consumer]
    consumer.close()
    return times


class _Rounds:
    """Records that are sent when all that came before is finished, and between them the clock moves."""

    def __init__(self, case: Case, members: list[Daemon]) -> None:
        self.case, self.members = case, members
        self.producer = KafkaProducer(bootstrap_servers=case.env.cluster.direct)
        self.records = self.articles = 0
        self.before = 0.0  # confirmations of processes that have ended

    def send(self, value: bytes, articles: int, kind: str, ident: str = "") -> None:
        headers = [("content-type", kind.encode()), ("test-id", ident.encode())]
        self.producer.send(self.case.t.raw, value=value, headers=headers,
                           partition=self.records % self.case.t.partitions)
        self.records += 1
        self.articles += articles

    def finish(self, seconds: int) -> None:
        """Waits until all is confirmed in the ledger, then sets the clock forward."""
        self.producer.flush()
        wait_until(lambda: self._confirmed() >= self.articles, 60, f"{self.articles} articles confirmed", 0.01)
        self.case.env.cluster.advance(seconds)

    def drain(self, d: Daemon) -> None:
        self.before += d.metric("newswired_ledger_confirmations_total")
        self.case.drain(d)

    def _confirmed(self) -> float:
        return self.before + sum(d.metric("newswired_ledger_confirmations_total") for d in self.members)


def _document(items: list[tuple[str, str]]) -> bytes:
    entries = "".join(f"<item><guid isPermaLink='false'>{ident}</guid><link>https://wire.example/{ident}</link>"
                      f"<title>Report {ident}</title><description>{text}</description></item>" for ident, text in items)
    return (f"<?xml version='1.0'?><rss version='2.0'><channel><title>Example Wire</title>"
            f"<link>https://wire.example/</link>{entries}</channel></rss>").encode()


def polled_feed(env: Env) -> Case:
    """A feed polled every 5 minutes for 3 days: each item is published once, a text that goes A, B, A three times."""
    with _clocked(env, "ledger-feed", 2) as case:
        polls, size, pinned = 3 * DAY // (5 * MINUTE), 8, 3
        texts = [a.item["text"] for a in families.make(env.seed, 300) if a.kind == "original"]
        members = processes(case, "ab", stages=DROP, batch__interval_ms=10, transaction_timeout_ms=60000)
        start_all(members)
        rounds = _Rounds(case, members)
        expected: Counter = Counter()
        for n in range(polls):
            first = n * 5 * MINUTE // HOUR  # a new item each hour; the oldest leaves
            shown = [*range(pinned), *range(pinned + first, size + first)]
            changes = polls // 3 <= n < 2 * polls // 3
            items = [(f"i{i}", texts[i] if i or not changes else texts[-1]) for i in shown]
            expected.update(item for item in items if item not in expected)
            rounds.send(_document(items), size, "application/rss+xml")
            rounds.finish(5 * MINUTE)
        expected[("i0", texts[0])] += 1  # the return to A
        case.wait_lag_zero()
        case.drain()
        found: Counter = Counter()
        roles: Counter = Counter()
        for _, _, _, value in read(case.env, case.t.enriched):
            event = json.loads(value)
            found[event["uri"].rsplit(":", 1)[1], event["bodies"][0]["value"]] += 1
            roles[event["enrichment"]["dedup"]["role"]] += 1
        check(found == expected, f"more {dict(found - expected)}, missing {dict(expected - found)}"[:500])
        check(roles["revision"] == 2, f"roles: {roles}")
        times = _append_times(case.env, ledger_topic(case))
        days = (times[-1][1] - times[0][1]) / DAY
        check(days >= 2.9, f"only {days:.1f} days of ledger time")
        case.facts.append(f"{polls} polls in {days:.1f} days of ledger time, {rounds.articles} items seen, "
                          f"{found.total()} published")
    return case


def late_joiner(env: Env) -> Case:
    """One process joins when the log goes back for a window and slack, and after idle weeks: states and verdicts agree."""
    window, step, each = DAY, 70 * MINUTE, 5
    with _clocked(env, "ledger-late-joiner", 2) as case:
        hours = {"window_hours": window // HOUR}
        stages = ["decode", "article", "language", {"dedup": {"on_repeat": "publish", **hours}}, {"story": hours}]
        old, late = processes(case, "ab", repeat_ms=100, stages=stages, batch__interval_ms=10, transaction_timeout_ms=60000)
        rounds, ledger = _Rounds(case, [old, late]), ledger_topic(case)
        articles = families.make(env.seed, 2000)

        def play(seconds: int) -> None:
            for _ in range(seconds // step):
                for article in articles[rounds.articles:rounds.articles + each]:
                    rounds.send(article.value(), 1, "application/json", article.ident)
                rounds.finish(step)
        old.start().wait_ready()
        play(3 * window)
        times = _append_times(case.env, ledger)
        kept = times[-1][1] - window - DAY  # what the topic's retention leaves
        start = next(offset for offset, at in times if at >= kept)
        case.env.cluster.delete_records(ledger, 0, start)
        late.start().wait_ready()
        joined = case.env.cluster.end_offsets(ledger, 1)[0]
        play(window)
        case.env.cluster.advance(9 * DAY)  # longer than the window, and nothing in it
        play(window // 2)
        rounds.drain(late)
        found = pass_over(case.env, old)
        # And some hours (decision 0014): with five articles in 70 minutes ledger time is two rounds behind, and it takes
        # two until it is known.
        since = next(offset for offset, at in times if at >= kept + window + 6 * HOUR)
        check(start < since < joined, f"the log began at {start}, agreement is due at {since}, joined at {joined}")
        compare_states(case, found.states, since)
        events, _ = compare_events(case, found, articles, since)

        end = case.env.cluster.end_offsets(ledger, 1)[0]
        case.env.cluster.advance(9 * DAY)
        case.env.cluster.delete_records(ledger, 0, end)  # all of it is too old
        late.start().wait_ready()
        play(window // 2)
        case.drain()
        found = pass_over(case.env, old)
        compare_states(case, found.states, end)
        more, _ = compare_events(case, found, articles, end)
        check(len(more) == each * (window // 2 // step), f"{len(more)} events behind the second idle week")
        case.facts.append(f"{start} of {joined} records deleted before it joined, {len(events) + len(more)} events compared")
    return case


def scenario(env: Env) -> list:
    """Days of ledger time: a feed that is polled for three of them, a process that joins late, idle weeks."""
    from scenarios import in_parallel
    return in_parallel([("ledger-feed", lambda: polled_feed(env)), ("ledger-late-joiner", lambda: late_joiner(env))], workers=2)
