"""An output topic that refuses one record, and one that stops answering."""
from __future__ import annotations

import re
import time

from harness import Case, Env, check
from proxy import PRODUCE, Rule


def _too_large(env: Env, name: str, stages: dict, **options: object) -> Case:
    """The large records fit into a request (batch.size) with others, and the broker refuses the whole request."""
    with Case(env, name, out_partitions=1, output_config={"max_message_bytes": 200000}) as case:
        # By default a request is no larger than its topic takes, and would hold a large one alone. One partition and half
        # a second for each batch give it company, however fast the machine is.
        shared = {"batch.size": 500000, "linger.ms": 400}
        d = case.daemon("a", case.config(kafka__properties=shared, batch__interval_ms=500, **stages)).start()
        large_at = "600,1200,1202,1207"
        feed = case.feed(rate=400, min=2000, max=2000, large_at=large_at, large_bytes=400000)
        case.finish(feed, lag_timeout=60, **options)
        large = len(large_at.split(","))
        check(feed.result and feed.result["large"] == large, "the feed did not plant its large records")
        failed = rf"{case.t.enriched} \[\d+\] with (\d+) message\(s\) failed: Broker: Message size too large"
        refused = [int(n) for n in re.findall(failed, d.log())]
        # At most three large ones are near each other.
        check(max(refused, default=0) > 3, f"no innocents were refused with the large ones: {refused}")
        case.facts.append(f"up to {max(refused)} refused at once")
    return case


def too_large(env: Env) -> list:
    """Records too large for the output topic in requests with good ones: they alone are dead-lettered."""
    from scenarios import in_parallel
    return in_parallel([
        ("too-large", lambda: _too_large(env, "too-large", {})),
        ("too-large-copied", lambda: _too_large(env, "too-large-copied", {"stages": []}, mode="passthrough"))], workers=2)


def stalled(env: Env) -> Case:
    """The output stands still while the input goes on: memory bounded, no busy loop, no endless abort, nothing lost."""
    stall_s, limit_mib, rate = (60, 256, 1500) if env.long else (15, 192, 400)
    with Case(env, "output-stalled", partitions=6) as case:
        d = case.daemon("a", case.config(kafka__brokers=env.cluster.proxied, memory_limit_mib=limit_mib,
                                         input__instance_id="a")).start().wait_ready()
        # more than the memory limit goes into the input meanwhile
        pad = int(limit_mib * 1.3 * 2**20 / stall_s / rate)
        feed = case.feed(rate=rate, min=rate * (stall_s + 4), max=rate * (stall_s + 30), pad=pad, bad_share=0.002)
        time.sleep(3)
        before = d.metric("newswired_transactions_total")
        aborted = d.metric("newswired_transactions_total", result="aborted")
        rule = env.proxy.add(Rule(PRODUCE, "stall", "manual", topic=case.t.enriched, limit_s=stall_s + 20))
        worst = 0.0
        try:
            end = time.monotonic() + stall_s
            quiet_from = time.monotonic() + 6  # the prefetch fills up first
            cpu = None
            while time.monotonic() < end:
                time.sleep(0.25)
                check(d.alive, "the daemon ended during the stall")
                worst = max(worst, d.rss_mib())
                if cpu is None and time.monotonic() > quiet_from:
                    cpu, since = d.cpu_seconds(), time.monotonic()
            assert cpu is not None
            busy = (d.cpu_seconds() - cpu) / (time.monotonic() - since)
            check(rule.matched, "no Produce was stalled")
        finally:
            env.proxy.remove(rule)
        aborts = d.metric("newswired_transactions_total", result="aborted") - aborted
        check(before > 0, "nothing was committed before the stall")
        check(worst <= limit_mib, f"RSS {worst:.0f} MiB with a limit of {limit_mib} MiB")
        # every abort reads its batches again; a busy loop would take a whole core
        check(busy <= 0.5, f"{busy:.0%} of a core used while nothing could be done")
        check(aborts <= 3 + stall_s / 2, f"{aborts:.0f} aborts in {stall_s} s")
        case.facts.append(f"{stall_s} s stall: RSS up to {worst:.0f} MiB, {busy:.1%} of a core, {aborts:.0f} aborts")
        case.finish(feed, lag_timeout=240)
    return case
