"""Where values that identify persons can get to: by the compiled SQL, and by what is stored."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp, parse_one
from sqlglot.optimizer.qualify import qualify

RESTRICTED = {"bronze", "vault", "vault_audit"}
"""Schemas that may hold identifiers in the clear."""

MASKS = {
    # or a key made of a token; (from|unique)_field is what dbt's tests call it
    "token": r"\w+_(token|key)|(from|unique)_field",
    "mask_date": r"\w+_year",
    "mask_birth_date": r"\w+_year",
    "mask_age": r"(\w+_)?age",
    "mask_zip3": r"(\w+_)?zip3",
}
"""Macros behind which a value no longer identifies, with the names their columns must have."""

NAMES_OF_IDENTIFIERS = re.compile(
    r"(first|middle|last|full|patient|member|subscriber|insured)_(\w+_)?name|\w*birth_date"
    r"|death_date|\w*social_security\w*|ssn|address_line_\d|street\w*|city|postal_code|zip\w*"
    r"|\w*phone\w*|\w*e?mail(_address)?|\w*(member|subscriber|patient|claim)_id"
    r"|\w*(medical_record|claim_control|account)_number"
)
"""Names that a column has only if it is marked, or says `phi: false`."""


@dataclass(frozen=True)
class Origin:
    """A marked column that a value comes from, and the mask that it went through."""

    column: str
    mask: str | None = None


NO_VALUE = (exp.Predicate, exp.Not, exp.Connector, exp.Count, exp.Length, exp.Literal)
"""Conditions and counts: what they are made of is not in them."""

Columns = dict[str, frozenset[Origin]]
NOTHING: frozenset[Origin] = frozenset()
MARKS = {
    "files": ["file_key"],
    "transactions": ["transaction_key", "transaction_status"],
    "chains": ["chain_key", "inputs_key"],
}


# ---- lineage


@dataclass
class Lineage:
    """What each column of each node carries, by the SQL that dbt compiled."""

    nodes: Mapping[str, dict[str, Any]]
    patterns: Mapping[str, exp.Expr]
    root: Path

    def __post_init__(self) -> None:
        self.shown: dict[str, Columns] = {}
        self.carried: dict[str, Columns] = {}
        # tables of the build file that are no models: see macros/incremental/keep_marks.sql
        self.relations: dict[str, str] = {f"state.{name}": f"state.{name}" for name in MARKS}
        for name, columns in MARKS.items():
            self.carried[f"state.{name}"] = dict.fromkeys(columns, NOTHING)
        for key in in_order(self.nodes):
            node = self.nodes[key]
            self.shown[key] = self.columns_of(node)
            self.carried[key] = {
                name: NOTHING if meta_of(node["columns"].get(name, {})).get("cleared") else carried
                for name, carried in self.shown[key].items()
            }
            if node["resource_type"] != "test":
                self.relations[f"{node['schema']}.{node['alias']}"] = key

    def columns_of(self, node: Mapping[str, Any]) -> Columns:
        described = {name: meta_of(column) for name, column in node["columns"].items()}
        if node["resource_type"] == "seed":
            with (self.root / node["original_file_path"]).open(encoding="utf-8") as file:
                return dict.fromkeys(next(csv.reader(file)), NOTHING)
        if node["schema"] == "bronze":  # as it arrived: only the marks say what it holds
            return {
                name: frozenset({Origin(f"{node['name']}.{name}")} if meta.get("phi") else ())
                for name, meta in described.items()
            }
        columns = self.flow(node["compiled_code"])
        if node["schema"] != "vault":
            return columns
        # In the vault a text with many values is cut into columns, each with a mark of its
        # own; what is not cut out of such a text, but copied, must keep the mark.
        return {
            name: frozenset({Origin(f"{node['name']}.{name}")})
            if described.get(name, {}).get("phi")
            else frozenset(origin for origin in carried if not self.is_raw(origin))
            for name, carried in columns.items()
        }

    def is_raw(self, origin: Origin) -> bool:
        model, _, column = origin.column.partition(".")
        node = next(node for node in self.nodes.values() if node["name"] == model)
        return bool(meta_of(node["columns"][column]).get("raw"))

    def flow(self, sql: str) -> Columns:
        """The columns of a query with what they carry."""
        tree = self.mark_masks(parse_one(sql, dialect="duckdb"))
        relations: dict[str, dict[str, dict[str, str]]] = {}
        for table in tree.find_all(exp.Table):
            table.set("catalog", None)
            key = self.relations.get(f"{table.db}.{table.name}")
            if key:
                columns = dict.fromkeys(self.carried[key], "text")
                relations.setdefault(table.db, {})[table.name] = columns
        tree = qualify(
            tree, schema=dict[str, object](relations), dialect="duckdb", quote_identifiers=False,
            validate_qualify_columns=False,
        )  # fmt: skip
        return self.columns_of_query(tree, {}, {})

    def mark_masks(self, tree: exp.Expr) -> exp.Expr:
        """Put a call of the mask's name in place of what its macro compiles to."""

        def replace(node: exp.Expr) -> exp.Expr:
            for name, pattern in self.patterns.items():
                found: dict[str, exp.Expr] = {}
                if matches(pattern, node, found):
                    given = [value.copy() for value in found.values()]
                    return exp.Anonymous(this=f"masked_{name}", expressions=given)
            return node

        return tree.transform(replace)

    def columns_of_query(
        self, query: exp.Expr, named: Mapping[str, Columns], around: Mapping[str, Columns]
    ) -> Columns:
        """Columns of a query, given what names stand for, and the sources of the query around."""
        named = dict(named)
        for cte in query.ctes if isinstance(query, exp.Query) else ():
            named[cte.alias] = self.columns_of_query(cte.this, named, around)
        if isinstance(query, exp.Subquery):
            return self.columns_of_query(query.this, named, around)
        if isinstance(query, exp.SetOperation):
            left = self.columns_of_query(query.left, named, around)
            right = self.columns_of_query(query.right, named, around)
            paired = zip(left.items(), right.values(), strict=True)
            return {name: one | other for (name, one), other in paired}
        if not isinstance(query, exp.Select):
            raise LookupError(f"nobody knows what {query.sql()[:80]} gives")
        sources = dict(around)
        joins = [join.this for join in query.args.get("joins") or ()]
        start = query.args.get("from_") or query.args.get("from")
        for source in [start.this, *joins] if start else joins:
            sources[source.alias_or_name] = self.columns_of_source(source, named, sources)
        return {
            select.alias_or_name: self.carry(select, named, sources) for select in query.selects
        }

    def columns_of_source(
        self, source: exp.Expr, named: Mapping[str, Columns], sources: Mapping[str, Columns]
    ) -> Columns:
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
            if not source.db and source.name in named:
                return named[source.name]
            return self.carried[self.relations[f"{source.db}.{source.name}"]]
        if isinstance(source, exp.Subquery):
            return self.columns_of_query(source, named, sources)
        # values, unnest, functions: every column may hold all that stands in it
        return {"*": union(self.carry(part, named, sources) for part in source.iter_expressions())}

    def carry(
        self, node: exp.Expr, named: Mapping[str, Columns], sources: Mapping[str, Columns]
    ) -> frozenset[Origin]:
        """What the value of an expression carries. A condition or a count carries nothing."""
        if isinstance(node, NO_VALUE):
            return NOTHING
        if isinstance(node, exp.Column):
            columns = sources[node.table]
            return columns[node.name] if node.name in columns else columns["*"]
        if isinstance(node, exp.Query):
            return union(self.columns_of_query(node, named, sources).values())
        if isinstance(node, exp.Window | exp.Filter):
            return self.carry(node.this, named, sources)
        parts = node.iter_expressions()
        if isinstance(node, exp.Case):
            parts = (branch.args["true"] for branch in node.args["ifs"])
            default = node.args.get("default")
            parts = iter([*parts, *([default] if default else [])])
        carried = union(self.carry(part, named, sources) for part in parts)
        if isinstance(node, exp.Anonymous) and node.name.startswith("masked_"):
            mask = node.name.removeprefix("masked_")
            return frozenset(Origin(origin.column, mask) for origin in carried)
        return carried

    # ---- findings

    def problems(self) -> Iterator[str]:
        """Every column that shows what it must not, and every mark that is missing."""
        for key, node in self.nodes.items():
            for name, carried in self.shown[key].items():
                where = f"{node['name']}.{name}"
                meta = meta_of(node["columns"].get(name, {}))
                if meta.get("cleared") and not carried:
                    yield f"{where}: is `cleared` of nothing"
                if node["schema"] not in RESTRICTED:
                    masks = self.masks_said(node, name)
                    yield from self.problems_outside(where, name, carried, meta, masks)
                elif node["resource_type"] == "model" and "phi" not in meta:
                    if carried and not meta.get("cleared"):
                        yield f"{where}: is a copy of {listed(carried)}; mark it phi"
                    elif NAMES_OF_IDENTIFIERS.fullmatch(name):
                        yield f"{where}: is named like an identifier; mark it phi true or false"

    def masks_said(self, node: Mapping[str, Any], name: str) -> set[str]:
        """What `meta.mask` says where a name is not ours to choose; a test has what it tests."""
        tested = node["depends_on"]["nodes"] if node["resource_type"] == "test" else ()
        told = [node, *(self.nodes[key] for key in tested if key in self.nodes)]
        masks = (meta_of(one["columns"].get(name, {})).get("mask") for one in told)
        return {mask for mask in masks if mask}

    @staticmethod
    def problems_outside(
        where: str,
        name: str,
        carried: frozenset[Origin],
        meta: Mapping[str, Any],
        masks: set[str],
    ) -> Iterator[str]:
        clear = frozenset(origin for origin in carried if origin.mask is None)
        if clear and not meta.get("cleared"):
            yield f"{where}: shows {listed(clear)} in the clear"
        if meta.get("phi"):
            yield f"{where}: is marked phi outside bronze and the vault"
        for origin in sorted(carried - clear, key=lambda one: one.column):
            if not re.fullmatch(MASKS[str(origin.mask)], name) and origin.mask not in masks:
                yield f"{where}: {origin.column} is under {origin.mask}, and its name does not say"


