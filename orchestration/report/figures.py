"""Read the report's figures from the served file: whole numbers by network and payer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.report.sections import CARDS, SECTIONS, Figure

SAFE_INTEGER = 2**53 - 1
"""Beyond this JavaScript's JSON.parse rounds; larger integers travel as text."""

SAMPLE_PREFIX = "sample_"


class ReportError(Exception):
    """No report was written; the message says why."""


@dataclass
class Names:
    """Keys in the order of their first use, with what they are called."""

    called: dict[str, str] = field(default_factory=dict)
    positions: dict[str | None, int] = field(default_factory=dict)

    def position(self, key: str | None) -> int:
        """The key's place in the list."""
        return self.positions.setdefault(key, len(self.positions))

    def listed(self) -> list[list[str]]:
        """Key and name of each."""
        named = (key or "none" for key in self.positions)
        return [[key, self.called.get(key, key)] for key in named]


@dataclass
class Reader:
    """A served file that is open, with the names of payers and what is left out."""

    connection: duckdb.DuckDBPyConnection
    networks: Names = field(default_factory=Names)
    payers: Names = field(default_factory=Names)
    left_out: list[str] = field(default_factory=list)

    def has(self, model: str) -> bool:
        """Whether gold holds the model."""
        sql = "select count(*) from duckdb_tables() where schema_name = 'gold' and table_name = ?"
        return self.connection.execute(sql, [model]).fetchall() == [(1,)]

    def comments(self, model: str) -> tuple[str, dict[str, str]]:
        """The model's description, and its columns'."""
        of_model = self.connection.execute(
            "select comment from duckdb_tables() where schema_name = 'gold' and table_name = ?",
            [model],
        ).fetchone()
        of_columns = self.connection.execute(
            "select column_name, comment from duckdb_columns()"
            " where schema_name = 'gold' and table_name = ?",
            [model],
        ).fetchall()
        text = plain(of_model[0] if of_model else None)
        return text, {name: plain(comment) for name, comment in of_columns}


def read_figures(served: Path) -> dict[str, Any]:
    """What the page shows, ready to be written as JSON; the same for the same figures.

    Raises:
        ReportError: if there is no served file, or it can't be read.
    """
    if not served.exists():
        raise ReportError(f"{served} is missing: run `claimhouse publish` first")
    try:
        with duckdb.connect(served, read_only=True) as connection:
            reader = Reader(connection)
            name_parties(reader)
            cards = [card for one in CARDS if (card := figure_of(reader, one))]
            sections = [section for one in SECTIONS if (section := figure_of(reader, one))]
            return {
                "networks": reader.networks.listed(),
                "payers": reader.payers.listed(),
                "asOf": as_of(reader),
                "cards": cards,
                "sections": sections,
                "leftOut": reader.left_out,
            }
    except duckdb.IOException as error:
        raise ReportError(f"{served} can't be read: {error}") from None


def name_parties(reader: Reader) -> None:
    """Put networks and payers into the order in which the page offers them."""
    if reader.has("dim_network"):
        sql = "select network_id from gold.dim_network order by network_id"
        for (network_id,) in reader.connection.execute(sql).fetchall():
            reader.networks.position(network_id)
    if reader.has("dim_payer"):
        sql = "select payer_key, payer_name from gold.dim_payer order by payer_name, payer_key"
        for payer_key, payer_name in reader.connection.execute(sql).fetchall():
            reader.payers.position(payer_key)
            reader.payers.called[payer_key] = payer_name


def as_of(reader: Reader) -> dict[str, str | None]:
    """The latest posting of all networks, and of the one that is furthest behind."""
    latest = oldest = None
    if reader.has("dim_network"):
        sql = "select max(last_posted_date), min(last_posted_date) from gold.dim_network"
        latest, oldest = reader.connection.execute(sql).fetchall()[0]
    return {
        "latest": latest.isoformat() if latest else None,
        "oldest": oldest.isoformat() if oldest else None,
    }


