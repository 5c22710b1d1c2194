"""One newswired process under test: its configuration file, its log, its metrics, its end."""
from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from cluster import wait_until

EXIT_CLEAN, EXIT_CONFIG, EXIT_FATAL, EXIT_FENCED, EXIT_ABORTED = 0, 2, 3, 4, 5
# For the chaos binary: nothing but what a scenario does moves the group.
NO_REBALANCES = {"NEWSWIRED_BEGIN_REBALANCES": "0"}
_SAMPLE = re.compile(r'^(\w+)(?:\{(.*)\})? ([-+0-9.eE]+|NaN|[+-]Inf)')
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Daemon:
    """Starts and watches a daemon. The process dies with the tests (setpriv --pdeathsig), however they end."""

    def __init__(self, binary: list[str], config: dict, directory: Path, name: str,
                 env: dict[str, str] | None = None) -> None:
        self.binary, self.name = binary, name
        self.env = {**os.environ, **(env or {})}
        directory.mkdir(parents=True, exist_ok=True)
        self.config_file = directory / f"{name}.yaml"
        self.log_file = directory / f"{name}.log"
        self.config_file.write_text(json.dumps(config, indent=2) + "\n")  # JSON is YAML
        self.process: subprocess.Popen | None = None
        self._port = 0
        self._log_from = 0
        self.starts = 0

    # --- life -----------------------------------------------------------------------------------------------------

    def start(self, env: dict[str, str] | None = None) -> "Daemon":
        """Starts (again); the log is appended to. `env` is for this start only."""
        assert self.process is None or self.process.poll() is not None, f"{self.name} already runs"
        self._port = 0
        self._log_from = self.log_file.stat().st_size if self.log_file.exists() else 0
        self.starts += 1
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self.binary, "run", "-c", str(self.config_file)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**self.env, **(env or {})})
        return self

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def signal(self, number: int) -> None:
        if self.alive:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.wait(10)

    def term(self) -> None:
        self.signal(signal.SIGTERM)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def wait(self, timeout: float) -> int:
        """Exit code (negative: signal); TimeoutError when it does not end."""
        assert self.process is not None
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{self.name} did not end within {timeout:.0f} s") from None

    def destroy(self) -> None:
        """Whatever state it is in, it is gone afterwards."""
        if self.alive:
            self.signal(signal.SIGKILL)  # also ends a stopped process
            self.wait(10)

    # --- looking --------------------------------------------------------------------------------------------------

    def log(self, all_starts: bool = False) -> str:
        """What it wrote since its last start."""
        if not self.log_file.exists():
            return ""
        return self.log_file.read_bytes()[0 if all_starts else self._log_from:].decode("utf-8", "replace")

    def tail(self, lines: int = 12) -> str:
        return "\n".join(f"    {self.name}| {line[:300]}" for line in self.log(True).splitlines()[-lines:])

    @property
    def port(self) -> int:
        if not self._port:
            found = re.search(r"http: listening on \S*:(\d+)", self.log())
            self._port = int(found[1]) if found else 0
        return self._port

    def get(self, path: str, timeout: float = 2) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as answer:
            return answer.read().decode()

    def metrics(self) -> dict[str, list[tuple[dict[str, str], float]]]:
        """Name -> [(labels, value)]; empty when it does not answer (not there yet, stopped, gone)."""
        if not self.alive or not self.port:
            return {}
        try:
            text = self.get("/metrics")
        except OSError:
            return {}
        out: dict[str, list[tuple[dict[str, str], float]]] = {}
        for line in text.splitlines():
            m = _SAMPLE.match(line)
            if m:
                out.setdefault(m[1], []).append((dict(_LABEL.findall(m[2] or "")), float(m[3])))
        return out

    def metric(self, name: str, **labels: str) -> float:
        """Sum over the samples with these labels."""
        return sum(value for found, value in self.metrics().get(name, [])
                   if all(found.get(k) == v for k, v in labels.items()))

    def transaction_open(self) -> bool:
        return self.metric("newswired_lane_transaction_open") > 0

    def ready(self) -> bool:
        try:
            return bool(self.port) and bool(self.get("/readyz") or True)
        except OSError:
            return False

    def wait_ready(self, timeout: float = 30) -> "Daemon":
        def check() -> bool:
            if not self.alive:
                raise RuntimeError(f"{self.name} ended during start, exit code {self.process.returncode}")
            return self.ready()
        wait_until(check, timeout, f"{self.name} ready")
        return self

    def stopped(self) -> bool:
        """Whether it is in the stopped state (SIGSTOP)."""
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"
        except OSError:
            return False

    def state(self) -> str:
        """For a failure: whether it lives, and if so why it is not ready."""
        if self.process is None:
            return "was never started"
        if not self.alive:
            return f"ended with {self.process.returncode}"
        if self.stopped():
            return "is stopped"
        try:
            return "is ready" if self.get("/readyz") else ""
        except urllib.error.HTTPError as error:
            return f"is not ready: {error.read().decode()[:300]}"
        except OSError as error:
            return f"does not answer: {error}"

    def rss_mib(self) -> float:
        try:
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        except OSError:
            pass
        return 0.0

    def cpu_seconds(self) -> float:
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            return 0.0


def drain(daemons: list[Daemon], timeout: float = 15) -> list[str]:
    """SIGTERM to all at once; what was wrong with their ends (nothing, if all is well)."""
    for d in daemons:
        d.term()
    end = time.monotonic() + timeout
    problems = []
    for d in daemons:
        try:
            code = d.wait(max(0.1, end - time.monotonic()))
            if code != EXIT_CLEAN:
                problems.append(f"{d.name} ended with {code}")
        except TimeoutError as error:
            problems.append(str(error))
    return problems
