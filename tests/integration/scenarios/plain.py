"""Runs without chaos: copying bytes, a secured listener, a topic made anew, two groups with one instance id."""
from __future__ import annotations

import os
import subprocess

from cluster import GUEST, PASSWORD, USER, wait_until
from daemon import EXIT_CONFIG, EXIT_FATAL
from harness import Case, Env, check


def pass_through(env: Env) -> Case:
    """`stages: []`: key, value and headers are copied byte for byte."""
    with Case(env, "pass-through") as case:
        case.daemon("a", case.config(stages=[], input__instance_id="a")).start()
        feed = case.feed(rate=3000, min=6000, max=6000, pad=3000)
        case.finish(feed, mode="passthrough")
    return case


def tls_scram(env: Env) -> Case:
    """A TLS listener with SCRAM-SHA-512 and a CA of our own; a wrong password must not get in."""
    with Case(env, "tls-scram") as case:
        security = {"protocol": "sasl_ssl", "sasl_mechanism": "SCRAM-SHA-512", "username": USER,
                    "password": "${env:PW}", "ca_file": str(env.cluster.ca_file)}
        config = case.config(kafka__brokers=env.cluster.secure, kafka__security=security)
        wrong = case.daemon("wrong", config, env={"PW": "not-the-password"}).start()
        feed = case.feed(rate=1000, min=2000, max=2000)
        feed.finish()
        check(not wrong.ready() and not env.cluster.committed(case.t.group, case.t.raw),
              "a wrong password is let in")
        wrong.destroy()
        right = case.daemon("right", config, env={"PW": PASSWORD}).start()
        case.finish(feed)
        for d in (wrong, right):
            check(PASSWORD not in d.log(True) and "not-the-password" not in d.log(True), "the password is in the log")
    return case


def rights(env: Env) -> Case:
    """A user without rights: named at the start (exit code 2) and by `check --live`; one that is taken back is waited for."""
    with Case(env, "rights") as case:
        security = {"protocol": "sasl_ssl", "sasl_mechanism": "SCRAM-SHA-512", "username": GUEST,
                    "password": "${env:PW}", "ca_file": str(env.cluster.ca_file)}
        t, cluster = case.t, env.cluster
        d = case.daemon("a", case.config(kafka__brokers=cluster.secure, kafka__security=security), env={"PW": PASSWORD})
        outputs = [t.enriched, t.dead, t.dups, t.ents]

        def refused(*rights: tuple[str, str]) -> None:
            """The start ends, and both it and `check --live` tell of each operation and its topic or group."""
            code = d.start().wait(30)
            check(code == EXIT_CONFIG, f"exit code {code} instead of {EXIT_CONFIG}")
            run = subprocess.run([*env.binary, "check", "-c", str(d.config_file), "--live"], capture_output=True, text=True,
                                 env={**os.environ, "PW": PASSWORD}, timeout=60)
            check(run.returncode == 1, f"check --live ended with {run.returncode}: {run.stdout}")
            for operation, name in rights:
                for who, text in (("the start", d.log()), ("check --live", run.stdout)):
                    check(any(operation in line and name in line for line in text.splitlines()),
                          f"{who} does not tell of {operation} on {name}: {text[-1500:]}")

        refused(("Read", t.raw))
        for topic in (t.raw, *outputs):
            cluster.allow("DESCRIBE", "TOPIC", topic)
        refused(("Read", t.group))
        cluster.allow("DESCRIBE", "GROUP", t.group)
        refused(("Read", t.group))
        cluster.allow("READ", "GROUP", t.group)
        refused(("Read", t.raw), ("Write", t.enriched), ("Write", t.dups))
        cluster.allow("READ", "TOPIC", t.raw)
        for topic in outputs:
            cluster.allow("WRITE", "TOPIC", topic)
        cluster.allow("WRITE", "TRANSACTIONAL_ID", t.group, prefixed=True)
        feed = case.feed(rate=400, min=4000, max=4000)
        d.start().wait_ready()
        wait_until(lambda: d.metric("newswired_records_total") > 500, 30, "records are taken")
        cluster.deny("READ", "TOPIC", t.raw)
        wait_until(lambda: f"may not read topic {t.raw}" in d.state(), 30, "it is not ready, and says why", 0.2)
        cluster.allow("READ", "TOPIC", t.raw)
        d.wait_ready()
        feed.finish()
        case.wait_lag_zero()
        cluster.deny("READ", "TOPIC", t.raw)
        wait_until(lambda: f"may not read topic {t.raw}" in d.state(), 30, "it is not ready where nothing comes, too", 0.2)
        cluster.allow("READ", "TOPIC", t.raw)
        d.wait_ready()
        case.finish(feed)
    return case


def recreated(env: Env) -> Case:
    """The input topic is deleted and made anew: committed offsets lie beyond the log end, exit code 3."""
    with Case(env, "recreated", partitions=1) as case:
        d = case.daemon("a", case.config()).start()
        feed = case.feed(rate=1000, min=1000, max=1000)
        case.finish(feed)
        env.cluster.recreate_topic(case.t.raw, 1, max_message_bytes=8 << 20)
        # Deleting a topic may take its committed offsets along; what is tested needs them.
        if env.cluster.committed(case.t.group, case.t.raw).get(0) != 1000:
            env.cluster.set_offset(case.t.group, case.t.raw, 0, 1000)
        d.start()
        code = d.wait(40)
        check(code == EXIT_FATAL, f"exit code {code} instead of {EXIT_FATAL}")
    return case


def two_groups(env: Env) -> Case:
    """Two groups with one instance_id on the same input: neither fences the other."""
    with Case(env, "two-groups") as case:
        other = case.topics(case.t.raw.replace(".raw", "x"), 1, 3)
        other.raw, other.partitions = case.t.raw, case.t.partitions
        pair = [case.daemon(name, case.config(t, input__instance_id="same")).start()
                for name, t in (("first", case.t), ("second", other))]
        feed = case.feed(rate=500, min=4000, max=4000)
        sent = feed.finish()
        case.wait_lag_zero()
        case.wait_lag_zero(t=other)
        for d in pair:
            check(d.alive, f"{d.name} ended with {d.process.returncode}")
            check(d.metric("newswired_fenced_total") == 0, f"{d.name} was fenced")
        case.drain()
        case.verify(expect_inputs=sent["sent"])
        case.verify(t=other, expect_inputs=sent["sent"])
    return case
