"""A real HTTP server on loopback that behaves as mirrors on bad days do; every behaviour is chosen by the test."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler", bytes], None]


@dataclass
class Mirror:
    """Serves `files` by the last part of the address; `answers` are used up one a request, then `whole` goes on."""

    files: Mapping[str, bytes]
    answers: list[Answer] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)  # (path, Range header)
    released: threading.Event = field(default_factory=threading.Event)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    mirror: Mirror

    def do_GET(self) -> None:
        self.mirror.requests.append((self.path, self.headers.get("Range", "")))
        content = self.mirror.files.get(self.path.rsplit("/", 1)[-1])
        answer = self.mirror.answers.pop(0) if self.mirror.answers else whole
        if content is None:
            status(404)(self, b"")
        else:
            answer(self, content)

    def start(self, code: int, length: int | None, **headers: str) -> None:
        self.send_response(code)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


def whole(handler: Handler, content: bytes) -> None:
    """As a good mirror: the file, or the rest of it that was asked for."""
    asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
    first = int(asked[1]) if asked else 0
    if asked and first >= len(content):
        handler.start(416, 0)
    elif asked:
        handler.start(206, len(content) - first, Content_Range=f"bytes {first}-{len(content) - 1}/{len(content)}")
        handler.wfile.write(content[first:])
    else:
        handler.start(200, len(content))
        handler.wfile.write(content)


def ignoring_range(handler: Handler, content: bytes) -> None:
    handler.start(200, len(content))
    handler.wfile.write(content)


def breaking_off(after: int) -> Answer:
    """Says how long it is, sends `after` bytes of what was asked for, and hangs up."""

    def answer(handler: Handler, content: bytes) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        first = int(asked[1]) if asked else 0
        place = {"Content_Range": f"bytes {first}-{len(content) - 1}/{len(content)}"} if asked else {}
        handler.start(206 if asked else 200, len(content) - first, **place)
        handler.wfile.write(content[first : first + after])
        handler.close_connection = True

    return answer


def status(code: int) -> Answer:
    return lambda handler, _content: handler.start(code, 0)


def sending(other: bytes, *, announce: bool = True) -> Answer:
    """Another content than the published one, with or without saying how long it is."""

    def answer(handler: Handler, _content: bytes) -> None:
        handler.start(200, len(other) if announce else None)
        handler.wfile.write(other)
        handler.close_connection = True

    return answer


def wrong_part(handler: Handler, content: bytes) -> None:
    handler.start(206, len(content), Content_Range=f"bytes 0-{len(content) - 1}/{len(content)}")
    handler.wfile.write(content)


def stalling(after: int) -> Answer:
    """Sends `after` bytes and then nothing until the test lets go."""

    def answer(handler: Handler, content: bytes) -> None:
        handler.start(200, len(content))
        handler.wfile.write(content[:after])
        handler.wfile.flush()
        handler.mirror.released.wait(30)
        handler.close_connection = True

    return answer


@contextmanager
def serving(mirror: Mirror) -> Iterator[Mirror]:
    """`mirror` on a free port of loopback, with its address in `url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("MirrorHandler", (Handler,), {"mirror": mirror}))
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    mirror.url = f"http://127.0.0.1:{server.server_port}/mnist/"
    try:
        yield mirror
    finally:
        mirror.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
