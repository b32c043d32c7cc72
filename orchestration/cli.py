"""The ``claimhouse`` command."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import click

from orchestration.airflow.report import analyse, markdown
from orchestration.as_of import AsOfError, build_as_of
from orchestration.audit import Audit, read_audit
from orchestration.doctor import examine
from orchestration.home import Home
from orchestration.ingestion.feeds import FeedsError
from orchestration.ingestion.landing import LandingBusyError
from orchestration.ingestion.run import Selection, is_failure, run, table
from orchestration.publish import PublishError, publish
from orchestration.report import ReportError, write_report
from orchestration.risk import RiskError, train
from orchestration.sample import write_sample
from orchestration.summary import report_line, summarise


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claimhouse")
def main() -> None:
    """Land raw claims and remittances, publish audited figures. Models are built by dbt."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--claim-lines", default=6000, show_default=True, help="Charge lines over all networks."
)
@click.option("--networks", default=3, show_default=True, help="How many networks, 1 to 9.")
@click.option("--seed", default=20260701, show_default=True, help="Another seed, another world.")
@click.option(
    "--truth",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write what must come out of it here, for tests.",
)
@click.option(
    "--postgres",
    metavar="URL",
    help="Also load Lakeside's claims database into this PostgreSQL server; ingest reads it"
    " from CLAIMHOUSE_SAMPLE_POSTGRES.",
)
@click.option("--parquet", is_flag=True, help="Every tabular feed as Parquet, for large worlds.")
def sample(
    folder: Path, claim_lines: int, networks: int, seed: int,
    truth: Path | None, postgres: str | None, parquet: bool,
) -> None:  # fmt: skip
    """Write synthetic networks with all their feeds into FOLDER/<network_id>/."""
    try:
        paths = write_sample(
            folder, claim_lines, networks, seed, None, truth, postgres, as_parquet=parquet
        )
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{len(paths)} synthetic files in {folder}")


@main.command()
@click.option(
    "--inbox",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with your files in <network_id>/…; without it the sample networks are landed.",
)
@click.option("--feed", "feeds", multiple=True, help="Only this feed; may be repeated.")
@click.option("--network", "networks", multiple=True, help="Only this network; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Say what would land, and land nothing.")
def ingest(
    inbox: Path | None, feeds: tuple[str, ...], networks: tuple[str, ...], dry_run: bool
) -> None:
    """Land what is new. The same bytes of a network land once, however often they come.

    Exit code 0: every source landed, or was skipped for want of a driver or a server (with
    CI=true that is a failure too). 1: a source failed; the others landed. 2: wrong usage.
    """
    home = Home.from_environment()
    home.build_file.parent.mkdir(parents=True, exist_ok=True)  # dbt would wait for it in vain
    try:
        outcomes = run(home, inbox, Selection(feeds, networks), dry_run)
    except (FeedsError, LandingBusyError) as error:
        raise click.ClickException(str(error)) from None
    for line in table(outcomes, dry_run):
        click.echo(line)
    if any(is_failure(outcome, os.environ.get("CI") == "true") for outcome in outcomes):
        raise SystemExit(1)


@main.command("publish")
def publish_command() -> None:
    """Replace the served file with what was built, if every check of the build passed."""
    home = Home.from_environment()
    publish_audited(home, read_audit(home.target))


def publish_audited(home: Home, audit: Audit) -> None:
    """Publish and say what was built, or say why not and exit with 1."""
    if not audit.passed:
        click.echo("Not published; the served file is as it was.", err=True)
        for failure in audit.failures:
            click.echo(f"  {failure.line()}", err=True)
        if audit.refusal:
            click.echo(f"  {audit.refusal}", err=True)
        if any(failure.rows_in for failure in audit.failures):
            click.echo(f"  The rows are in {home.build_file}.", err=True)
        raise SystemExit(1)
    try:
        changed = publish(home)
    except PublishError as error:
        raise click.ClickException(f"not published: {error}") from None
    for line in summarise(home, audit, changed):
        click.echo(line)


@main.command("as-of")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
def as_of(day: datetime) -> None:
    """Build, audit and publish all figures as they were known at the end of DAY (2025-12-31).

    What had arrived by then is told by a file's own time and by a database row's watermark. Reads
    what has landed, and writes below as_of/DAY/; the daily build stays as it is.
    """
    try:
        past = build_as_of(Home.from_environment(), day.date())
    except AsOfError as error:
        raise click.ClickException(str(error)) from None
    publish_audited(past, read_audit(past.root / "target"))
    click.echo(report_line(write_report(past)))


@main.command("report")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write this file instead of serve/report.html.",
)
def report_command(output: Path | None) -> None:
    """Write the published figures into one HTML file that needs no network and no server.

    Exit code 1 where nothing has been published.
    """
    try:
        written = write_report(Home.from_environment(), output)
    except ReportError as error:
        raise click.ClickException(f"no report: {error}") from None
    click.echo(report_line(written))


@main.command("denial-risk")
def denial_risk() -> None:
    """Train on past denials, and score the lines that no payer has decided yet.

    Reads the build file and writes below risk/; the next dbt build shows it in gold. Exit code 1
    where nothing is built or the extra ml is missing. Too few denials are a result, not an error.
    """
    try:
        trained = train(Home.from_environment())
    except RiskError as error:
        raise click.ClickException(str(error)) from None
    for line in trained.lines():
        click.echo(line)


@main.command()
@click.option(
    "--inbox",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Look also at what the feeds.yml of this folder needs.",
)
def doctor(inbox: Path | None) -> None:
    """Say which drivers, servers, keys and folders are there, and how to get what is missing.

    Exit code 1 where something is missing that every run needs.
    """
    home = Home.from_environment()
    findings = list(examine(home, inbox or (home.sample if home.sample.is_dir() else None)))
    for finding in findings:
        click.echo(finding.line())
    if any(finding.is_needed and not finding.is_there for finding in findings):
        raise SystemExit(1)


@main.command("analyze-airflow")
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="As JSON instead of Markdown.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write into this file instead of the terminal.",
)
def analyze_airflow(folder: Path, as_json: bool, output: Path | None) -> None:
    """Read the Airflow DAG files in FOLDER and propose what each task becomes. None is run.

    Exit code 0: DAGs were found; files that can't be read are named in the report. 1: no DAG
    could be read. 2: wrong usage.
    """
    report = analyse(folder)
    text = json.dumps(report, indent=2) + "\n" if as_json else markdown(report, folder.name)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
    for each in report["unreadable"]:
        click.echo(f"not read: {each['file']}:{each['line']}: {each['reason']}", err=True)
    if not report["dags"]:
        raise click.ClickException(f"no DAG in {folder}: {report['files']} files read")


if __name__ == "__main__":
    main()
