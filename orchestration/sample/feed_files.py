"""The tabular feeds of the sample, written from the world's tables as each network sends them.

What a network sends, where to and under which headers is declared once, in the YAML files beside
this one: together they are the sample's feeds.yml. The writers read them the other way round.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.ingestion.batch import DriverMissing
from orchestration.ingestion.feeds import FEEDS_FILE, Source
from orchestration.sample import writers
from orchestration.sample.writers import Column, Table, literal, replaced

__all__ = ["FEEDS", "load_postgres", "write_feeds"]

FOLDER = Path(__file__).parent
ANY_NETWORK = "sample_network"
"""Stands for every network that has no file of its own."""

HEAD = f"""\
# {writers.NOTICE}: what arrives from the sample's networks, from where, and how its headers are
# called. Nothing of it is real. What your own networks send is declared like this in
# <inbox>/feeds.yml.
feeds:
"""

CUTS = {
    "billing__charges": ("modified_at", "%Y-%m"),
    "billing__invoices": ("modified_at", "%Y-%m"),
    "claims_db__claims": ("modified_at", "%Y-%m"),
    "claims_db__claim_lines": ("modified_at", "%Y-%m"),
    "ehr__patients": ("updated_at", "%Y-%m"),
    "lockbox__payments": ("deposit_date", "%Y-%m"),
    "roster__providers": ("roster_date", "%Y-%m-%d"),
    "eligibility__spans": ("file_date", "%Y-%m-%d"),
    "fee_schedule__rates": ("effective_date", "%Y"),
    "clearinghouse__acknowledgements": ("acknowledged_date", "%Y-%m"),
    "laboratory__variant_calls": ("reported_date", "%Y-%m"),
    "reference__codes": ("valid_from_date", "%Y"),
}
"""The column by which a table is cut into files, and the part of it that names a file.

It stands in the place of the star in a location; a location without star is one file.
"""

FEEDS = tuple(CUTS)
"""Tables of the world's database, one a feed's rows: network_number, then the canonical columns."""

EXTRAS = {
    ("sample_lakeside", "clearinghouse"): {"Clearinghouse": "'SAMPLE CLEARINGHOUSE'"},
    ("sample_summit", "billing"): {"Währung": "'USD'"},
    ("sample_prairie", "ehr"): {"Person/@language": "'en'"},
}
"""Columns that a network sends and no feed has a place for, as SQL."""


@dataclass(frozen=True)
class Network:
    """One network of the world."""

    number: int
    network_id: str

    def declaration(self) -> str:
        """Its entries of feeds.yml, as text."""
        path = FOLDER / f"{self.network_id}.yml"
        if not path.is_file():
            path = FOLDER / f"{ANY_NETWORK}.yml"
        text = path.read_text(encoding="utf-8").removeprefix("feeds:\n")
        return text.replace(f"network: {ANY_NETWORK}\n", f"network: {self.network_id}\n")

    def sources(self) -> list[Source]:
        """Its entries of feeds.yml."""
        entries = yaml.safe_load("feeds:\n" + self.declaration())["feeds"]
        return [Source(**entry) for entry in entries]


def write_feeds(
    connection: duckdb.DuckDBPyConnection, folder: Path, as_parquet: bool = False
) -> list[Path]:
    """Write ``<folder>/<network_id>/<feed>/…`` and ``<folder>/feeds.yml``; returns sorted paths.

    ``as_parquet`` gives every network's rows as one Parquet file under our own headers: for
    worlds that are too large for the rest. A file that would not change is left untouched; one
    whose driver is not there is left out, which is said on stderr.
    """
    networks = networks_of(connection)
    paths = [write_declaration(networks, folder, as_parquet)]
    for network in networks:
        sources = [source for source in network.sources() if source.feed != "x12"]
        if as_parquet:
            sources = [plain(source) for source in sources]
        for source in sources:
            if source.connector in writers.FILES:
                paths += write_files(connection, network, source, folder / network.network_id)
        for connector, location in database_files(sources):
            tables = tables_at(connection, network, sources, connector, location)
            path = folder / network.network_id / location
            try:
                writers.database_file_writer(connector).write(tables, path)
                paths.append(path)
            except DriverMissing as error:
                print(f"not written: {network.network_id}/{location}: {error}", file=sys.stderr)
    return sorted(paths)


def load_postgres(connection: duckdb.DuckDBPyConnection, url: str, network_id: str) -> int:
    """Create a network's tables in the PostgreSQL database at ``url``; returns their rows.

    Raises DriverMissing where psycopg is not there, psycopg's errors where the server is not.
    """
    from orchestration.sample.writers import postgres

    network = next(each for each in networks_of(connection) if each.network_id == network_id)
    return postgres.write(tables_at(connection, network, network.sources(), "postgres"), url)


def networks_of(connection: duckdb.DuckDBPyConnection) -> list[Network]:
    """The world's networks."""
    query = "select network_number, network_id from networks order by 1"
    return [Network(*row) for row in connection.execute(query).fetchall()]