def union(parts: Iterable[frozenset[Origin]]) -> frozenset[Origin]:
    return frozenset().union(*parts)


def listed(origins: Iterable[Origin]) -> str:
    return ", ".join(sorted({origin.column for origin in origins}))


def meta_of(column: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**column.get("meta", {}), **column.get("config", {}).get("meta", {})}


def in_order(nodes: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """Keys of nodes, each after those that it depends on."""
    left = dict(nodes)
    while left:
        ready = [
            key for key, node in left.items()
            if not set(node.get("depends_on", {}).get("nodes", ())) & set(left)
        ]  # fmt: skip
        assert ready, f"a cycle among {sorted(left)}"
        for key in ready:
            del left[key]
        yield from ready


def matches(pattern: exp.Expr, node: exp.Expr, found: dict[str, exp.Expr]) -> bool:
    """Whether a node is what a pattern describes; `given…` in it stands for anything."""
    if isinstance(pattern, exp.Column) and pattern.name.startswith(("given", "on_date")):
        return found.setdefault(pattern.name, node) == node
    if type(pattern) is not type(node):
        return False
    for name in pattern.args.keys() | node.args.keys():
        one, other = pattern.args.get(name), node.args.get(name)
        ones = one if isinstance(one, list) else [one]
        others = other if isinstance(other, list) else [other]
        if len(ones) != len(others):
            return False
        for left, right in zip(ones, others, strict=True):
            if isinstance(left, exp.Expr) and isinstance(right, exp.Expr):
                if not matches(left, right, found):
                    return False
            elif (left or None) != (right or None):
                return False
    return True


def mask_pattern(macro_test: str) -> exp.Expr:
    """What a macro compiles to: the column `found` of its test in tests/macros/."""
    tree = parse_one(macro_test, dialect="duckdb")
    found = next(alias for alias in tree.find_all(exp.Alias) if alias.alias == "found")
    pattern: exp.Expr = found.this.copy()
    for encoded in pattern.find_all(exp.Encode):  # a token may have any parts
        encoded.set("this", exp.column("given"))
    return pattern


# ---- values


@dataclass(frozen=True)
class Identifiers:
    """Values that identify persons, with the columns that they come from."""

    origins: Mapping[str, str]

    def found_in(self, text: str) -> list[str]:
        """Columns whose values stand in a text, as words of their own."""
        folded = text.casefold()
        words = words_of(folded)
        return sorted(
            {
                origin
                for value, origin in self.origins.items()
                if words_of(value) <= words
                and re.search(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])", folded)
            }
        )

    def found_in_bytes(self, content: bytes, stored: str = "") -> list[str]:
        """Columns whose values stand anywhere in bytes, in capitals or not.

        Not those that are a part of a longer word of ``stored``, such as seven digits of an NPI:
        the words of that text are for found_in to judge.
        """
        folded = stored.casefold()
        printable = re.findall(rb"[ -~]{%d,}" % SHORTEST_IN_BYTES, content)
        text = b"\n".join(printable).decode().casefold()
        return sorted(
            {
                origin
                for value, origin in self.origins.items()
                if len(value) >= SHORTEST_IN_BYTES and value in text and value not in folded
            }
        )


