#!/usr/bin/env python3
"""A loopback Kafka proxy that delays, cuts and stalls chosen requests.

It frames both directions by length and rewrites nothing: the broker advertises the proxy's address on one of its
listeners. Requests are recognised by API key and, where the body begins with it, the transactional id; that is enough
to hold an EndTxn and to let go of it when the same producer is inside its next transaction.

What a held request means: it sits in the network. Whatever the client sends after it on that connection waits behind
it; the connection to the broker stays open even when the client has given up its own side and retries on a new one.
"""
from __future__ import annotations

import asyncio
import struct
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Callable

PRODUCE, INIT_PRODUCER_ID, ADD_PARTITIONS, ADD_OFFSETS, END_TXN, TXN_OFFSET_COMMIT = 0, 22, 24, 25, 26, 28
# From this version on the request is "flexible": compact strings, tagged fields after the header.
FLEXIBLE = {PRODUCE: 9, INIT_PRODUCER_ID: 2, ADD_PARTITIONS: 3, ADD_OFFSETS: 3, END_TXN: 3, TXN_OFFSET_COMMIT: 3}
MAX_FRAME = 128 << 20


class Body:
    """Just enough of Kafka's encoding to walk over the first fields of a request."""

    def __init__(self, data: bytes, at: int, flexible: bool) -> None:
        self.data, self.at, self.flexible = data, at, flexible

    def take(self, fmt: str) -> int:
        value = struct.unpack_from(">" + fmt, self.data, self.at)[0]
        self.at += struct.calcsize(fmt)
        return value

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def length(self, wide: bool = False) -> int:
        """-1 for null."""
        return self.varint() - 1 if self.flexible else self.take("i" if wide else "h")

    def raw(self, wide: bool = False) -> bytes:
        n = self.length(wide)
        if n < 0:
            return b""
        self.at += n
        return self.data[self.at - n:self.at]

    def string(self) -> str:
        return self.raw().decode("utf-8", "replace")

    def tags(self) -> None:
        if self.flexible:
            for _ in range(self.varint()):
                self.varint()
                self.at += self.varint()


def producer(tid: str) -> str:
    """Whose transactional id it is: a producer has two, `.../a1` and `.../a2`, and changes between them."""
    return tid[:-1] if tid[-2:] in ("a1", "a2", "b1", "b2") else tid


@dataclass(slots=True)
class Request:
    """A request as far as the rules look at it."""
    api: int
    version: int
    correlation: int
    client: str
    tid: str = ""  # transactional id
    commit: bool | None = None  # of EndTxn
    topics: tuple[str, ...] = ()  # of Produce, up to version 12 (later ones carry ids)


def parse(frame: bytes) -> Request:
    """Never raises: a request that cannot be read matches no rule that looks into it."""
    api, version, correlation = struct.unpack_from(">hhi", frame, 0)
    size = struct.unpack_from(">h", frame, 8)[0]
    client = frame[10:10 + max(size, 0)].decode("utf-8", "replace")
    r = Request(api, version, correlation, client)
    if api not in FLEXIBLE:
        return r
    try:
        b = Body(frame, 10 + max(size, 0), version >= FLEXIBLE[api])
        b.tags()
        if api == ADD_PARTITIONS and version >= 4:  # brokers only
            return r
        if api != PRODUCE or version >= 3:
            r.tid = b.string()
        if api == END_TXN:
            b.take("q"), b.take("h")
            r.commit = bool(b.take("b"))
        elif api == PRODUCE and version <= 12:
            b.take("h"), b.take("i")
            names = []
            for _ in range(b.length(wide=True)):
                names.append(b.string())
                for _ in range(b.length(wide=True)):
                    b.take("i"), b.raw(wide=True), b.tags()
                b.tags()
            r.topics = tuple(names)
    except (struct.error, IndexError):
        pass
    return r


