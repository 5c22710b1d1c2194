"""README.md's first real configuration, as written: its topics, its file, its commands, its article."""
from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
from pathlib import Path

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from cluster import wait_until
from harness import Case, Env, check

ROOT = Path(__file__).resolve().parents[3]
BROKER = "localhost:9092"
# What a broker that nobody configured gives a topic; ours are set up for the other scenarios.
DEFAULTS = {"max.message.bytes": "1048588", "retention.ms": "604800000"}


def _commands(section: str) -> list[str]:
    """The indented commands, each as one line."""
    joined = section.replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.startswith("    ")]


def _section(text: str, title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## )", text, re.M | re.S)
    check(found, f"README.md has no section {title!r}")
    return found[1]


def _create_topics(env: Env, commands: list[str]) -> list[str]:
    """What kafka-topics.sh would do."""
    p = argparse.ArgumentParser()
    p.add_argument("--bootstrap-server", required=True, choices=[BROKER])
    p.add_argument("--create", action="store_true", required=True)
    p.add_argument("--topic", required=True)
    p.add_argument("--partitions", type=int, required=True)
    p.add_argument("--config", action="append", default=[])
    names = []
    for command in commands:
        program, *arguments = shlex.split(command)
        if program != "kafka-topics.sh":
            continue
        a = p.parse_args(arguments)
        configs = {**DEFAULTS, **dict(c.split("=", 1) for c in a.config)}
        env.cluster.create_topic(a.topic, a.partitions, **{k.replace(".", "_"): v for k, v in configs.items()})
        names.append(a.topic)
    return names


def _console(commands: list[str], program: str) -> tuple[list[str], argparse.Namespace]:
    """The words before the pipe, and the options, of the console client's command line."""
    line = next((c for c in commands if program in c), "")
    check(line, f"README.md does not call {program}")
    words = shlex.split(line)
    at = words.index(program)
    p = argparse.ArgumentParser()
    p.add_argument("--bootstrap-server", required=True, choices=[BROKER])
    p.add_argument("--topic", required=True)
    p.add_argument("--from-beginning", action="store_true")
    p.add_argument("--isolation-level", default="read_uncommitted")
    return words[:at], p.parse_args(words[at + 1:])


def _read_event(env: Env, options: argparse.Namespace) -> dict:
    check(options.isolation_level == "read_committed" and options.from_beginning, "the events are read otherwise")
    consumer = KafkaConsumer(bootstrap_servers=env.cluster.direct, isolation_level=options.isolation_level,
                             enable_auto_commit=False, auto_offset_reset="earliest")
    try:
        consumer.assign([TopicPartition(options.topic, p) for p in consumer.partitions_for_topic(options.topic)])
        found: list = []

        def read() -> bool:
            for records in consumer.poll(timeout_ms=200).values():
                found.extend(records)
            return bool(found)
        wait_until(read, 30, "the event", 0.01)
        return json.loads(found[0].value)
    finally:
        consumer.close()


def readme(env: Env) -> Case:
    """README.md's commands work as written on a broker with default settings; `check --live` finds nothing."""
    text = (ROOT / "README.md").read_text()
    first = _section(text, "A first real configuration")
    commands = _commands(first) + _commands(_section(text, "Reading the events"))
    with Case(env, "readme") as case:
        def run(line: str) -> subprocess.CompletedProcess:
            words = shlex.split(line)
            check(words[0] == "build/release/newswired", f"not our command: {line}")
            return subprocess.run([*env.binary, *words[1:]], cwd=case.dir, capture_output=True, text=True, timeout=60,
                                  stdin=subprocess.DEVNULL)

        topics = _create_topics(env, commands)
        check(len(topics) == 3, f"topics made: {topics}")
        yaml = re.search(r"```yaml\n(.*?)```", first, re.S)[1]
        check(BROKER in yaml, "the configuration names another broker")
        d = case.daemon("news", {})
        # Only what would meet others on this machine: the broker's address and the port of /metrics.
        d.config_file.write_text(yaml.replace(BROKER, env.cluster.direct) + "http: {listen: 127.0.0.1:0}\n")

        looked = run(next(c for c in commands if " check " in c))
        check(looked.returncode == 0, f"check ended with {looked.returncode}: {looked.stdout} {looked.stderr}")
        check(looked.stdout.endswith("\n0 errors, 0 warnings\n"), f"check has findings: {looked.stdout}")

        tested = run(next(c for c in commands if " test " in c).replace(" config/", f" {ROOT}/config/"))
        check(tested.returncode == 0, f"test ended with {tested.returncode}: {tested.stdout} {tested.stderr}")

        started = next(c for c in commands if " run " in c)
        check(started == "build/release/newswired run -c news.yaml", f"started otherwise: {started}")
        d.start().wait_ready()
        echo, target = _console(commands, "kafka-console-producer.sh")
        check(echo[0] == "echo" and echo[2] == "|", f"the article is sent otherwise: {echo}")
        producer = KafkaProducer(bootstrap_servers=env.cluster.direct)
        producer.send(target.topic, value=echo[1].encode())
        producer.flush(20)
        producer.close()
        event = _read_event(env, _console(commands, "kafka-console-consumer.sh")[1])
        article = json.loads(echo[1])
        names = [e.get("name") for e in event["enrichment"]["entities"]]
        check(event["headlines"][0]["value"] == article["title"], f"another title: {event.get('headlines')}")
        check("Kenya" in names and "Nairobi" in names, f"entities: {names}")

        listed = run(next(c for c in commands if " dlq list" in c))
        check(listed.returncode == 0 and "no dead letters" in listed.stdout, f"dlq list: {listed.stdout} {listed.stderr}")
        offline = _commands(_section(text, "Without a Kafka"))
        check(len(offline) == 2, f"commands without a Kafka: {offline}")
        for line in offline:
            line = line.replace("build/release/newswired", shlex.join(env.binary))
            done = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=ROOT, capture_output=True, text=True,
                                  timeout=60, stdin=subprocess.DEVNULL)
            check(done.returncode == 0 and done.stdout, f"{line}: {done.returncode} {done.stdout} {done.stderr}")
        case.drain()
        case.facts.append(f"{len(topics)} topics, check without findings, one event with {len(names)} entities")
    return case
