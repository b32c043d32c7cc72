"""What needs no build: mappings, cursors, alerts, and that nothing happens at import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from orchestration.alerts import LINK, URLS, Alert, AlertError, low, send, spikes
from orchestration.defs.facts import freshness
from orchestration.ingestion.feeds import Source
from orchestration.ingestion.watch import crons, due, listing
from orchestration.manifest import reports_below, with_homes


def node(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"resource_type": kind, "name": name, "config": {"meta": {}}, "tags": []} | more


MANIFEST: dict[str, Any] = {
    "nodes": {
        "model.p.a": node("model", "a"),
        "model.p.b": node("model", "b"),
        "model.p.r": node("model", "r", tags=["report"]),
        "test.p.unique": node("test", "unique", attached_node="model.p.a"),
        "test.p.agree": node("test", "agree"),
        "test.p.macro": node("test", "macro", config={"meta": {"dagster": {"ref": {"name": "a"}}}}),
    },
    "parent_map": {
        "source.p.s": [],
        "model.p.a": ["source.p.s"],
        "model.p.b": ["model.p.a"],
        "model.p.r": ["model.p.b"],
        "test.p.unique": ["model.p.a"],
        "test.p.agree": ["model.p.r", "model.p.a", "source.p.s"],
        "test.p.macro": [],
    },
    "child_map": {
        "source.p.s": ["model.p.a"],
        "model.p.a": ["model.p.b", "test.p.unique", "test.p.agree"],
        "model.p.b": ["model.p.r"],
        "model.p.r": ["test.p.agree"],
    },
}


def test_every_test_has_one_home_the_model_that_is_built_last() -> None:
    homed = with_homes(MANIFEST)
    homes = {
        name: each["config"]["meta"].get("dagster", {}).get("ref", {}).get("name")
        for name, each in homed["nodes"].items()
        if name.startswith("test")
    }
    assert homes == {"test.p.unique": None, "test.p.agree": "r", "test.p.macro": "a"}
    assert "test.p.macro" in homed["child_map"]["model.p.a"]
    assert MANIFEST["nodes"]["test.p.agree"]["config"]["meta"] == {}  # untouched


def test_reports_are_found_however_far_down() -> None:
    assert reports_below(MANIFEST, ["source.p.s"]) == ["r"]
    assert reports_below(MANIFEST, ["model.p.r"]) == ["r"]
    assert reports_below(MANIFEST, []) == []


def test_freshness_is_said_as_dbt_says_it() -> None:
    day, week = {"count": 1, "period": "day"}, {"count": 7, "period": "day"}
    both: Any = freshness({"warn_after": day, "error_after": week, "filter": None})
    assert both.warn_window.to_timedelta() == timedelta(days=1)
    assert both.fail_window.to_timedelta() == timedelta(days=7)
    one: Any = freshness({"warn_after": day, "error_after": {"count": None, "period": None}})
    assert one.fail_window.to_timedelta() == timedelta(days=1)
    assert one.warn_window is None
    assert freshness({}) is None
    assert freshness(None) is None


def source(network: str, schedule: str | None = None, location: str = "in/*.csv") -> Source:
    return Source("lockbox", "payments", network, "csv", location, schedule=schedule)


def test_a_feed_is_looked_for_whenever_one_of_its_networks_is_due() -> None:
    times = {"n": "0 6 * * *", "m": "0 5 * * *", "o": None, "p": "0 6 * * *"}
    declared = [source(network, time) for network, time in times.items()]
    assert crons(declared) == {"lockbox": ["0 5 * * *", "0 6 * * *"]}


def test_files_are_asked_for_once_they_have_stood_still_and_once_only(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    here = source("n")
    assert listing(here, here.location, tmp_path) == ""

    cursor: dict[str, list[str]] = {}
    asked = []
    for content in ("", "ab", "abcd", "abcd", "abcd", "abcde", "abcde"):
        if content:
            (tmp_path / "in" / "a.csv").write_text(content)
            os.utime(tmp_path / "in" / "a.csv", (0, len(content)))
        cursor, changed = due(cursor, {"n": listing(here, here.location, tmp_path)})
        asked.append(bool(changed))
    assert asked == [False, False, False, True, False, False, True]


def test_a_source_that_is_away_keeps_its_cursor() -> None:
    cursor = {"near": ["1", "1"], "away": ["2", "2"]}
    assert due(cursor, {"near": "1"}) == (cursor, [])


def test_a_load_far_below_the_usual_is_low() -> None:
    usual = [{"n": 100, "m": 100}] * 5
    assert low([{"n": 19, "m": 21}, *usual]) == ["n"]
    assert low([{"n": 19}, *usual[:4]]) == []  # too few to know
    assert low([{"n": 0}, *usual]) == []  # nothing new is not little
    assert low([]) == []


def test_a_spike_is_a_multiple_and_not_a_handful() -> None:
    assert spikes([{"n": 60, "m": 39}, {"n": 30, "m": 20}]) == ["n"]
    assert spikes([{"n": 19}, {}]) == []
    assert spikes([{"n": 20}, {}]) == ["n"]
    assert spikes([{"n": 1000}]) == []  # nothing to compare with


@pytest.fixture
def server() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    got: list[dict[str, Any]] = []

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


def test_an_alert_arrives_with_what_where_which_reports_and_a_link(
    server: tuple[str, list[dict[str, Any]]],
) -> None:
    url, got = server
    alert = Alert("run failed: all", ["check x of y"], ["north"], ["rpt_a", "rpt_b"], "runs/1")
    assert send(alert, {URLS: f"{url}/one {url}/two", LINK: "http://dagster/"})
    assert len(got) == 2
    assert got[0]["title"] == "claimhouse: run failed: all"
    assert got[0]["message"].splitlines() == [
        "check x of y",
        "networks: north",
        "reports affected: rpt_a, rpt_b",
        "http://dagster/runs/1",
    ]


def test_an_address_that_does_not_take_an_alert_is_an_error_without_the_secret(
    server: tuple[str, list[dict[str, Any]]],
) -> None:
    url, _ = server
    assert not send(Alert("a"), {})
    for secret in (f"{url}/refuse", "nosuch://secret"):
        with pytest.raises(AlertError) as error:
            send(Alert("a"), {URLS: secret})
        assert secret not in str(error.value)


def test_importing_the_definitions_reads_and_opens_nothing(tmp_path: Path) -> None:
    code = """
import sys
opened = []
def hook(event, args):
    if event in ("open", "socket.connect", "subprocess.Popen", "sqlite3.connect"):
        name = str(args[0]) if args else ""
        if event != "open" or not name.endswith((".py", ".pyc", ".so", ".json", ".txt", ".pem")):
            opened.append((event, name))
import dagster_dbt, dagster, duckdb, yaml, jsonschema, pyarrow.parquet, fsspec, tenacity, tqdm
sys.addaudithook(hook)
import orchestration.definitions, orchestration.defs
print([each for each in opened if sys.prefix not in each[1] and "lib/python" not in each[1]])
"""
    path = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    done = subprocess.run(
        [sys.executable, "-B", "-W", "ignore", "-c", code],  # no bytecode is written
        cwd=tmp_path, text=True, check=True, capture_output=True,
        env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
