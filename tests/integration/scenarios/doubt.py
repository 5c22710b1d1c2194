"""A commit that returns an error although the broker has made it."""
from __future__ import annotations

from cluster import wait_until
from harness import Case, Env, check
from proxy import END_TXN, Rule


def in_doubt(env: Env) -> Case:
    """EndTxn is applied, but no answer comes until the client gives up: in doubt, counted, and nothing lost or doubled."""
    with Case(env, "in-doubt") as case:
        config = case.config(kafka__brokers=env.cluster.proxied, input__session_timeout_ms=2000,
                             transaction_timeout_ms=3000, kafka__properties={"socket.timeout.ms": 1200})
        rule = env.proxy.add(Rule(END_TXN, "mute", "manual", nth=8, tid=case.t.group + "/", commit=True, limit_s=30))
        try:
            d = case.daemon("a", config).start().wait_ready()
            feed = case.feed(rate=300, min=2500, max=12000)
            wait_until(lambda: rule.hit_at, 40, "a commit to leave without answer", 0.01)
            before = sum(env.cluster.committed(case.t.group, case.t.raw).values())
            wait_until(lambda: d.metric("newswired_transactions_total", result="in_doubt"), 20, "a commit in doubt")
            check(d.alive, f"the daemon ended with {d.process.returncode}")
            case.facts.append(f"{d.metric('newswired_transactions_total', result='in_doubt'):.0f} in doubt, "
                              f"{rule.matched - rule.nth + 1} answers withheld")
        finally:
            env.proxy.remove(rule)
        case.finish(feed)
        check(before > 0, "nothing was committed")
    return case
