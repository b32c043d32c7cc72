"""Look at HTML pages in headless Chromium: what is in them, and what the console says."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Frame:
    """A page in a frame of some width (CSS pixels), and what is done in it before the look."""

    page: Path
    address: str = ""
    width: int = 1200
    act: str = ""


@dataclass(frozen=True)
class Seen:
    """What ``look`` returned by frame, and every line of the console."""

    frames: dict[str, Any]
    console: list[str]


def look(folder: Path, frames: dict[str, Frame], inspect: str) -> Seen:
    """Open the frames in one page, act, and call the JavaScript function ``inspect(window)``.

    The frames are in a page of their own, so that the looked-at file is as people get it.
    """
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"none of {', '.join(NAMES)} is installed")
    described = [
        [name, frame.page.as_uri() + frame.address, frame.width, frame.act]
        for name, frame in frames.items()
    ]
    inside = json.dumps(described).replace("<", "\\u003c")
    outer = folder / "frames.html"
    outer.write_text(
        f"""<!doctype html><meta charset="utf-8"><pre id="seen"></pre><script>
        const inspect = {inspect};
        const seen = {{}};
        const pause = () => new Promise((done) => setTimeout(done, 50));
        const open_ = (src, width) => new Promise((done) => {{
            const frame = document.createElement("iframe");
            Object.assign(frame, {{src, width, height: 800, onload: () => done(frame)}});
            document.body.append(frame);
        }});
        (async () => {{
            for (const [name, address, width, act] of {inside}) {{
                const view = (await open_(address, width)).contentWindow;
                new Function("window", "document", act)(view, view.document);
                await pause();
                seen[name] = inspect(view);
            }}
            document.getElementById("seen").textContent = JSON.stringify(seen);
        }})();
        </script>""",
        encoding="utf-8",
    )
    options = (
        "--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--allow-file-access-from-files", "--enable-logging=stderr", "--v=0",
        "--virtual-time-budget=20000", "--dump-dom", f"--user-data-dir={folder / 'browser'}",
        *(["--no-sandbox"] if os.geteuid() == 0 or os.environ.get("CI") else []),
    )  # fmt: skip
    done = subprocess.run(
        [program, *options, outer.as_uri()],
        capture_output=True, text=True, check=True, timeout=180,
    )  # fmt: skip
    shown = re.search(r'<pre id="seen">(.+?)</pre>', done.stdout, re.DOTALL)
    console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    assert shown, "\n".join([*console, done.stderr[-2000:]])
    return Seen(json.loads(html.unescape(shown[1])), console)
