"""A drop of CSV files under headers of its own lands by YAML alone."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main

# the headers are those of a synthetic patient generator's claims and transactions, the rows ours
CLAIMS = """\
Id,PATIENTID,PROVIDERID,PRIMARYPATIENTINSURANCEID,DIAGNOSIS1,SERVICEDATE,STATUS1,LASTBILLEDDATE1,HEALTHCARECLAIMTYPEID1
0a1,p-1,d-7,payer-3,"E11.9, type 2",2026-01-02T08:00:00Z,CLOSED,2026-01-09T08:00:00Z,1
0a2,p-2,d-7,payer-4,I10,2026-01-03T08:00:00Z,BILLED,2026-01-10T08:00:00Z,2
"""
TRANSACTIONS = '''\
ID,CLAIMID,CHARGEID,TYPE,AMOUNT,FROMDATE,PROCEDURECODE,UNITS,NOTES
t1,0a1,1,CHARGE,0110.00,2026-01-02T08:00:00Z,99213,1,
t2,0a1,2,CHARGE,18,2026-01-02T08:00:00Z,36415,1,"said ""fasting"""
'''
FEEDS = """
feeds:
  - feed: claims_db
    rows: claims
    network: foreign
    connector: csv
    location: claims.csv
    header: {Id: claim_id, PATIENTID: member_id, PROVIDERID: rendering_provider_npi,
             PRIMARYPATIENTINSURANCEID: payer_id, SERVICEDATE: service_from_date,
             STATUS1: claim_status, LASTBILLEDDATE1: billed_date,
             HEALTHCARECLAIMTYPEID1: claim_type}
  - feed: claims_db
    rows: claim_lines
    network: foreign
    connector: csv
    location: claims_transactions.csv
    header: {CLAIMID: claim_id, CHARGEID: claim_line_number, ID: line_control_number,
             AMOUNT: charge_amount, FROMDATE: service_date, PROCEDURECODE: procedure_code}
  - {feed: lockbox, rows: payments, network: other, connector: csv, location: bank.csv}
"""


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAIMHOUSE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "inbox"
    for name in ("foreign", "other"):
        (folder / name).mkdir(parents=True)
    (folder / "foreign" / "claims.csv").write_text(CLAIMS)
    (folder / "foreign" / "claims_transactions.csv").write_text(TRANSACTIONS)
    (folder / "other" / "bank.csv").write_text("deposit_id,deposit_amount\n1,2.00\n")
    (folder / "feeds.yml").write_text(FEEDS)
    return folder


def ingest(inbox: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["ingest", "--inbox", str(inbox), *arguments])


def landed(inbox: Path, rows: str, columns: str) -> list[tuple[str | None, ...]]:
    folder = inbox.parent / "home" / "landing" / rows / "network=foreign"
    query = f"select {columns} from read_parquet('{folder}/*.parquet') order by source_row"
    return duckdb.sql(query).fetchall()


def test_every_cell_lands_under_our_names(inbox: Path) -> None:
    result = ingest(inbox)
    assert result.exit_code == 0, result.output
    columns = "claim_id, member_id, rendering_provider_npi, payer_id, service_from_date, claim_type"
    theirs = "Id PATIENTID PROVIDERID PRIMARYPATIENTINSURANCEID SERVICEDATE HEALTHCARECLAIMTYPEID1"
    expected = [
        tuple(row[name] for name in theirs.split())
        for row in csv.DictReader(CLAIMS.splitlines(keepends=True))
    ]
    assert landed(inbox, "claims_db/claims", columns) == expected
    assert landed(inbox, "claims_db/claims", "source_extra->>'DIAGNOSIS1'") == [
        ("E11.9, type 2",), ("I10",),
    ]  # fmt: skip
    columns = "claim_id, line_control_number, charge_amount, units, source_extra->>'NOTES'"
    assert landed(inbox, "claims_db/claim_lines", columns) == [
        ("0a1", "t1", "0110.00", "1", ""),
        ("0a1", "t2", "18", "1", 'said "fasting"'),
    ]


def test_one_network_or_one_feed_lands_alone(inbox: Path) -> None:
    result = ingest(inbox, "--network", "other")
    assert "landed         1 arrivals new" in result.output
    result = ingest(inbox, "--feed", "claims_db")
    assert "landed         2 arrivals new" in result.output
    assert "landed         0 arrivals new, 3 with bytes" in ingest(inbox).output


def test_an_unknown_name_is_a_clear_error(inbox: Path) -> None:
    result = ingest(inbox, "--feed", "lockboks")
    assert result.exit_code == 1
    assert "no feed 'lockboks' here; known: claims_db, lockbox" in result.output


def test_a_dry_run_says_what_would_land(inbox: Path) -> None:
    result = ingest(inbox, "--dry-run")
    assert "to land        3 arrivals new" in result.output
    assert not list((inbox.parent / "home" / "landing").rglob("network=foreign"))


def test_a_source_that_fails_does_not_stop_the_others(inbox: Path) -> None:
    (inbox / "feeds.yml").write_text(FEEDS.replace("location: claims.csv", "location: gone/*.csv"))
    result = ingest(inbox)
    assert result.exit_code == 1
    assert "failed         claims_db/claims of foreign: " in result.output
    assert "gone: no such folder" in result.output
    assert len(landed(inbox, "claims_db/claim_lines", "claim_id")) == 2
