"""What the scenarios share: topics of their own, daemons, the feed, the verifier, and cleaning up after all of them."""
from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from cluster import Cluster, wait_until
from daemon import Daemon, drain
from proxy import Proxy

HERE = Path(__file__).resolve().parent


class Failure(Exception):
    """A scenario's reason to fail."""


def check(condition: object, reason: str) -> None:
    if not condition:
        raise Failure(reason)


@dataclass
class Topics:
    """The topics and the group of one scenario."""
    raw: str
    enriched: str
    dead: str
    dups: str
    ents: str
    group: str
    partitions: int
    out_partitions: int


@dataclass
class Env:
    """One run against one cluster."""
    cluster: Cluster
    proxy: Proxy
    binary: list[str]
    chaos: list[str]
    clang: list[str]  # newswired-chaos built by another compiler; empty: none
    directory: Path
    long: bool = False
    seed: int = 1
    copy: bool = False  # every scenario with `stages: []`


class Feed:
    """The paced producer, as a process."""

    def __init__(self, env: Env, t: Topics, log: Path, **options: object) -> None:
        options.setdefault("seed", env.seed)
        args = [sys.executable, str(HERE / "feed.py"), "--brokers", env.cluster.direct, "--topic", t.raw,
                "--partitions", str(t.partitions)]
        for name, value in options.items():
            args += [f"--{name.replace('_', '-')}", str(value)]
        self._log = log.open("ab")
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *args], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self._log, text=True)
        self.result: dict | None = None

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def finish(self, timeout: float = 200) -> dict:
        """Tells it to stop once its minimum is sent, and waits for the last acknowledgement."""
        if self.result is None:
            try:
                out, _ = self.process.communicate("stop\n", timeout=timeout)
            except subprocess.TimeoutExpired:
                self.destroy()
                raise Failure(f"the feed did not end within {timeout:.0f} s") from None
            finally:
                self._log.close()
            check(self.process.returncode == 0, f"the feed failed with {self.process.returncode}")
            self.result = json.loads(out)
        return self.result

    def destroy(self) -> None:
        if self.running:
            self.process.kill()
            self.process.wait(10)
        self._log.close()