@cache
def words_of(text: str) -> frozenset[str]:
    """Runs of letters and digits."""
    return frozenset(re.findall(r"[^\W_]+", text))


SHORTEST = 5
"""Shorter values are words and numbers of anything: initials, a city's first letters, `1`."""

SHORTEST_IN_BYTES = 7
"""In compressed bytes, shorter ones stand by chance."""


def date_texts(day: date) -> set[str]:
    """A date in every way that people and systems write it."""
    formats = ("%Y%m%d", "%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%m-%d-%Y", "%m%d%Y", "%d/%m/%Y")
    texts = {day.strftime(text) for text in formats} | {f"{day.month}/{day.day}/{day.year}"}
    return texts | {day.strftime("%d %b %Y").casefold(), day.strftime("%b %d, %Y").casefold()}


def as_date(text: str) -> date | None:
    """The date that a text of bronze stands for, if it is one."""
    for form in ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()
    return None


def known_words(db: duckdb.DuckDBPyConnection, root: Path) -> set[str]:
    """Words and codes that stand in code lists, networks and names of columns."""
    words: set[str] = set()
    for path in (root / "seeds").glob("*.csv"):
        for row in csv.reader(path.open(encoding="utf-8")):
            words.update(word for cell in row for word in re.findall(r"\w+", cell.casefold()))
    for (name,) in db.execute("select column_name from duckdb_columns()").fetchall():
        words.update(re.findall(r"[a-z0-9]+", name.casefold()))
    return words


