"""What dbt's manifest says of tests and descendants. Pure functions on the parsed JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def reports_below(manifest: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Models tagged ``report`` that read these nodes (unique ids), however far down."""
    waiting = list(names)
    seen = set(waiting)
    while waiting:
        fresh = set(manifest["child_map"].get(waiting.pop(), ())) - seen
        seen |= fresh
        waiting += fresh
    nodes = [manifest["nodes"][name] for name in seen if name in manifest["nodes"]]
    return sorted(node["name"] for node in nodes if "report" in node.get("tags", ()))
