"""Landing as assets: one a feed's rows, with all networks in it, and a way to land one alone."""

# no `from __future__ import annotations`: Dagster reads the type of `context` itself

import hashlib
import os
from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg

from orchestration.defs.facts import LOAD_DATE, ONE_RUN, RETRY, Facts, declared, inbox, today
from orchestration.home import Home
from orchestration.ingestion.ingest import Outcome, Status
from orchestration.ingestion.run import Selection, is_failure, remarks, run

NETWORKS = dg.DynamicPartitionsDefinition(name="networks")
ONE_NETWORK = dg.AssetKey(["landing", "one_network"])
CHECK = "every_source_landed"
POOL = "landing"


def land(feeds: Iterable[str] = (), networks: Iterable[str] = ()) -> list[Outcome]:
    """Land what is new, of these feeds and networks; of all where none is named."""
    folder = inbox().folder if os.environ.get("CLAIMHOUSE_INBOX") else None
    selection = Selection(tuple(feeds), tuple(networks))
    return run(Home.from_environment(), folder, selection, dry_run=False)


def result(key: dg.AssetKey, outcomes: list[Outcome]) -> dict[str, Any]:
    """Key, counts and version of what landed for one asset; no row content.

    Files are named by their content: where nothing is new the version is the same, and
    nothing follows.
    """
    _, feed, rows = key.path
    mine = [o for o in outcomes if (o.source.feed, o.source.rows) == (feed, rows)]
    networks = dict.fromkeys((o.source.network for o in mine), 0)
    for each in mine:
        networks[each.source.network] += each.rows
    counts = {name: sum(getattr(o, name) for o in mine) for name in ("new", "known", "rejected")}
    files = sorted(Home.from_environment().landing.root.glob(f"{feed}/{rows}/*/*.parquet"))
    digest = hashlib.sha256("".join(path.name for path in files).encode()).hexdigest()
    landed = {"dagster/partition_row_count": sum(networks.values()), "rows_by_network": networks}
    return {"asset_key": key, "metadata": {**landed, **counts}, "data_version": digest[:16]}


def answered(key: dg.AssetKey, outcomes: list[Outcome]) -> dg.AssetCheckResult:
    """Whether every source landed, and what is to be known of those that did not."""
    away = [o for o in outcomes if [o.source.feed, o.source.rows] == list(key.path[1:])
            and o.status is not Status.LANDED]  # fmt: skip
    is_error = any(is_failure(each, os.environ.get("CI") == "true") for each in away)
    return dg.AssetCheckResult(
        passed=not away, asset_key=key, check_name=CHECK,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        metadata={"networks": sorted({each.source.network for each in away}),
                  "remarks": [line for each in away for line in remarks(each)]},
    )  # fmt: skip


def landed(facts: Facts) -> list[Any]:
    """What networks send, as assets that others make, and one asset for each dbt source."""
    sent, specs = [], []
    connectors = {(each.feed, each.rows, each.connector) for each in declared()}
    for unique_id in facts.manifest["sources"]:
        spec = facts.spec(unique_id)
        feed, rows = spec.key.path[1:]
        kinds = {connector for *names, connector in connectors if names == [feed, rows]}
        text = f"{feed} {rows} as the networks send them"
        sent.append(
            dg.AssetSpec(["inbox", feed, rows], group_name="inbox", kinds=kinds, description=text)
        )
        specs.append(spec.replace_attributes(deps=[sent[-1].key], kinds={"parquet"}))

    @dg.multi_asset(
        specs=specs, check_specs=[dg.AssetCheckSpec(CHECK, asset=spec.key) for spec in specs],
        can_subset=True, name="land", pool=POOL,
        partitions_def=LOAD_DATE, backfill_policy=ONE_RUN, retry_policy=RETRY,
    )  # fmt: skip
    def land_feeds(context: dg.AssetExecutionContext) -> Iterator[Any]:
        keys = sorted(context.selected_asset_keys)
        asked = {key.path[1] for key in keys} & {each.feed for each in declared()}
        is_all = len(keys) == len(specs)
        outcomes = land(() if is_all else sorted(asked)) if is_all or asked else []
        for key in keys:
            found = result(key, outcomes)
            yield dg.MaterializeResult(
                **found | {"data_version": dg.DataVersion(found["data_version"])},
                check_results=[answered(key, outcomes)],
            )

    return [*sent, land_feeds]


@dg.asset(
    key=ONE_NETWORK, group_name="landing", kinds={"parquet"}, partitions_def=NETWORKS,
    pool=POOL, retry_policy=RETRY,
)  # fmt: skip
def one_network(context: dg.AssetExecutionContext) -> None:
    """Every feed of one network, landed alone. The partition is the network's id."""
    outcomes = land(networks=[context.partition_key])
    for feed, rows in dict.fromkeys((o.source.feed, o.source.rows) for o in outcomes):
        found = result(dg.AssetKey(["landing", feed, rows]), outcomes)
        tags = {"dagster/data_version": found.pop("data_version")}
        context.log_event(dg.AssetMaterialization(**found, partition=today(), tags=tags))
