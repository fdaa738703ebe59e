#!/usr/bin/env python3
"""A TCP relay that makes loopback distant: what goes in comes out a while later, in both directions.

usage: relay.py PORT MILLISECONDS

Prints one JSON line, {"port": …, "url": …}, relays each connection to PORT on 127.0.0.1, and stops when its standard
input ends. MILLISECONDS is the round trip: each direction takes half of it, and a new connection another whole one, as the
handshake would (the kernel's own is over at once). It does not limit how much is on the way, so it is for small
replies.
"""

import heapq
import json
import select
import socket
import sys
import time
from collections import deque
from itertools import count

CHUNK = 256 << 10


class Pipe:
    """One direction of a connection."""

    def __init__(self, source: socket.socket, target: socket.socket, opens: float):
        self.source = source
        self.target = target
        # Nothing that was sent before the handshake's end is on its way earlier.
        self.opens = opens
        # What has arrived at the far end and waits for the target to take it; the empty piece is the end.
        self.arrived: deque[memoryview] = deque()
        self.is_over = False


class Relay:
    def __init__(self, port: int, round_trip: float):
        self.target = ("127.0.0.1", port)
        self.round_trip = round_trip
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.poller = select.epoll()
        self.readers: dict[int, Pipe] = {}
        self.writers: dict[int, Pipe] = {}
        self.on_the_way: list[tuple[float, int, Pipe, bytes]] = []
        self.order = count()

    def run(self) -> None:
        listener, stop = self.listener.fileno(), sys.stdin.fileno()
        self.poller.register(listener, select.EPOLLIN)
        self.poller.register(stop, select.EPOLLIN)
        while True:
            # epoll itself would round the time up to a whole millisecond.
            select.select([self.poller], [], [], self.seconds_to_next())
            for descriptor, events in self.poller.poll(0):
                if descriptor == stop:
                    return
                if descriptor == listener:
                    self.accept()
                    continue
                if events & select.EPOLLOUT:
                    self.write(self.writers[descriptor])
                if events & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR) and descriptor in self.readers:
                    self.read(self.readers[descriptor])
            self.deliver()

    def seconds_to_next(self) -> float | None:
        return max(0, self.on_the_way[0][0] - time.monotonic()) if self.on_the_way else None

    def accept(self) -> None:
        client, _ = self.listener.accept()
        server = socket.create_connection(self.target)
        opens = time.monotonic() + self.round_trip
        for source, target in (client, server), (server, client):
            source.setblocking(False)
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            pipe = Pipe(source, target, opens)
            self.readers[source.fileno()] = pipe
            self.writers[target.fileno()] = pipe
            self.poller.register(source, select.EPOLLIN)

    def read(self, pipe: Pipe) -> None:
        try:
            data = pipe.source.recv(CHUNK)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            del self.readers[pipe.source.fileno()]
            self.watch(pipe.source)
        due = max(time.monotonic(), pipe.opens) + self.round_trip / 2
        heapq.heappush(self.on_the_way, (due, next(self.order), pipe, data))

    def deliver(self) -> None:
        now = time.monotonic()
        while self.on_the_way and self.on_the_way[0][0] <= now:
            _, _, pipe, data = heapq.heappop(self.on_the_way)
            if pipe.is_over:
                continue
            pipe.arrived.append(memoryview(data))
            if len(pipe.arrived) == 1:
                self.write(pipe)

    def write(self, pipe: Pipe) -> None:
        """Gives the target what it takes."""
        try:
            while pipe.arrived and (piece := pipe.arrived[0]):
                sent = pipe.target.send(piece)
                if sent < len(piece):
                    pipe.arrived[0] = piece[sent:]
                else:
                    pipe.arrived.popleft()
        except BlockingIOError:
            pass
        except ConnectionError:
            pipe.arrived = deque([memoryview(b"")])
        if pipe.arrived and not pipe.arrived[0]:
            self.end(pipe)
        else:
            self.watch(pipe.target)

    def end(self, pipe: Pipe) -> None:
        """Tells the target of the end, and closes the connection once both directions have ended."""
        pipe.arrived.clear()
        pipe.is_over = True
        self.watch(pipe.target)
        other = self.writers[pipe.source.fileno()]
        if not other.is_over:
            try:
                pipe.target.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            return
        for end in pipe.source, pipe.target:
            self.readers.pop(end.fileno(), None)
            self.writers.pop(end.fileno(), None)
            self.poller.unregister(end)
            end.close()

    def watch(self, end: socket.socket) -> None:
        """Waits for what may still happen at one end of a connection."""
        descriptor = end.fileno()
        reads = select.EPOLLIN if descriptor in self.readers else 0
        writes = select.EPOLLOUT if self.writers[descriptor].arrived else 0
        self.poller.modify(end, reads | writes)


def main() -> None:
    port, milliseconds = int(sys.argv[1]), float(sys.argv[2])
    relay = Relay(port, milliseconds / 1000)
    own = relay.listener.getsockname()[1]
    print(json.dumps({"port": own, "url": f"http://127.0.0.1:{own}"}), flush=True)
    relay.run()


main()
