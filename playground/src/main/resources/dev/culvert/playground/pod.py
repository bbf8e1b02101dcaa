"""What the playground's pods run: small servers that say who they are.

usage: pod.py ROLE:PORT [ROLE:PORT ...]

  http        answers every request with JSON: which pod, what was asked; /bytes?n=N sends N bytes, &after=S does so
              after S seconds
  udp-echo    sends every datagram back
  udp-who     answers every datagram with the pod's name, a space and the datagram
  echo        sends every byte back, and its end when the end comes
  source      reads a line with a number and sends that many bytes, then its end
  sink        reads to the end, then answers "BYTES SHA256\\n"
  discard     reads to the end, then answers "BYTES\\n"
  half-close  says "hello\\n" and ends its direction at once, reads to the end; PORT+1 tells "BYTES SHA256\\n"
  deaf        accepts and never reads
  reset       accepts and resets

Bytes of source are those of the 1 MiB block whose i-th byte is (i * 31 + (i >> 8)) & 255, over and over.
"""
import asyncio
import hashlib
import json
import os
import signal
import socket
import struct
import sys
import threading

POD = os.environ.get("POD_NAME", socket.gethostname())
NAMESPACE = os.environ.get("POD_NAMESPACE", "default")
BLOCK = bytes((i * 31 + (i >> 8)) & 255 for i in range(1 << 20))
half_closed = {"bytes": 0, "sha256": hashlib.sha256().hexdigest()}


class Http(asyncio.Protocol):
    """HTTP/1.1, requests one after the other, bodies by Content-Length."""

    def connection_made(self, transport):
        self.transport = transport
        self.buffer = b""

    def data_received(self, data):
        self.buffer += data
        while True:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            lines = self.buffer[:end].decode("latin-1").split("\r\n")
            headers = {}
            for line in lines[1:]:
                name, _, value = line.partition(":")
                headers[name.strip().lower()] = value.strip()
            length = int(headers.get("content-length", "0"))
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4 : end + 4 + length]
            self.buffer = self.buffer[end + 4 + length :]
            method, path, version = (lines[0].split(" ") + ["", ""])[:3]
            self.answer(method, path, version, headers, body)

    def answer(self, method, path, version, headers, body):
        kind = "application/json"
        if path.startswith("/bytes?n="):
            n, _, after = path[9:].partition("&after=")
            if after:
                again = (method, "/bytes?n=" + n, version, headers, body)
                asyncio.get_running_loop().call_later(float(after), self.answer, *again)
                return
            n = int(n)
            content = (BLOCK * (n // len(BLOCK) + 1))[:n]
            kind = "application/octet-stream"
        else:
            peer = self.transport.get_extra_info("peername")
            content = (
                json.dumps(
                    {
                        "pod": POD,
                        "namespace": NAMESPACE,
                        "method": method,
                        "path": path,
                        "headers": headers,
                        "body": body[:4096].decode("utf-8", "replace"),
                        "bytes": len(body),
                        "from": peer[0] if peer else "",
                    }
                ).encode()
                + b"\n"
            )
        keep = headers.get("connection", "").lower() != "close" and version == "HTTP/1.1"
        head = "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\nX-Pod: %s\r\nConnection: %s\r\n\r\n" % (
            kind,
            len(content),
            POD,
            "keep-alive" if keep else "close",
        )
        self.transport.write(head.encode() + (b"" if method == "HEAD" else content))
        if not keep:
            self.transport.close()


class UdpEcho(asyncio.DatagramProtocol):
    def __init__(self, prefix):
        self.prefix = prefix

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, sender):
        self.transport.sendto(self.prefix + data, sender)


class Echo(asyncio.Protocol):
    """Stops reading while its own answers are not taken."""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()

    def eof_received(self):
        self.transport.write_eof()
        return False


def read_to_end(connection, hashed):
    buffer = bytearray(1 << 20)
    view = memoryview(buffer)
    digest = hashlib.sha256()
    count = 0
    while True:
        n = connection.recv_into(buffer)
        if n == 0:
            return count, digest.hexdigest()
        count += n
        if hashed:
            digest.update(view[:n])


def source(connection, _):
    line = b""
    while not line.endswith(b"\n"):
        more = connection.recv(64)
        if not more:
            return
        line += more
    left = int(line)
    while left > 0:
        n = min(left, len(BLOCK))
        connection.sendall(BLOCK if n == len(BLOCK) else BLOCK[:n])
        left -= n
    connection.shutdown(socket.SHUT_WR)
    read_to_end(connection, False)


def sink(connection, _):
    connection.sendall(b"%d %s\n" % (lambda r: (r[0], r[1].encode()))(read_to_end(connection, True)))


def discard(connection, _):
    connection.sendall(b"%d\n" % read_to_end(connection, False)[0])


def half_close(connection, _):
    connection.sendall(b"hello\n")
    connection.shutdown(socket.SHUT_WR)
    count, digest = read_to_end(connection, True)
    half_closed.update(bytes=count, sha256=digest)


def half_close_report(connection, _):
    connection.sendall(b"%d %s\n" % (half_closed["bytes"], half_closed["sha256"].encode()))


def deaf(connection, stop):
    stop.wait()


def reset(connection, _):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


BLOCKING = {
    "source": source,
    "sink": sink,
    "discard": discard,
    "half-close": half_close,
    "half-close-report": half_close_report,
    "deaf": deaf,
    "reset": reset,
}


def listen(port):
    listener = socket.create_server(("::", port), family=socket.AF_INET6, backlog=1024, dualstack_ipv6=True)
    return listener


def serve(port, action):
    listener = listen(port)
    stop = threading.Event()

    def one(connection):
        try:
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                action(connection, stop)
        except (OSError, ValueError) as problem:
            print("%s: %s" % (action.__name__, problem), flush=True)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


async def main(arguments):
    loop = asyncio.get_running_loop()
    for argument in arguments:
        role, _, port = argument.partition(":")
        port = int(port)
        if role == "http":
            await loop.create_server(Http, sock=listen(port))
        elif role == "echo":
            await loop.create_server(Echo, sock=listen(port))
        elif role in ("udp-echo", "udp-who"):
            prefix = (POD + " ").encode() if role == "udp-who" else b""
            family = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            family.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            family.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
            family.bind(("::", port))
            await loop.create_datagram_endpoint(lambda p=prefix: UdpEcho(p), sock=family)
        elif role in BLOCKING:
            serve(port, BLOCKING[role])
            if role == "half-close":
                serve(port + 1, BLOCKING["half-close-report"])
        else:
            sys.exit("there is no role " + role)
    done = asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop, done.set)
    await done.wait()


if __name__ == "__main__":
    threading.stack_size(256 << 10)
    asyncio.run(main(sys.argv[1:]))