@dataclass
class Rule:
    """What to do with the `nth` request that matches (later ones pass, except under `stall` and `mute`).

    action   hold:     keep the request (and what follows on its connection) until it is released
             hold_cut: the same, and close the client's connection at once, so that it retries without any time-out
             cut:      forward the request, then close the client's connection: the answer is lost
             mute:     forward every matching request from the nth on, and keep the answers, until `release()`
             stall:    hold every matching request from the nth on until `release()` or `limit_s` is over
    release  acked:    when a later Produce of the same producer was answered
             offsets:  before a later AddOffsetsToTxn of the same producer is forwarded
             recommit: when a later TxnOffsetCommit of the same producer was answered
             manual:   by release() only
    limit_s  upper bound of any hold; a release by it is told apart, the scenario then knows it proved nothing
    """
    api: int
    action: str = "hold"
    release: str = "acked"
    nth: int = 1
    tid: str = ""  # prefix of the transactional id
    topic: str = ""
    commit: bool | None = None
    limit_s: float = 20.0
    matched: int = 0
    tid_hit: str = ""  # producer() of the request that was hit
    hit_at: float = 0.0
    released_by: str = ""  # acked, offsets, manual, limit
    later_produce: int = 0  # Produce requests of that producer seen while holding
    twin_produce: int = 0  # Produce requests of other producers with the rule's prefix seen while holding
    _gate: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _delivered: asyncio.Event = field(default_factory=asyncio.Event, repr=False)  # the broker answered the held one

    def matches(self, r: Request) -> bool:
        return (r.api == self.api and r.tid.startswith(self.tid) and (not self.topic or self.topic in r.topics)
                and (self.commit is None or r.commit == self.commit))


class Proxy:
    """Listens on `port` for one broker on `upstream`; runs in a thread of its own, rules come from the test's thread."""

    def __init__(self, port: int, upstream: int, host: str = "127.0.0.1") -> None:
        self.host, self.port, self.upstream = host, port, upstream
        self.rules: list[Rule] = []
        self.requests: dict[int, int] = {}  # per API key
        self._tasks: set[asyncio.Task] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)
        self._started = threading.Event()
        self._server: asyncio.Server | None = None

    # --- from the test's thread -----------------------------------------------------------------------------------

    def __enter__(self) -> "Proxy":
        self._thread.start()
        if not self._started.wait(10):
            raise RuntimeError("the proxy did not start")
        return self

    def __exit__(self, *_: object) -> None:
        def end() -> None:
            for task in list(self._tasks):
                task.cancel()
            self._loop.call_later(0.1, self._loop.stop)
        self._loop.call_soon_threadsafe(end)
        self._thread.join(timeout=10)

    def add(self, rule: Rule) -> Rule:
        self._call(lambda: self.rules.append(rule))
        return rule

    def remove(self, rule: Rule) -> None:
        """Takes a rule out; what it holds is let go."""
        def go() -> None:
            if rule in self.rules:
                self.rules.remove(rule)
            self._release(rule, "manual")
        self._call(go)

    def let_go(self, rule: Rule) -> None:
        self._call(lambda: self._release(rule, "manual"))

    def _call(self, function: Callable[[], None]) -> None:
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (function(), done.set()))
        if not done.wait(10):
            raise RuntimeError("the proxy does not answer")

    # --- in the proxy's thread --------------------------------------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._accept, self.host, self.port, limit=1 << 20))
        self._started.set()
        self._loop.run_forever()
        self._server.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    @staticmethod
    def _release(rule: Rule, why: str) -> None:
        if not rule._gate.is_set():
            rule.released_by = why
            rule._gate.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            up_reader, up_writer = await asyncio.open_connection(self.host, self.upstream, limit=1 << 20)
        except OSError:  # the broker is away: so are we
            writer.close()
            self._tasks.discard(task)
            return
        pending: dict[int, tuple[Request, Rule | None]] = {}  # requests whose answer somebody waits for
        back = asyncio.ensure_future(self._answers(up_reader, writer, pending))
        try:
            await self._requests(reader, writer, up_writer, pending)
            if not back.done():  # client gone: give the broker time to answer what was late
                await asyncio.wait([back], timeout=2 if pending else 0.05)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            back.cancel()
            for w in (writer, up_writer):
                try:
                    w.close()
                except Exception:  # noqa: BLE001 - already closed
                    pass
            self._tasks.discard(task)

    async def _requests(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
                        up: asyncio.StreamWriter, pending: dict[int, tuple[Request, Rule | None]]) -> None:
        """Client to broker, one request after the other."""
        while True:
            try:
                head = await reader.readexactly(4)
                size = struct.unpack(">i", head)[0]
                if not 8 <= size <= MAX_FRAME:
                    raise OSError(f"not a Kafka request ({size} bytes)")
                frame = await reader.readexactly(size)
            except asyncio.IncompleteReadError:
                return
            r = parse(frame)
            self.requests[r.api] = self.requests.get(r.api, 0) + 1
            hit: Rule | None = None
            for rule in self.rules:
                await self._before(rule, r)
                if hit is None and not rule._gate.is_set() and rule.matches(r):
                    rule.matched += 1
                    if rule.matched == rule.nth or (rule.action in ("stall", "mute") and rule.matched > rule.nth):
                        hit = rule
            if hit is not None:
                await self._apply(hit, r, writer)
            if hit is not None or (r.api in (PRODUCE, TXN_OFFSET_COMMIT) and any(x.tid_hit and x.tid_hit == producer(r.tid) for x in self.rules)):
                pending[r.correlation] = (r, hit)
            up.write(head + frame)
            await up.drain()
            if hit is not None and hit.action == "cut":
                self._release(hit, "cut")
                writer.close()

    async def _before(self, rule: Rule, r: Request) -> None:
        """Lets a held request go ahead of an AddOffsetsToTxn of the same producer."""
        if not rule.tid_hit or rule._gate.is_set() or rule.action not in ("hold", "hold_cut"):
            return
        if producer(r.tid) != rule.tid_hit:
            rule.twin_produce += r.api == PRODUCE and r.tid.startswith(rule.tid)
            return
        if r.api == PRODUCE:
            rule.later_produce += 1
        if r.api == ADD_OFFSETS and rule.release == "offsets" and rule.later_produce:
            self._release(rule, "offsets")
            try:
                await asyncio.wait_for(rule._delivered.wait(), 3)
            except asyncio.TimeoutError:
                pass

    async def _apply(self, rule: Rule, r: Request, writer: asyncio.StreamWriter) -> None:
        if not rule.hit_at:
            rule.hit_at, rule.tid_hit = time.monotonic(), producer(r.tid)
        if rule.action == "hold_cut":
            writer.close()
        if rule.action in ("hold", "hold_cut", "stall"):
            try:
                left = rule.hit_at + rule.limit_s - time.monotonic()
                await asyncio.wait_for(rule._gate.wait(), max(left, 0.01))
            except asyncio.TimeoutError:
                self._release(rule, "limit")

    async def _answers(self, up: asyncio.StreamReader, writer: asyncio.StreamWriter,
                       pending: dict[int, tuple[Request, Rule | None]]) -> None:
        """Broker to client; a client that went away does not stop the reading."""
        try:
            while True:
                head = await up.readexactly(4)
                frame = await up.readexactly(struct.unpack(">i", head)[0])
                asked, held = pending.pop(struct.unpack_from(">i", frame)[0], (None, None))
                if held is not None:
                    held._delivered.set()
                    if held.action == "mute":
                        continue
                elif asked is not None:
                    for rule in self.rules:
                        wanted = {"acked": PRODUCE, "recommit": TXN_OFFSET_COMMIT}.get(rule.release)
                        if asked.api == wanted and rule.later_produce and rule.tid_hit == producer(asked.tid) \
                                and rule.action in ("hold", "hold_cut") and not rule._gate.is_set():
                            self._release(rule, rule.release)
                            try:  # the client learns of its Produce only when the late request has arrived
                                await asyncio.wait_for(rule._delivered.wait(), 3)
                            except asyncio.TimeoutError:
                                pass
                if not writer.is_closing():
                    try:
                        writer.write(head + frame)
                        await writer.drain()
                    except OSError:
                        pass
        except (asyncio.IncompleteReadError, OSError):
            if not writer.is_closing():
                writer.close()