def identifiers(
    db: duckdb.DuckDBPyConnection, nodes: Mapping[str, dict[str, Any]], root: Path
) -> Identifiers:
    """The values of all marked columns of bronze and the vault but texts of many values.

    Left out on purpose: values shorter than `SHORTEST`; words of code lists and names of
    columns; dates on which somebody was served, since a newborn's birth date is one, and dates
    on which a code begins or ends.
    """
    origins: dict[str, str] = {}
    plain = known_words(db, root)
    served = {
        day for (day,) in db.execute(
            "select service_from_date from silver.silver_service_payments"
            " union select valid_from_date from silver.silver_reference_codes"
            " union select valid_to_date from silver.silver_reference_codes"
        ).fetchall()
        if day
    }  # fmt: skip
    for node in nodes.values():
        if node["schema"] not in {"bronze", "vault"} or node["resource_type"] != "model":
            continue
        condition = node["config"]["meta"].get("patient_rows", "true")
        for name, column in node["columns"].items():
            meta = meta_of(column)
            if not meta.get("phi") or meta.get("raw"):
                continue
            values = db.execute(
                f"select distinct {name} from {node['schema']}.{node['alias']}"
                f" where {name} is not null and ({condition})"
            ).fetchall()
            for (value,) in values:
                day = value if isinstance(value, date) else as_date(str(value))
                if day in served:
                    continue
                texts = date_texts(day) if day else {str(value).casefold()}
                for text in texts - plain:
                    if len(text) >= SHORTEST:
                        origins.setdefault(text, f"{node['name']}.{name}")
    return Identifiers(origins)


def stored_text(db: duckdb.DuckDBPyConnection, schema: str) -> Iterator[tuple[str, str]]:
    """Every column of texts or dates of a schema, with all its values as one text."""
    columns = db.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = ?"
        " and (data_type ilike 'varchar%' or data_type in ('DATE', 'TIMESTAMP'))",
        [schema],
    ).fetchall()
    for table, column in columns:
        row = db.execute(
            f"select string_agg(distinct {column}::varchar, chr(10)) from {schema}.{table}"
        ).fetchone()
        yield f"{table}.{column}", str(row[0] if row else "")
