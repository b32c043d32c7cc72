"""The closing lines of a run: what was built, what was set aside, where to look."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.audit import Audit
from orchestration.home import Home
from orchestration.report import Written

LAYERS = ("bronze", "vault", "silver", "gold")
MOST_PAYERS = 8


def summarise(home: Home, audit: Audit, changed: bool) -> list[str]:
    """At most 20 lines on the build file's content; counts and sums only."""
    with duckdb.connect(home.build_file, read_only=True) as connection:
        lines = [
            f"rows           {layer_rows(connection)}",
            f"tests          {audit.tests_passed:,} passed, {audit.tests_warned:,} warned",
            *x12_lines(connection),
            *revenue_lines(connection),
        ]
    served = "new figures in" if changed else "nothing changed: same figures in"
    docs = home.target / "static_index.html"
    return [
        *lines,
        f"published      {served} {shown(home.served_file)}",
        f"documentation  {shown(docs) if docs.exists() else 'make docs'}",
    ]


def report_line(written: Written) -> str:
    """Where the report is, and what it holds."""
    as_of = f", figures as of {written.as_of}" if written.as_of else ""
    return f"report         {shown(written.path.resolve())} ({written.size / 1000:,.0f} kB{as_of})"


def layer_rows(connection: duckdb.DuckDBPyConnection) -> str:
    """Rows by layer, as text."""
    totals = []
    for layer in LAYERS:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = ?", [layer]
        ).fetchall()
        counts = [
            connection.execute(f'select count(*) from {layer}."{name}"').fetchone()
            for (name,) in names
        ]
        totals.append(f"{layer} {sum(row[0] for row in counts if row):,}")
    return ", ".join(totals)


def x12_lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Files and transactions: used, not modelled, quarantined."""
    row = connection.execute(
        """
        select
            count(*),
            coalesce(sum(used_count), 0),
            coalesce(sum(not_modelled_count), 0),
            coalesce(sum(quarantined_count), 0),
            count(*) filter (where file_status = 'quarantined'),
            coalesce(sum(warn_count), 0)
        from silver.silver_x12_files
        """
    ).fetchone()
    assert row is not None
    files, used, not_modelled, quarantined, whole, warnings = row
    return [
        f"X12            {files:,} files; transactions: {used:,} used,"
        f" {not_modelled:,} not modelled, {quarantined:,} quarantined",
        f"quarantined    {whole:,} files whole; {warnings:,} warnings"
        " (silver.silver_x12_files, silver_x12_issues)",
    ]


def revenue_lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Payments by network and payer, the largest first."""
    rows = connection.execute(
        """
        select network_id, payer_name, sum(charge_amount), sum(paid_amount), sum(payment_amount)
        from gold.rpt_revenue_by_payer
        group by all
        order by sum(payment_amount) desc, network_id, payer_name
        """
    ).fetchall()
    lines = [f"{'revenue':<15}{'network':<18}{'payer':<26}{'charged':>14}{'paid':>14}"]
    for network, payer, charged, paid, _ in rows[:MOST_PAYERS]:
        lines.append(f"{'':<15}{network[:17]:<18}{payer[:25]:<26}{charged:>14,}{paid:>14,}")
    rest = rows[MOST_PAYERS:]
    charged, paid = (sum((row[i] for row in rows), start=0) for i in (2, 3))
    if rest:
        lines.append(f"{'':<15}{'':<18}{f'{len(rest)} more payers':<26}")
    lines.append(f"{'':<15}{'':<18}{'all':<26}{charged:>14,}{paid:>14,}")
    return lines


def shown(path: Path) -> str:
    """A path as short as it can be said from the working directory."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