# --- self-test --------------------------------------------------------------------------------------------------------

def self_test() -> int:
    """Against a fake broker that answers every request with its correlation id, and logs the order of arrival."""
    import socket

    def request(api: int, version: int, corr: int, tid: str, commit: bool | None = None, topic: str = "") -> bytes:
        flexible = version >= FLEXIBLE[api]

        def text(s: str) -> bytes:
            raw = s.encode()
            return (bytes([len(raw) + 1]) if flexible else struct.pack(">h", len(raw))) + raw
        body = struct.pack(">hhih", api, version, corr, 1) + b"c" + (b"\0" if flexible else b"") + text(tid)
        if api == END_TXN:
            body += struct.pack(">qhb", 7, 0, commit or 0)
        if api == PRODUCE:
            one = b"\x02" if flexible else struct.pack(">i", 1)
            records = b"\x04abc" if flexible else struct.pack(">i", 3) + b"abc"
            body += struct.pack(">hi", -1, 1000) + one + text(topic) + one + struct.pack(">i", 0) + records
            body += b"\0\0" if flexible else b""
        return struct.pack(">i", len(body)) + body

    failures = 0

    def expect(what: str, fine: bool) -> None:
        nonlocal failures
        failures += not fine
        print(f"{'ok' if fine else 'FAIL'} proxy {what}")

    for version, api in ((1, END_TXN), (4, END_TXN), (7, PRODUCE), (10, PRODUCE), (3, TXN_OFFSET_COMMIT)):
        r = parse(request(api, version, 5, "g/a/0/b", True, "out")[4:])
        expect(f"parses api {api} v{version}", r.tid == "g/a/0/b" and r.correlation == 5 and r.client == "c"
               and (api != END_TXN or r.commit is True) and (api != PRODUCE or r.topics == ("out",)))

    arrived: list[Request] = []
    broker = socket.socket()
    broker.bind(("127.0.0.1", 0))
    broker.listen(8)

    def serve(conn: socket.socket) -> None:
        file = conn.makefile("rb")
        while True:
            head = file.read(4)
            if len(head) < 4:
                return
            r = parse(file.read(struct.unpack(">i", head)[0]))
            arrived.append(r)
            conn.sendall(struct.pack(">ii", 4, r.correlation))

    def accept() -> None:
        for _ in range(16):
            try:
                conn, _ = broker.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(conn,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]

    def client() -> socket.socket:
        s = socket.create_connection(("127.0.0.1", port))
        s.settimeout(2)
        return s

    def wait_for(n: int) -> bool:
        end = time.monotonic() + 2
        while len(arrived) < n and time.monotonic() < end:
            time.sleep(0.01)
        return len(arrived) == n

    with Proxy(port, broker.getsockname()[1]) as proxy:
        for action in ("hold", "hold_cut"):
            arrived.clear()
            rule = proxy.add(Rule(END_TXN, action, "acked", nth=2, tid="g/", commit=True))
            a, b = client(), client()
            a.sendall(request(END_TXN, 1, 1, "g/x", True))
            expect(f"{action}: the first passes", a.recv(8)[4:] == struct.pack(">i", 1) and wait_for(1))
            a.sendall(request(END_TXN, 1, 2, "g/x", True))
            time.sleep(0.1)
            if action == "hold_cut":
                expect("hold_cut: the client's connection is closed", a.recv(8) == b"")
            a.close()  # the client gives up
            b.sendall(request(PRODUCE, 7, 3, "g/other", topic="out"))
            b.recv(8)
            expect(f"{action}: another producer does not release", wait_for(2) and not rule.released_by)
            b.sendall(request(PRODUCE, 7, 4, "g/x", topic="out"))
            b.recv(8)
            expect(f"{action}: late request arrives behind the next Produce", wait_for(4)
                   and rule.released_by == "acked" and [r.correlation for r in arrived] == [1, 3, 4, 2])
            b.close()
            proxy.remove(rule)

        arrived.clear()
        rule = proxy.add(Rule(END_TXN, "hold", "offsets"))
        a, b = client(), client()
        a.sendall(request(END_TXN, 1, 1, "g/x", False))
        time.sleep(0.1)
        b.sendall(request(PRODUCE, 7, 2, "g/x", topic="out"))
        b.recv(8)
        b.sendall(request(ADD_OFFSETS, 0, 3, "g/x"))
        b.recv(8)
        expect("late request arrives before AddOffsets", wait_for(3) and [r.correlation for r in arrived] == [2, 1, 3]
               and rule.released_by == "offsets")
        proxy.remove(rule)

        arrived.clear()
        rule = proxy.add(Rule(END_TXN, "cut"))
        a.sendall(request(END_TXN, 1, 9, "g/x", False))
        rest = a.recv(8)  # the answer of the one that was held comes first
        expect("cut: forwarded, answer lost", (rest if rest == b"" else a.recv(8)) in (b"", rest) and wait_for(1))
        proxy.remove(rule)
        a.close()

        arrived.clear()
        rule = proxy.add(Rule(PRODUCE, "stall", "manual", topic="out"))
        b.sendall(request(PRODUCE, 7, 10, "g/x", topic="out"))
        c = client()
        c.sendall(request(PRODUCE, 10, 11, "", topic="elsewhere"))
        c.recv(8)
        expect("stall: only that topic", wait_for(1))
        proxy.let_go(rule)
        b.recv(8)
        expect("stall: goes on afterwards", wait_for(2))
        arrived.clear()
        rule = proxy.add(Rule(END_TXN, "mute", "manual"))
        for correlation in (20, 21):
            c.sendall(request(END_TXN, 1, correlation, "g/x", True))
        c.sendall(request(PRODUCE, 10, 22, "", topic="elsewhere"))
        expect("mute: all arrive, only others are answered", c.recv(8)[4:] == struct.pack(">i", 22) and wait_for(3))
        proxy.remove(rule)
        rule2 = proxy.add(Rule(PRODUCE, "hold", "manual", limit_s=0.2))
        c.sendall(request(PRODUCE, 10, 12, "", topic="elsewhere"))
        c.recv(8)
        expect("a hold is bounded", rule2.released_by == "limit")
        c.close(), b.close()
    broker.close()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(self_test())