def declared(networks: list[Network], as_parquet: bool = False) -> str:
    """The text of the sample's feeds.yml."""
    if not as_parquet:
        return HEAD + "\n".join(network.declaration() for network in networks)
    sources = [plain(source) for network in networks for source in network.sources()]
    return HEAD + yaml.safe_dump(
        [{key: value for key, value in vars(source).items() if value} for source in sources],
        sort_keys=False,
    )


def write_declaration(networks: list[Network], folder: Path, as_parquet: bool) -> Path:
    """Write the sample's feeds.yml."""
    path = folder / FEEDS_FILE
    with replaced(path) as partial:
        partial.write_text(declared(networks, as_parquet), encoding="utf-8")
    return path


def plain(source: Source) -> Source:
    """The source as one Parquet file under our own headers; X12 as it is."""
    if source.feed == "x12":
        return source
    location = f"{source.feed}/{source.rows}.parquet"
    return replace(
        source, connector="parquet", location=location, header={}, options={}, fallback=[]
    )


def write_files(
    connection: duckdb.DuckDBPyConnection, network: Network, source: Source, folder: Path
) -> Iterator[Path]:
    """Write the files of one source: one, or one for each value that the star stands for."""
    table = table_of(connection, network, source)
    # without rows there is no file to cut, and still a place where one will be
    (folder / source.location).parent.mkdir(parents=True, exist_ok=True)
    cut = None
    if "*" in source.location:
        column, form = CUTS[f"{source.feed}__{source.rows}"]
        if source.connector == "excel" and form == "%Y-%m":  # a workbook a year, a sheet a month
            table = replace(table, pages=part(column, form))
            form = "%Y"
        cut = part(column, form)
    for name, rows in table.split(cut):
        path = folder / source.location.replace("*", name)
        with replaced(path) as partial:
            write_packed(writers.file_writer(source.connector), rows, path.name, partial)
        yield path


def part(column: str, form: str) -> str:
    """The text by which rows are cut, as SQL."""
    return f"coalesce(strftime({column}, {literal(form)}), 'undated')"


def write_packed(writer: writers.FileWriter, table: Table, name: str, path: Path) -> None:
    """Write a file, packed as its name says; the packing has no time of its own."""
    if not name.endswith((".gz", ".zip")):
        writer.write(table, path)
        return
    content = path.with_name(f"{path.name}.content")
    try:
        writer.write(table, content)
        with content.open("rb") as source:
            if name.endswith(".gz"):
                with (
                    path.open("wb") as raw,
                    gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as target,
                ):
                    shutil.copyfileobj(source, target)
            else:
                member = zipfile.ZipInfo(name.removesuffix(".zip") + ".csv")
                member.compress_type = zipfile.ZIP_DEFLATED
                with zipfile.ZipFile(path, "w") as archive, archive.open(member, "w") as target:
                    shutil.copyfileobj(source, target)
    finally:
        content.unlink(missing_ok=True)


def database_files(sources: list[Source]) -> list[tuple[str, str]]:
    """Connector and location of every file that holds tables of several sources."""
    return list(
        dict.fromkeys(
            (source.connector, source.location)
            for source in sources
            if source.connector in writers.DATABASE_FILES
        )
    )


def tables_at(
    connection: duckdb.DuckDBPyConnection,
    network: Network,
    sources: list[Source],
    connector: str,
    location: str | None = None,
) -> dict[str, Table]:
    """The tables of one database, by the name that the source's options give them."""
    return {
        source.options["table"]: table_of(connection, network, source)
        for source in sources
        if source.connector == connector and location in (None, source.location)
    }


def table_of(connection: duckdb.DuckDBPyConnection, network: Network, source: Source) -> Table:
    """The world's rows of one source under the headers that it uses."""
    relation = f"{source.feed}__{source.rows}"
    headers = {ours: theirs for theirs, ours in source.header.items()}
    described = connection.execute(f"describe {relation}").fetchall()
    columns = [
        Column(headers.get(name, name), kind, writers.quoted(name))
        for name, kind, *_ in described
        if name != "network_number"
    ]
    extras: Mapping[str, str] = EXTRAS.get((network.network_id, source.feed), {})
    if source.header:
        columns += [Column(header, "VARCHAR", sql) for header, sql in extras.items()]
    options: Mapping[str, Any] = source.options
    return Table(
        connection=connection,
        relation=relation,
        where=f"network_number = {network.number}",
        columns=tuple(columns),
        title=f"{network.network_id} {source.feed} {source.rows}",
        options=options,
    )
