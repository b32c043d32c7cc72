"""Which tables a text of SQL writes and reads, by its words.

Not by a parser: DAG files hold SQL of any dialect with Jinja in it, and the words that name
tables are the same in all of them. A test compares it with a parser on plain SQL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NAME = r"((?:[\"`\[]?[\w$@{}\-]+[\"`\]]?\.){0,3}[\"`\[]?[\w$@{}\-]+[\"`\]]?)"
# what is not closed ends with the text, so that no text takes long
NOISE = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)|\{#.*?(?:#\}|\Z)|\{%.*?(?:%\}|\Z)|'[^']*(?:'|\Z)", re.DOTALL
)
JINJA = re.compile(r"\{\{(.*?)(?:\}\}|\Z)", re.DOTALL)
WRITES = {
    "insert": re.compile(rf"\binsert\s+(?:overwrite\s+|ignore\s+)?(?:into\s+)?(?:table\s+)?{NAME}"),
    "create": re.compile(
        r"\bcreate\s+(?:or\s+replace\s+)?(?:\w+\s+){0,2}?(?:table|view)\s+"
        rf"(?:if\s+not\s+exists\s+)?{NAME}\s*(?:\([^()]*\)\s*)?(?:[\w\s=,()]{{0,500}}?\s)?as\s+\(?\s*(?:select|with|\{{)"
    ),
    "merge": re.compile(rf"\bmerge\s+into\s+{NAME}"),
    "copy": re.compile(rf"\bcopy\s+(?:into\s+)?{NAME}(?:\s*\([^()]*\))?\s+from\b"),
    "load": re.compile(rf"\bload\s+data\b.{{0,500}}?\binto\s+table\s+{NAME}", re.DOTALL),
    "update": re.compile(rf"(?:^|;)\s*update\s+(?:only\s+)?{NAME}"),
    "delete": re.compile(rf"\bdelete\s+from\s+{NAME}"),
    "select into": re.compile(
        rf"\bselect\b[^;]{{0,2000}}?\binto\s+(?:temp\s+|temporary\s+)?{NAME}\s+from\b"
    ),
}
READS = re.compile(rf"\b(?:from|join|using)\s+(?:only\s+|lateral\s+)?{NAME}(?!\s*\()")
FURTHER = re.compile(rf"\s*(?:(?:as\s+)?\w+\s*)?,\s*{NAME}(?!\s*[.(])")
CTE = re.compile(r"(?:\bwith\s+(?:recursive\s+)?|,\s*)\"?(\w+)\"?\s*(?:\([^()]*\)\s*)?as\s*"
                 r"(?:not\s+materialized\s+|materialized\s+)?\(")  # fmt: skip
DDL = re.compile(r"(?:^|;)\s*(create|drop|alter|truncate|grant|vacuum|analyze|analyse|refresh)\b")
CALL = re.compile(
    r"(?:^|;)\s*(call|exec|execute)\s+([\w.]+)|\bselect\s+([\w.]+)\s*\([^()]*\)\s*;?\s*$"
)
SQL = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*"
                 r"(with|select|insert|create|merge|update|delete|copy|truncate|drop|alter|call|load)\b"
                 r"\s+\S", re.IGNORECASE | re.DOTALL)  # fmt: skip
WORDS = {
    "into",
    "select",
    "values",
    "where",
    "set",
    "table",
    "lateral",
    "unnest",
    "dual",
    "on",
    "if",
}


@dataclass
class Statement:
    """What a text of SQL does: how it writes (``insert``, ``create``, …), where, from what."""

    how: str = ""
    writes: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    is_ddl_only: bool = False
    calls: str = ""


def is_sql(text: str) -> bool:
    """Whether a text begins as a statement does."""
    return SQL.match(text) is not None


def read_sql(text: str) -> Statement:
    """The tables of one or several statements, in lower case, each once, in order."""
    plain = NOISE.sub(" ", text[:200_000])
    plain = JINJA.sub(lambda found: "{" + re.sub(r"\W+", "_", found[1]).strip("_") + "}", plain)
    plain = plain.lower()
    found = Statement()
    for how, pattern in WRITES.items():
        for match in pattern.finditer(plain):
            # what is deleted or updated is also written otherwise: the first way named wins
            if (name := clean(match[1])) and name not in found.writes:
                found.writes.append(name)
                found.how = found.how or how
    body = WRITES["delete"].sub(" ", plain)
    body = re.sub(r"\b(?:copy\b[^;]*|extract\s*\([^()]*\)|trim\s*\([^()]*\)|substring\s*\([^()]*\)"
                  r"|is\s+(?:not\s+)?distinct\s+from)", " ", body)  # fmt: skip
    named = set(CTE.findall(body))
    for match in READS.finditer(body):
        names = [match[1]]
        place = match.end()
        while following := FURTHER.match(body, place):
            names.append(following[1])
            place = following.end()
        for each in names:
            name = clean(each)
            if name and name not in named and name not in found.reads:
                found.reads.append(name)
    found.is_ddl_only = not found.writes and DDL.search(plain) is not None
    if not found.writes and (called := CALL.search(plain)):
        found.calls = called[2] or ""
    return found


def clean(name: str) -> str:
    """A table's name without quotes; nothing where the word is none."""
    plain = re.sub(r"[\"`\[\]]", "", name)
    return "" if plain in WORDS or plain.startswith("@") or not re.search(r"\w", plain) else plain
