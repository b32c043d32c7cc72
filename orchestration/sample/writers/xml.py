"""XML whose elements nest as the header's paths say: ``name/family``, ``Home/@city``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from orchestration.sample.writers import NOTICE, Table

NAMED = re.compile(r"(?:\{(?P<namespace>[^}]*)\})?(?P<name>.+)")


def write(table: Table, path: Path) -> None:
    """Write ``path``, one element a row; what is missing has neither element nor attribute."""
    match = NAMED.fullmatch(table.options["record"])
    assert match is not None
    attributes = f' xmlns="{match["namespace"]}"' if match["namespace"] else ""
    root = f"{match['name']}s"
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {NOTICE}: {table.title} -->\n')
        stream.write(f"<{root}{attributes}>\n")
        for row in table.texts():
            cells = dict(zip(table.headers, row, strict=True))
            stream.write(etree.tostring(record(match["name"], cells), encoding="unicode") + "\n")
        stream.write(f"</{root}>\n")


def record(name: str, cells: Mapping[str, str | None]) -> etree._Element:
    """A record; cells whose paths start alike stand in one element."""
    places = {"": etree.Element(name)}
    for path, value in cells.items():
        if value is None:
            continue
        above, _, last = path.rpartition("/")
        if last.startswith("@"):
            placed(places, above).set(last[1:], value)
        else:
            placed(places, path).text = value
    return places[""]


def placed(places: dict[str, etree._Element], path: str) -> etree._Element:
    """The element at ``path``, made where it is not there yet."""
    if path not in places:
        above, _, last = path.rpartition("/")
        places[path] = etree.SubElement(placed(places, above), last)
    return places[path]
