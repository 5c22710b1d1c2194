"""A throw-away Apache Kafka for one test run: kafka-local plus what the tests ask of a broker.

One single-node cluster serves nearly every scenario of a run (starting one costs 5 s and 200 MB), so it has three client
listeners: PLAINTEXT for most, PROXY, which is advertised under the fault-injecting proxy's address, and SASL_SSL. Whoever does
not log in, and USER, may do everything; GUEST may do what allow() grants.
A scenario that needs brokers with a clock that can be set, or several, starts a Cluster of its own.
"""
from __future__ import annotations

import os
import random
import re
import socket
import struct
import subprocess
import threading
import time
from pathlib import Path

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import (ACL, ACLFilter, ACLOperation, ACLPermissionType, ACLResourcePatternType, ResourcePattern,
                         ResourcePatternFilter, ResourceType, ScramMechanism, UserScramCredentialUpsertion)

HERE = Path(__file__).resolve().parent
KAFKA_LOCAL = HERE / "kafka-local"
HOST = "127.0.0.1"
USER, PASSWORD = "newswired", "scram-Secret-17"
GUEST = "guest"  # with the same password


def free_block(count: int) -> int:
    """First of `count` neighbouring ports nobody listens on, below the kernel's range for outgoing connections."""
    for _ in range(200):
        first = random.randrange(16384, 32000)
        try:
            for port in range(first, first + count):
                with socket.socket() as s:
                    s.bind((HOST, port))
            return first
        except OSError:
            continue
    raise RuntimeError("no free ports")


