"""The report that people open: one HTML file that needs no network and no server.

The page holds gold's sums by network and payer as whole numbers (cents), and adds them up for
the reader's choice. The same figures give the same bytes: no clock is in it. When the file was
written the page asks its file system.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from orchestration.home import Home
from orchestration.ingestion.landing import rename
from orchestration.report.figures import ReportError, read_figures, sample_networks

__all__ = ["ReportError", "Written", "page", "write_report"]


@dataclass(frozen=True)
class Written:
    """What was written where."""

    path: Path
    size: int
    as_of: str | None
    left_out: tuple[str, ...]


def write_report(home: Home, output: Path | None = None) -> Written:
    """Write the page on the served file's figures; a file that is the same already stays.

    Raises:
        ReportError: if there is no served file to read.
    """
    figures = read_figures(home.served_file)
    path = output or home.report_file
    content = page(figures).encode()
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".{path.name}.next")
        scratch.write_bytes(content)
        rename(scratch, path)
    return Written(path, len(content), figures["asOf"]["latest"], tuple(figures["leftOut"]))


def page(figures: dict[str, Any]) -> str:
    """The page as text."""
    style, script = packaged("report.css"), packaged("report.js")
    data = json.dumps(figures, ensure_ascii=False, separators=(",", ":"))
    allowed = f"style-src {digest_of(style)}; script-src {digest_of(script)}"
    parts = {
        "policy": f"default-src 'none'; {allowed}",
        "style": style,
        "script": script,
        # inside a script element only these could end it or begin another
        "figures": data.replace("<", "\\u003c").replace("\u2028", "\\u2028"),
        "origin": html.escape(origin(figures)),
        "digest": hashlib.sha256(data.encode()).hexdigest()[:12],
        "version": html.escape(version("claimhouse")),
    }
    return re.sub(r"<!-- (\w+) -->", lambda mark: parts[mark[1]], packaged("report.html"))


def packaged(name: str) -> str:
    """A file of this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def digest_of(code: str) -> str:
    """How the page's policy names the one style or script that it lets run."""
    found = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{base64.b64encode(found).decode()}'"


def origin(figures: dict[str, Any]) -> str:
    """Whether the figures are made up, in a sentence; empty where none are."""
    made_up = list(sample_networks(figures))
    if not made_up:
        return ""
    if len(made_up) == len(figures["networks"]):
        return "Synthetic sample data. No patient, provider or payer in it is real."
    return f"Synthetic sample data: {', '.join(made_up)}. The other networks are real."
