from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestration import doctor
from orchestration.cli import main
from orchestration.home import Home

FEEDS = """
feeds:
  - {feed: lockbox, rows: payments, network: clinic, connector: csv, location: box/*.csv}
  - {feed: roster, rows: providers, network: clinic, connector: csv, location: "${NOT_SET}/*.csv"}
  - feed: claims_db
    rows: claims
    network: clinic
    connector: postgres
    location: postgresql://127.0.0.1:9/claims
    options: {table: claims}
"""


def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setenv("CLAIMHOUSE_HOME", str(tmp_path))
    return CliRunner().invoke(main, ["doctor", *arguments])


def test_what_is_missing_says_how_to_get_it(tmp_path: Path) -> None:
    missing = [each for each in doctor.prepared(Home(tmp_path)) if not each.is_there]
    assert "DuckDB extensions" in [each.name for each in missing]
    assert {each.note for each in missing} == {"get it: make deps"}


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "has_module", lambda name: name != "firebird.driver")
    (line,) = [each.line() for each in doctor.drivers() if each.name == "Firebird"]
    assert line.startswith("missing driver   Firebird ")
    assert line.endswith("get it: pip install 'claimhouse[firebird]'")


def test_a_driver_that_every_run_needs_fails_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "has_module", lambda name: name != "duckdb")
    result = call(tmp_path, monkeypatch)
    assert result.exit_code == 1
    assert "MISSING driver   duckdb" in result.output


def test_the_needs_of_an_inbox_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clinic" / "box").mkdir(parents=True)
    (tmp_path / "feeds.yml").write_text(FEEDS)
    lines = call(tmp_path, monkeypatch, "--inbox", str(tmp_path)).output.splitlines()
    found = {line[17:].split("  ")[0]: line for line in lines if line[8:].startswith("feed ")}
    assert found["lockbox/payments of clinic"].startswith("ok ")
    assert "NOT_SET is not set" in found["roster/providers of clinic"]
    assert "127.0.0.1:9 does not answer" in found["claims_db/claims of clinic"]


def test_a_mistake_in_feeds_yml_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "feeds.yml").write_text("feeds: [{feed: lockbox}]")
    result = call(tmp_path, monkeypatch, "--inbox", str(tmp_path))
    assert result.exit_code == 1
    assert "'rows' is a required property" in result.output


def test_the_key_is_told_by_its_fingerprint_alone(tmp_path: Path) -> None:
    text = "a key that is long enough for tokens"
    finding = doctor.key({"CLAIMHOUSE_TOKEN_KEY": text})
    assert finding.is_there
    assert finding.note == (
        f"CLAIMHOUSE_TOKEN_KEY, fingerprint {hashlib.sha256(text.encode()).hexdigest()[:8]}"
    )


def test_a_missing_key_is_made_later_and_a_short_one_is_an_error(tmp_path: Path) -> None:
    absent = doctor.key({"XDG_CONFIG_HOME": str(tmp_path)})
    assert (absent.is_there, absent.is_needed) == (False, False)
    assert list(tmp_path.iterdir()) == []
    short = doctor.key({"CLAIMHOUSE_TOKEN_KEY": "short"})
    assert (short.is_there, short.is_needed) == (False, True)
    assert "has 5 characters, it needs at least 32" in short.note