class Case:
    """One test case: a name, topics, and every process it starts. A context manager that leaves nothing behind."""

    _counter = 0
    _lock = threading.Lock()

    def __init__(self, env: Env, name: str, partitions: int = 4, out_partitions: int = 3,
                 input_config: dict | None = None, output_config: dict | None = None,
                 dead_config: dict | None = None) -> None:
        self.env, self.name = env, name
        with Case._lock:
            Case._counter += 1
            number = Case._counter
        self.dir = env.directory / f"{number:03}-{name.replace('/', '-')}"
        self.dir.mkdir(parents=True)
        self.daemons: list[Daemon] = []
        self.feeds: list[Feed] = []
        self.facts: list[str] = []  # figures for the result line
        self.started, self.seconds = time.monotonic(), 0.0
        self._input_config, self._output_config = input_config or {}, output_config or {}
        self._dead_config = {"max_message_bytes": (8 << 20) + 65536, **(dead_config or {})}
        self.t = self.topics(f"c{number}", partitions, out_partitions)

    def topics(self, prefix: str, partitions: int, out_partitions: int) -> Topics:
        """Topics that no other case uses. LogAppendTime on outputs: silence is measured by the broker's clock."""
        t = Topics(f"{prefix}.raw", f"{prefix}.enriched", f"{prefix}.dead", f"{prefix}.dups", f"{prefix}.ents",
                   f"{prefix}.group", partitions, out_partitions)
        create, big = self.env.cluster.create_topic, {"max_message_bytes": 8 << 20}
        create(t.raw, partitions, **{**big, **self._input_config})
        create(t.enriched, out_partitions, message_timestamp_type="LogAppendTime", **{**big, **self._output_config})
        create(t.dead, 1, message_timestamp_type="LogAppendTime", **self._dead_config)
        create(t.dups, 1, **big)
        create(t.ents, 2, **big)
        return t

    def __enter__(self) -> "Case":
        return self

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        self.seconds = time.monotonic() - self.started
        if error is not None:
            error.add_note(self.why())
        for feed in self.feeds:
            feed.destroy()
        for d in self.daemons:
            d.destroy()

    # --- parts ----------------------------------------------------------------------------------------------------

    def config(self, t: Topics | None = None, **overrides: object) -> dict:
        """The usual configuration; overrides are dotted paths with `__` for the dot, None removes a key."""
        t = t or self.t
        config: dict = {
            "kafka": {"brokers": self.env.cluster.direct, "properties": {}},
            "input": {"topics": [t.raw], "group": t.group, "start": "earliest", "session_timeout_ms": 6000},
            "output": {"topic": t.enriched, "dead_letter_topic": t.dead,
                       "side_topics": {"duplicates": t.dups, "entities": t.ents}, "create_topics": False},
            "delivery": "exactly_once", "lanes": 1, "workers": 1,
            "batch": {"max_messages": 2000, "max_bytes": 16777216, "interval_ms": 100},
            "transaction_timeout_ms": 10000, "drain_timeout_ms": 10000, "memory_limit_mib": 512,
            "stages": ["decode", "article", "language", "entities", {"dedup": {"scope": "lane"}}],
            "http": {"listen": "127.0.0.1:0"}, "log": {"level": "info", "format": "text"},
        }
        if self.env.copy:
            config["stages"] = []
        if "transaction_timeout_ms" in overrides:  # `check` refuses a drain that outlasts the transactions
            config["drain_timeout_ms"] = min(10000, int(str(overrides["transaction_timeout_ms"])))
        for path, value in overrides.items():
            *parents, last = path.split("__")
            node = config
            for parent in parents:
                node = node.setdefault(parent, {})
            if value is None:
                node.pop(last, None)
            else:
                node[last] = value
        return config

    def daemon(self, name: str, config: dict, chaos: bool = False, env: dict[str, str] | None = None) -> Daemon:
        d = Daemon(self.env.chaos if chaos else self.env.binary, config, self.dir, name, env)
        self.daemons.append(d)
        return d

    def feed(self, t: Topics | None = None, **options: object) -> Feed:
        f = Feed(self.env, t or self.t, self.dir / "feed.log", **options)
        self.feeds.append(f)
        return f

    def lag(self, t: Topics | None = None) -> int:
        t = t or self.t
        return self.env.cluster.lag(t.group, t.raw, t.partitions)

    def wait_lag_zero(self, timeout: float = 90, t: Topics | None = None) -> None:
        """Until the group has committed everything that is in the input (the feed must have ended)."""
        t = t or self.t
        left: object = None

        def done() -> bool:
            nonlocal left
            for d in self.daemons:  # a stopped process is not a dead one
                if d.alive:
                    break
            else:
                raise Failure("no daemon is alive: " + ", ".join(
                    f"{d.name} ended with {d.process.returncode}" for d in self.daemons if d.process))
            try:
                lags = self.env.cluster.lags(t.group, t.raw, t.partitions)
            except Exception as error:  # noqa: BLE001 - broker on its way back
                left = repr(error)
                self.env.cluster.forget_clients()  # they may not find back
                return False
            left = {partition: lag for partition, lag in lags.items() if lag}
            return not left
        try:
            wait_until(done, timeout, "lag 0", 0.3)
        except TimeoutError:
            states = ", ".join(f"{d.name} {d.state()}" for d in self.daemons)
            raise Failure(f"lag still {left} after {timeout:.0f} s; {states}") from None

    def drain(self, *daemons: Daemon, timeout: float = 15) -> None:
        alive = [d for d in (daemons or self.daemons) if d.alive]
        problems = drain(alive, timeout)
        check(not problems, "; ".join(problems))

    def verify(self, expect_clean: bool = True, t: Topics | None = None, **options: object) -> dict:
        """Runs the verifier program; with `expect_clean` any violation is the scenario's failure."""
        t = t or self.t
        if self.env.copy:
            options["mode"] = "passthrough"
        args = [sys.executable, str(HERE / "verify.py"), "--brokers", self.env.cluster.direct, "--input", t.raw,
                "--output", t.enriched, "--dead", t.dead, "--group", t.group]
        if options.get("mode") != "passthrough":
            args += ["--entities", t.ents, "--duplicates", t.dups]
        for name, value in options.items():
            args += [f"--{name.replace('_', '-')}", str(value)]
        run = subprocess.run(args, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=400)
        try:
            report = json.loads(run.stdout)
        except ValueError:
            raise Failure(f"the verifier failed: {run.stderr[-500:]}") from None
        (self.dir / "report.json").write_text(json.dumps(report, indent=1))
        check("error" not in report, f"the verifier could not look: {report.get('error')}")
        if expect_clean:
            check(report["ok"], f"{report['violations']} {json.dumps(report['samples'])[:1500]}")
        self.facts.append(f"{report['inputs']} in, {report['events']} events, {report['dead']} dead")
        return report

    def finish(self, feed: Feed, lag_timeout: float = 90, **options: object) -> dict:
        """The usual end: feed done, everything consumed, daemons drained with exit code 0, verified."""
        sent = feed.finish()
        self.wait_lag_zero(lag_timeout)
        self.drain()
        return self.verify(expect_inputs=sent["sent"], **options)

    def line(self) -> str:
        return f"{self.name} ({self.seconds:.0f} s; {'; '.join(self.facts)})"

    def why(self) -> str:
        """The ends of the logs, for a failure."""
        return "\n".join(d.tail() for d in self.daemons)
