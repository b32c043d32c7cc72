"""What dbt's manifest says of tests and ages. Pure functions on the parsed JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

Manifest = dict[str, Any]


def with_homes(manifest: Mapping[str, Any]) -> Manifest:
    """The manifest with one model or seed for every test to be a check of, in its meta.

    A test of several is a check of the one that is built last. A test of none, which looks at
    macros only, names its home in ``meta.dagster.ref`` (dbt_project.yml).
    """
    parents: Mapping[str, list[str]] = manifest["parent_map"]
    depths: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in depths:
            depths[name] = 1 + max(map(depth, parents.get(name, ())), default=0)
        return depths[name]

    nodes = dict(manifest["nodes"])
    children = {name: list(each) for name, each in manifest["child_map"].items()}
    named = {node["name"]: name for name, node in nodes.items()}
    for name, node in nodes.items():
        if node["resource_type"] != "test" or node.get("attached_node"):
            continue
        read = sorted(each for each in parents.get(name, ()) if each in nodes)
        meta = node["config"].get("meta") or {}
        home = max(read, key=depth) if read else named[meta["dagster"]["ref"]["name"]]
        meta = {**meta, "dagster": {"ref": {"name": nodes[home]["name"]}}}
        nodes[name] = {**node, "config": {**node["config"], "meta": meta}}
        children[home] = sorted({*children[home], name})
    return {**manifest, "nodes": nodes, "child_map": children}


def meta_of(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node's meta; empty where it has none."""
    return (node.get("config") or {}).get("meta") or {}


def layer(node: Mapping[str, Any]) -> str | None:
    """What landed, what we brought along, or a model's schema; None for what is none of these."""
    schema: str | None = node["config"].get("schema")
    return {"source": "landing", "seed": "seeds"}.get(node["resource_type"], schema)


def reports_below(manifest: Mapping[str, Any], tables: Iterable[str]) -> list[str]:
    """Models tagged ``report`` that read these tables (schema/name), however far down."""
    asked = set(tables)
    nodes = {**manifest["nodes"], **manifest["sources"]}
    waiting = [name for name, node in nodes.items() if table_of(node) in asked]
    seen = set(waiting)
    while waiting:
        fresh = set(manifest["child_map"].get(waiting.pop(), ())) - seen
        seen |= fresh
        waiting += fresh
    below = [nodes[name] for name in seen if name in nodes]
    return sorted(node["name"] for node in below if "report" in node.get("tags", ()))


def table_of(node: Mapping[str, Any]) -> str:
    """How a table is called: by its schema, or what landed by its feed."""
    if node["resource_type"] == "source":
        return f"landing/{node['source_name']}/{node['name']}"
    return f"{node['config'].get('schema')}/{node['name']}"


def ages(node: Mapping[str, Any]) -> tuple[timedelta, timedelta | None] | None:
    """The age that is an error and the age that is worth a warning; None where dbt states none.

    From ``meta.freshness``, or a source's own: ``{warn_after: {count: 2, period: day},
    error_after: …}``. One of them alone is the error's.
    """
    stated = node.get("freshness") or meta_of(node).get("freshness") or {}

    def age(name: str) -> timedelta | None:
        each = stated.get(name) or {}
        return timedelta(**{f"{each['period']}s": each["count"]}) if each.get("count") else None

    warn, error = age("warn_after"), age("error_after")
    if error:
        return error, warn
    return (warn, None) if warn else None
