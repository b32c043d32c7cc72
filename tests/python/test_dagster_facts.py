"""What needs no build: mappings, cursors, alerts, and that nothing happens at import."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from webhook import Got, webhook

from orchestration.alerts import (
    LINK,
    URLS,
    Alert,
    AlertError,
    Ended,
    low,
    on_age,
    on_end,
    send,
    spikes,
)
from orchestration.audit import Audit, Failure
from orchestration.dbt_command import build_arguments
from orchestration.ingestion.feeds import Source
from orchestration.ingestion.ingest import Outcome, Status
from orchestration.ingestion.landing import Landing
from orchestration.ingestion.watch import crons, due, listing, look
from orchestration.intake import landed
from orchestration.manifest import ages, reports_below, with_homes


def node(kind: str, name: str, **more: Any) -> dict[str, Any]:
    config = {"meta": {}, "schema": "gold"}
    return {"resource_type": kind, "name": name, "config": config, "tags": []} | more


MANIFEST: dict[str, Any] = {
    "sources": {"source.p.s": node("source", "s", source_name="lockbox")},
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
    assert reports_below(MANIFEST, ["landing/lockbox/s"]) == ["r"]
    assert reports_below(MANIFEST, ["gold/r", "gold/b"]) == ["r"]
    assert reports_below(MANIFEST, ["gold/gone"]) == []


def test_freshness_is_said_as_dbt_says_it() -> None:
    one, seven = {"count": 1, "period": "day"}, {"count": 7, "period": "day"}
    none = {"count": None, "period": None}
    day, week = timedelta(days=1), timedelta(days=7)

    def said(**stated: Any) -> Any:
        return ages(node("model", "a", config={"meta": {"freshness": stated}}))

    assert said(warn_after=one, error_after=seven, filter=None) == (week, day)
    assert said(warn_after=one, error_after=none) == (day, None)
    assert said(error_after=seven) == (week, None)
    assert said() is None
    assert ages(node("source", "s", freshness={"warn_after": seven})) == (week, None)


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


def test_a_feed_is_due_as_a_whole_and_a_source_that_is_away_is_named(tmp_path: Path) -> None:
    for network in ("n", "m"):
        (tmp_path / network / "in").mkdir(parents=True)
        (tmp_path / network / "in" / "a.csv").write_text("a")
    sources = [
        source("n"),
        Source("lockbox", "notes", "m", "csv", "in/*.csv"),
        Source("ehr", "patients", "m", "csv", "gone/*.csv"),
        Source("roster", "providers", "m", "csv", "memory://bucket/*.csv"),
    ]
    first = look(sources, {}, tmp_path, is_far=False)
    assert (first.due, len(first.remarks)) == ([], 1)
    assert first.remarks[0].startswith("ehr/patients of m: ")
    (tmp_path / "m" / "in" / "b.csv").write_text("b")  # only one of the feed's two stands still
    second = look(sources, first.cursor, tmp_path, is_far=False)
    assert second.due == [("lockbox", "notes"), ("lockbox", "payments")]


def test_what_landed_is_counted_by_network_and_named_by_its_files(tmp_path: Path) -> None:
    zone = Landing(tmp_path)
    north, south = source("north"), source("south")
    outcomes = [
        Outcome(north, new=1, known=2, rows=30, rejected=3),
        Outcome(south, Status.FAILED, message="no such folder"),
        Outcome(Source("ehr", "patients", "north", "xml", "x/"), rows=7),
    ]
    found = landed(("lockbox", "payments"), outcomes, zone)
    assert found.counts == {
        "rows": 30,
        "rows_by_network": {"north": 30, "south": 0},
        "new": 1,
        "known": 2,
        "rejected": 3,
    }
    assert found.away["networks"] == ["south"]
    assert found.has_failed
    assert landed(("lockbox", "payments"), outcomes[:1], zone).version == found.version
    (tmp_path / "lockbox" / "payments" / "network=north").mkdir(parents=True)
    (tmp_path / "lockbox" / "payments" / "network=north" / "b.parquet").touch()
    assert landed(("lockbox", "payments"), [], zone).version != found.version


def test_dbt_builds_the_days_and_the_nodes_that_were_asked_for() -> None:
    whole = ["build", "--exclude-resource-type", "unit_test"]
    assert build_arguments() == whole
    days = date(2026, 7, 1), date(2026, 7, 4)
    window = ["--event-time-start", "2026-07-01", "--event-time-end", "2026-07-04"]
    assert build_arguments(days) == whole + window
    some = build_arguments(names=["silver_b", "silver_a"])
    assert some == [*whole, "--indirect-selection", "empty", "--select", "silver_a silver_b"]


def test_nothing_goes_on_where_the_audit_or_a_check_failed() -> None:
    assert Audit(1, 0, ()).refuses() is None
    failed = Audit(1, 0, (Failure("test b", "3 rows", None),))
    assert failed.refuses(["a"]) == "2 not passed, among them a, test b"


def reports(tables: Any) -> list[str]:
    return [f"rpt_below_{table}" for table in sorted(tables)]


def test_a_run_that_ended_well_and_has_nothing_to_say_is_silent() -> None:
    said = {"counts": {"north lockbox": 5}, "rows_by_network": {"north": 5}, "other": 1}
    run = Ended("1", "all", False, {"a"}, {"a": said})
    assert on_end(run, lambda table: [said], reports) is None


def test_a_failed_run_is_told_with_what_it_did_not_make() -> None:
    run = Ended("1", "all", True, {"gold/a", "gold/b"}, {"gold/a": {}})
    run.add_failed("unique", "gold/b", "ERROR", {"failing_rows": "select 1", "networks": ["north"]})
    alert = on_end(run, lambda table: [], reports)
    assert alert == Alert(
        "run failed: all",
        ["check unique of gold/b (error): select 1"],
        ["north"],
        ["rpt_below_gold/b"],
        "runs/1",
    )


def test_a_spike_and_a_low_load_are_told_though_the_run_is_green() -> None:
    history = {
        "silver/q": [{"counts": {"north lockbox": 60}}, {"counts": {"north lockbox": 30}}],
        "landing/x": [{"rows_by_network": {"south": rows}} for rows in (1, 50, 50, 50, 50, 50)],
    }
    run = Ended("1", "all", False, set(), {table: said[0] for table, said in history.items()})
    alert = on_end(run, lambda table: history[table], reports)
    assert alert is not None
    assert alert.title == "run ended with warnings: all"
    assert alert.lines == [
        "far fewer rows of south in landing/x than usual",
        "far more rows of north lockbox in silver/q than before",
    ]
    assert alert.networks == ["north", "south"]


def test_age_is_told_once() -> None:
    states = {"gold/a": "FAIL", "gold/b": "WARN", "gold/c": "PASS", "gold/d": "FAIL"}
    alerts = on_age(states, {"gold/d": "FAIL", "gold/b": "PASS"}, reports)
    assert [each.title for each in alerts] == ["gold/a is stale", "gold/b is late"]
    assert alerts[0].reports == ["rpt_below_gold/a"]
    assert on_age(states, states, reports) == []


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
def server() -> Iterator[tuple[str, Got]]:
    with webhook() as found:
        yield found


def test_an_alert_arrives_with_what_where_which_reports_and_a_link(
    server: tuple[str, Got],
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
    server: tuple[str, Got],
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


def test_the_layer_is_thin_and_all_else_does_without_dagster() -> None:
    layer = sorted((ROOT / "orchestration" / "defs").glob("*.py"))
    assert sum(len(path.read_text().splitlines()) for path in layer) <= 400
    bound = [
        path.relative_to(ROOT / "orchestration").as_posix()
        for path in sorted((ROOT / "orchestration").rglob("*.py"))
        if path not in layer and re.search(r"^\s*(import|from) dagster", path.read_text(), re.M)
    ]
    assert bound == ["definitions.py", "event_storage.py", "launcher.py"]