class Cluster:
    """One broker, or several. Always use as a context manager: leaving it stops the brokers and wipes their data."""

    def __init__(self, version: str, directory: Path, heap_mb: int = 256, nodes: int = 1, clock: bool = False) -> None:
        """Of several nodes, each has the direct listener alone. `clock`: the time of day can be set, see advance()."""
        self.version = version
        self.dir = directory
        self.heap_mb = heap_mb
        self.nodes = nodes
        self._clock = directory.with_suffix(".clock") if clock else None
        self.direct = self.proxied = self.secure = ""  # bootstrap addresses of the three listeners
        self.proxy_port = self.upstream_port = 0
        self.ca_file = directory.parent / "ca.pem"
        self._guard: subprocess.Popen | None = None
        self._local = threading.local()  # kafka-python clients are not shared between threads
        self._clients: list = []

    # --- life -----------------------------------------------------------------------------------------------------

    def __enter__(self) -> "Cluster":
        # The guard outlives us: should this process be killed, its end of the pipe closes and the broker goes too.
        self._guard = subprocess.Popen(
            ["bash", "-c", 'read -r _ || true; "$1" stop --dir "$2" --kill --wipe', "guard", str(KAFKA_LOCAL),
             str(self.dir)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        if self._clock:
            self._clock.write_bytes(bytes(8))
        try:
            for attempt in range(3):  # a port may be lost between looking and binding
                try:
                    self._start()
                    break
                except subprocess.CalledProcessError as error:
                    self._kafka_local("stop", "--kill", "--wipe")
                    if attempt == 2:
                        raise RuntimeError(f"Kafka {self.version} did not start: {error.stderr[-2000:]}") from error
            if self.secure:
                problems = self.admin().alter_user_scram_credentials(
                    [UserScramCredentialUpsertion(user, ScramMechanism.SCRAM_SHA_512, PASSWORD, 4096)
                     for user in (USER, GUEST)])
                if any(problems.values()):
                    raise RuntimeError(f"SCRAM user refused: {problems}")
            else:
                wait_until(self._complete, 30, "all brokers known to each other")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients:
            try:
                client.close()
            except Exception:  # noqa: BLE001 - the broker may be gone; nothing to save
                pass
        self._clients.clear()
        if self._guard and self._guard.stdin:
            self._guard.stdin.close()
            self._guard.wait(timeout=60)
            self._guard = None

    def _start(self) -> None:
        args = ["--version", self.version, "--heap", str(self.heap_mb), "--set", "message.max.bytes=16777216", "--set",
                "log.retention.ms=-1"]
        if self.nodes > 1:
            self.direct = self._kafka_local("start", *args, "--nodes", str(self.nodes), check=True).strip()
            return
        port = free_block(5)  # broker, controller, upstream of the proxy, the proxy itself, SASL_SSL
        self.upstream_port, self.proxy_port = port + 2, port + 3
        self.direct, self.proxied, self.secure = (f"{HOST}:{p}" for p in (port, port + 3, port + 4))
        keys = make_certificates(self.ca_file.parent)
        jaas = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        sets = [
            f"listeners=PLAINTEXT://{HOST}:{port},CONTROLLER://{HOST}:{port + 1},PROXY://{HOST}:{port + 2},"
            f"SASL_SSL://{HOST}:{port + 4}",
            f"advertised.listeners=PLAINTEXT://{HOST}:{port},PROXY://{HOST}:{port + 3},SASL_SSL://{HOST}:{port + 4}",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXY:PLAINTEXT,SASL_SSL:SASL_SSL",
            "listener.name.sasl_ssl.sasl.enabled.mechanisms=SCRAM-SHA-512",
            f"listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config={jaas}",
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            f"super.users=User:ANONYMOUS;User:{USER}",
            "listener.name.sasl_ssl.ssl.keystore.type=PEM",
            f"listener.name.sasl_ssl.ssl.keystore.location={keys}",
        ]
        args += ["--port", str(port)]
        for item in sets:
            args += ["--set", item]
        self._kafka_local("start", *args, check=True)

    def _kafka_local(self, command: str, *args: str, check: bool = False) -> str:
        # "Stabilized group" lines are the broker's own count of generations, independent of the daemon's; what it does
        # with transactions is the first thing to read after a failure.
        levels = ("org.apache.kafka.coordinator.group", "kafka.coordinator.group", "kafka.coordinator.transaction")
        env = {**os.environ, "KAFKA_LOCAL_OPTS": " ".join(
            [os.environ.get("KAFKA_LOCAL_OPTS", ""), *(f"-Dorg.slf4j.simpleLogger.log.{x}=info" for x in levels)])}
        if self._clock:
            env |= {"LD_PRELOAD": str(make_clock_library(self._clock)), "BROKER_CLOCK": str(self._clock)}
        return subprocess.run([str(KAFKA_LOCAL), command, "--dir", str(self.dir), *args], check=check, env=env,
                              timeout=300, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True).stdout

    # `node`: of several brokers, the one with that number; 0: all.

    def stop_broker(self, kill: bool = True, node: int = 0) -> None:
        """Takes the broker away, data kept. SIGKILL by default: a lone KRaft node hangs in a controlled shutdown."""
        self._kafka_local("stop", *(["--kill"] if kill else []), *_node(node))

    def start_broker(self, node: int = 0) -> None:
        """Brings it back on the same ports with the same data."""
        self._kafka_local("start", *_node(node), check=True)

    def freeze(self, node: int = 0) -> None:
        self._kafka_local("freeze", *_node(node), check=True)

    def thaw(self, node: int = 0) -> None:
        self._kafka_local("thaw", *_node(node), check=True)

    def advance(self, seconds: int) -> None:
        """The brokers' time of day is later from now on; what they wait for by their monotonic clock is not affected."""
        assert self._clock
        with self._clock.open("r+b") as file:
            (ahead,) = struct.unpack("<q", file.read(8))
            file.seek(0)
            file.write(struct.pack("<q", ahead + seconds))

    # --- questions ------------------------------------------------------------------------------------------------

    def admin(self) -> KafkaAdminClient:
        if not hasattr(self._local, "admin"):
            self._local.admin = KafkaAdminClient(bootstrap_servers=self.direct, request_timeout_ms=10000)
            self._clients.append(self._local.admin)
        return self._local.admin

    def _consumer(self) -> KafkaConsumer:
        if not hasattr(self._local, "consumer"):
            self._local.consumer = KafkaConsumer(bootstrap_servers=self.direct, enable_auto_commit=False,
                                                 request_timeout_ms=10000)
            self._clients.append(self._local.consumer)
        return self._local.consumer

    def forget_clients(self) -> None:
        """After the broker was away: start over with fresh connections in this thread."""
        for name in ("admin", "consumer"):
            client = self._local.__dict__.pop(name, None)
            if client is not None:
                self._clients.remove(client)
                try:
                    client.close()
                except Exception:  # noqa: BLE001
                    pass

    def create_topic(self, name: str, partitions: int, **configs: object) -> None:
        """Topic settings are keyword arguments with `_` for `.` (max_message_bytes=300000)."""
        self.admin().create_topics({name: {
            "num_partitions": partitions, "replication_factor": min(self.nodes, 3),
            "configs": {k.replace("_", "."): str(v) for k, v in configs.items()}}}, wait_for_metadata=True)

    def allow(self, operation: str, kind: str, name: str, prefixed: bool = False) -> None:
        """Grants GUEST an operation ("READ") on a resource ("TOPIC") of that name."""
        pattern = ResourcePattern(ResourceType[kind], name,
                                  ACLResourcePatternType.PREFIXED if prefixed else ACLResourcePatternType.LITERAL)
        done = self.admin().create_acls([ACL(f"User:{GUEST}", "*", ACLOperation[operation], ACLPermissionType.ALLOW, pattern)])
        if done["failed"]:
            raise RuntimeError(f"right refused: {done['failed']}")

    def deny(self, operation: str, kind: str, name: str) -> None:
        """Takes back what was allowed."""
        self.admin().delete_acls([ACLFilter(f"User:{GUEST}", None, ACLOperation[operation], ACLPermissionType.ALLOW,
                                            ResourcePatternFilter(ResourceType[kind], name, ACLResourcePatternType.LITERAL))])

    def add_partitions(self, name: str, partitions: int) -> None:
        """Makes them `partitions` in all."""
        self.admin().create_partitions({name: partitions})

    def delete_topic(self, name: str) -> None:
        self.admin().delete_topics([name])

    def recreate_topic(self, name: str, partitions: int, **configs: object) -> None:
        """Deletes it and makes it anew, once it is gone."""
        self.delete_topic(name)

        def made() -> bool:
            try:
                self.create_topic(name, partitions, **configs)
                return True
            except Exception:  # noqa: BLE001 - still being deleted
                return False
        wait_until(made, 20, "topic made anew", 0.5)

    def delete_records(self, topic: str, partition: int, before: int) -> None:
        """What retention does: the log then starts at `before`."""
        self.admin().delete_records({TopicPartition(topic, partition): before})

    def end_offsets(self, topic: str, partitions: int) -> dict[int, int]:
        tps = [TopicPartition(topic, p) for p in range(partitions)]
        return {tp.partition: end for tp, end in self._consumer().end_offsets(tps).items()}

    def committed(self, group: str, topic: str) -> dict[int, int]:
        """Committed offsets of the group (an empty answer while the coordinator is not ready)."""
        try:
            offsets = self.admin().list_group_offsets(group).get(group, {})
        except Exception:  # noqa: BLE001 - not coordinator, loading, no such group yet: ask again later
            return {}
        return {tp.partition: o.offset for tp, o in offsets.items() if tp.topic == topic and o.offset >= 0}

    def set_offset(self, group: str, topic: str, partition: int, offset: int) -> None:
        from kafka.structs import OffsetAndMetadata
        self.admin().alter_group_offsets(group, {TopicPartition(topic, partition): OffsetAndMetadata(offset, "", -1)})

    def lags(self, group: str, topic: str, partitions: int) -> dict[int, int]:
        """Records between the committed offsets and the log end; the tests' own view, not the daemon's metric."""
        ends = self.end_offsets(topic, partitions)
        done = self.committed(group, topic)
        return {p: end - done.get(p, 0) for p, end in ends.items()}

    def lag(self, group: str, topic: str, partitions: int) -> int:
        return sum(self.lags(group, topic, partitions).values())

    def _complete(self) -> bool:
        try:
            return len(self.admin().describe_cluster()["brokers"]) == self.nodes
        except Exception:  # noqa: BLE001 - a client that met a broker too early may not know the others
            self.forget_clients()
            return False

    def leader(self, topic: str) -> int:
        """The broker that leads its first partition; 0: none does now, or it cannot be told."""
        try:
            [found] = self.admin().describe_topics([topic])
            return max(0, next(p for p in found["partitions"] if p["partition_index"] == 0)["leader_id"])
        except Exception:  # noqa: BLE001 - brokers on their way
            return 0

    def members(self, group: str) -> list[str]:
        """Client ids of the group's members, one for each member."""
        try:
            answer = self.admin().describe_groups([group])[group]
        except Exception:  # noqa: BLE001
            return []
        return [m.get("client_id", "") for m in answer.get("members", [])]

    def _broker_log(self) -> str:
        paths = (self.dir / "1" / name for name in ("log.old", "log"))
        return "".join(path.read_text(errors="replace") for path in paths if path.exists())

    def generations(self, group: str) -> int:
        """How many generations of the group the broker's own log shows so far."""
        return len(set(re.findall(rf"Stabilized group {re.escape(group)} generation (\d+)", self._broker_log())))

    def markers_skipped(self, group: str) -> set[str]:
        """Where the broker, by its own log, did not write the end of a transaction of the group, as topic/partition.

        A lone broker that comes back may end what timed out meanwhile before its own metadata names a leader: it takes
        the topic for deleted, skips the abort markers, and the producer's next commit makes aborted records visible
        (seen on 4.4.0: CompleteAbort in __transaction_state, no marker in the topic). No client can prevent that.
        """
        return skipped_markers(self._broker_log(), group)


def _node(number: int) -> list[str]:
    return ["--node", str(number)] if number else []


def skipped_markers(log: str, group: str) -> set[str]:
    found = re.findall(r"partitions (.*) while trying to send transaction markers for "
                       rf"{re.escape(group)}/\S+ these partitions are likely deleted", log)
    return {f"{topic}/{partition}" for names in found for topic, partition in re.findall(r"([\w.]+)-(\d+)\b", names)}


def make_clock_library(clock: Path) -> Path:
    """For this clock alone: several clusters may start at once."""
    out = clock.with_suffix(".so")
    if not out.exists():
        source = HERE.parent / "support/broker_clock.cc"
        subprocess.run(["c++", "-O1", "-shared", "-fPIC", "-o", str(out), str(source)], check=True, timeout=120)
    return out


def make_certificates(directory: Path) -> Path:
    """A CA, and a server key with a certificate for 127.0.0.1 signed by it, as one PEM file for the broker."""
    directory.mkdir(parents=True, exist_ok=True)
    out = directory / "server.pem"
    if out.exists():
        return out

    def openssl(*args: str) -> None:
        subprocess.run(["openssl", *args], cwd=directory, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60)

    (directory / "san.cnf").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=newswired test CA")
    openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "server.key")  # PKCS#8
    openssl("req", "-new", "-key", "server.key", "-subj", "/CN=localhost", "-out", "server.csr")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "san.cnf", "-out", "server.crt")
    out.write_text((directory / "server.key").read_text() + (directory / "server.crt").read_text()
                   + (directory / "ca.pem").read_text())
    return out


def wait_until(condition, timeout: float, what: str, interval: float = 0.1):
    """Polls `condition` until it is true; its value, or TimeoutError naming what was waited for."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {timeout:.0f} s")
        time.sleep(interval)