def figure_of(reader: Reader, figure: Figure) -> dict[str, Any] | None:
    """A figure with its rows, or None where its model is not built or has other columns."""
    if not reader.has(figure.model):
        reader.left_out.append(f"{figure.title}: {figure.model} is not built")
        return None
    try:
        result = reader.connection.sql(query(figure))
        title, formula, unit = definition(reader, figure)
    except (duckdb.BinderException, duckdb.CatalogException):
        reader.left_out.append(f"{figure.title}: {figure.model} has other columns than expected")
        return None
    rows = result.fetchall()
    first_sum = 2 + len(figure.by)
    scales = [scale_of(str(kind)) for kind in result.types[first_sum:]]
    sums = list(figure.sums)
    description, columns = reader.comments(figure.model)
    sentences = re.split(r"(?<=\.) ", description)
    headings = [
        (heading, expression, [row[2 + i] for row in rows])
        for i, (heading, expression) in enumerate(figure.by.items())
    ]
    return {
        "name": figure.name,
        "title": title,
        "model": figure.model,
        "about": formula or sentences[0],
        "description": description,
        "chart": figure.chart,
        "order": figure.order,
        "running": figure.running,
        "latest": figure.latest,
        "addsUp": figure.adds_up,
        "unit": unit,
        "empty": figure.empty,
        # per row: its network and its payer, as places in the page's lists
        "at": [reader.networks.position(row[0]) for row in rows],
        "payer": None if figure.payer is None else [reader.payers.position(r[1]) for r in rows],
        "by": [listed(reader, *heading) for heading in headings],
        "sums": [
            {
                "heading": heading,
                "note": columns.get(figure.sums[heading], ""),
                "scale": scale,
                "values": [whole(row[first_sum + i], scale) for row in rows],
            }
            for i, (heading, scale) in enumerate(zip(sums, scales, strict=True))
        ],
        "rates": [
            {"heading": heading, "of": [sums.index(above), sums.index(below)]}
            for heading, (above, below) in figure.rates.items()
        ],
    }


def definition(reader: Reader, figure: Figure) -> tuple[str, str, str]:
    """Title, formula and unit: of a measure, what ``dim_measure`` says."""
    sql = "select measure_label, formula, measure_unit from gold.dim_measure where measure = ?"
    if figure.measure and (row := reader.connection.execute(sql, [figure.measure]).fetchone()):
        return row[0], f"{row[1][:1].upper()}{row[1][1:]}.", row[2]
    return figure.title, figure.about, "share"


def query(figure: Figure) -> str:
    """SQL of a figure: network, payer, ``by`` and ``sums``, in an order that is always the same."""
    names = {"network": "network_id", "payer": figure.payer or "null::varchar"}
    names |= {f"by_{i}": expression for i, expression in enumerate(figure.by.values())}
    sums = {f"sum_{i}": expression for i, expression in enumerate(figure.sums.values())}
    inner = ", ".join(f"{expression} as {name}" for name, expression in (names | sums).items())
    outer = ", ".join([*names, *(f"sum({name}) as {name}" for name in sums)])
    keys = ", ".join(names)
    return (
        f"select {outer} from (select {inner} from gold.{figure.model} as model"
        f" where {figure.where}) group by {keys} order by {keys}"
    )


def listed(reader: Reader, heading: str, column: str, values: Iterable[Any]) -> dict[str, Any]:
    """A column of names: each name once, and per row its place in that list."""
    names = {"network_id": reader.networks, "payer_key": reader.payers}.get(column)
    is_month = heading.lower().endswith("month")
    if names is None:
        own = Names()
        at = [own.position(text_of(value, is_month)) for value in values]
        return {"heading": heading, "values": [name for _, name in own.listed()], "at": at}
    at = [names.position(value) for value in values]
    return {"heading": heading, "values": [name for _, name in names.listed()], "at": at}


def text_of(value: Any, is_month: bool) -> str | None:
    """A name as text; a month without its day."""
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()[: 7 if is_month else 10]
    return str(value)


def scale_of(kind: str) -> int:
    """Digits after the point of an SQL type.

    Raises:
        ReportError: for floating point, whose sums are not exact.
    """
    if found := re.fullmatch(r"DECIMAL\(\d+,\s*(\d+)\)", kind):
        return int(found[1])
    if kind.endswith("INT") or kind in ("INTEGER", "NULL"):
        return 0
    raise ReportError(f"the report adds up whole numbers and decimals, not {kind}")


def whole(value: int | Decimal | None, scale: int) -> int | str | None:
    """A number in units of its last digit, as text where JSON would round it."""
    if value is None:
        return None
    units = int(Decimal(value).scaleb(scale))
    return units if abs(units) <= SAFE_INTEGER else str(units)


def plain(comment: str | None) -> str:
    """A description without its marks, on one line."""
    return " ".join(re.sub(r"\\(.)|`", r"\1", comment or "").split())


def sample_networks(figures: dict[str, Any]) -> Iterator[str]:
    """Networks that are made up."""
    for network_id, _ in figures["networks"]:
        if network_id.startswith(SAMPLE_PREFIX):
            yield network_id
