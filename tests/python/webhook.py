"""A server on this machine that takes alerts as JSON."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

Got = list[dict[str, Any]]


@contextmanager
def webhook() -> Iterator[tuple[str, Got]]:
    """Its address as apprise writes it, and what it got; a path with ``refuse`` is refused."""
    got: Got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(500 if "refuse" in self.path else 200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"json://127.0.0.1:{http.server_port}", got
        http.shutdown()
