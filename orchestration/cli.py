"""The ``claimhouse`` command."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from orchestration.audit import read_audit
from orchestration.home import Home
from orchestration.ingestion import inbox as x12_inbox
from orchestration.ingestion.landing import Load
from orchestration.publish import PublishError, publish
from orchestration.sample import write_sample
from orchestration.summary import summarise


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claimhouse")
def main() -> None:
    """Land raw claims and remittances, publish audited figures. Models are built by dbt."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--claims", default=2400, show_default=True, help="Claims over both networks.")
@click.option("--seed", default=20260701, show_default=True, help="Another seed, another world.")
def sample(folder: Path, claims: int, seed: int) -> None:
    """Write the synthetic sample networks into FOLDER/<network_id>/."""
    paths = write_sample(folder, claims=claims, seed=seed)
    click.echo(f"{len(paths)} synthetic X12 files in {folder}")


@main.command()
@click.option(
    "--inbox",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with your files in <network_id>/…; without it the sample networks are landed.",
)
def ingest(inbox: Path | None) -> None:
    """Land what is new. The same bytes of a network land once, however often they come."""
    home = Home.from_environment()
    landing = home.landing
    home.build_file.parent.mkdir(parents=True, exist_ok=True)  # dbt would wait for it in vain
    landing.anchor(x12_inbox.FEED, x12_inbox.SCHEMA)
    landing.sweep()
    own = {name for name in landing.networks("x12") if not name.startswith(x12_inbox.SAMPLE_PREFIX)}
    if inbox is None and own:
        click.echo(f"Your own networks have landed ({', '.join(sorted(own))}): no sample is added.")
        return
    is_sample = inbox is None
    if inbox is None:
        inbox = home.sample
        write_sample(inbox)
    try:
        arrivals = x12_inbox.find_arrivals(inbox, is_sample)
    except x12_inbox.InboxError as error:
        raise click.ClickException(str(error)) from None
    if not is_sample:  # only now: a mistyped inbox takes nothing away
        dropped = landing.drop_networks(x12_inbox.FEED, x12_inbox.SAMPLE_PREFIX)
        if dropped:
            click.echo(f"The sample networks make way for yours: {', '.join(dropped)}.")
    load = Load.start()
    with click.progressbar(
        arrivals, label=f"Landing {len(arrivals):,} files", file=sys.stderr
    ) as bar:
        landed = sum(x12_inbox.land(arrival, landing, load) for arrival in bar)
    known = len(arrivals) - landed
    click.echo(f"landed         {landed:,} files new, {known:,} with bytes that had landed before")


@main.command("publish")
def publish_command() -> None:
    """Replace the served file with what was built, if every check of the build passed."""
    home = Home.from_environment()
    audit = read_audit(home.target)
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


if __name__ == "__main__":
    main()
