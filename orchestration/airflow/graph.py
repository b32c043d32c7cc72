"""Edges between DAGs, cycles, the order to migrate in, and how complex a DAG is."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from orchestration.airflow.facts import Facts, unique
from orchestration.airflow.plain import shown
from orchestration.airflow.propose import MODELLED, Proposal, control, own_id, snake
from orchestration.airflow.values import Asset, Dag, Instance, Pattern, Task, Unknown, held

Node = TypeVar("Node", bound=Hashable)

PRESETS = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
}  # fmt: skip


@dataclass(frozen=True)
class Schedule:
    """A DAG's schedule: its kind, how the file says it, and as cron where that is the same."""

    kind: str
    text: str
    cron: str = ""
    assets: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CrossEdge:
    """One DAG needs another: ``from_dag`` comes first. No task: the whole DAG."""

    kind: str
    from_dag: str
    from_task: str
    to_dag: str
    to_task: str
    through: str
    is_known: bool


@dataclass(frozen=True)
class Complexity:
    """Counts of one DAG. ``depth`` is tasks on the longest way through, 0 where it has a cycle."""

    tasks: int
    edges: int
    depth: int
    fan_out: int
    fan_in: int
    branches: int
    sensors: int
    groups: int
    mapped_tasks: int
    dynamic_parts: int
    templates: int
    xcom_pulls: int
    custom_operators: list[str]


def schedule_of(dag: Dag) -> Schedule:
    """The schedule of a DAG in one form for all of Airflow's ways to say it."""
    value = dag.schedule
    if not dag.has_schedule:
        return Schedule("default", "not set: daily before Airflow 3, none since")
    if value is None:
        return Schedule("none", "None")
    if isinstance(value, Asset) or held(value, Asset):
        uris = unique([asset.uri for asset in held(value, Asset)])
        kind = (
            "assets and time" if isinstance(value, Instance) and "Time" in value.name else "assets"
        )
        return Schedule(kind, " ".join(uris), assets=uris)
    if isinstance(value, Pattern | Unknown):
        return Schedule("unknown", shown(value))
    if isinstance(value, str):
        if value.startswith("@"):
            kind = {"@once": "once", "@continuous": "continuous"}.get(value, "preset")
            return Schedule(kind, value, PRESETS.get(value, ""))
        is_cron = re.fullmatch(r"\S+(\s+\S+){4,5}", value.strip())
        return Schedule("cron", value, value) if is_cron else Schedule("unknown", value)
    if isinstance(value, Instance):
        if value.name in {"timedelta", "relativedelta", "duration"}:
            return Schedule("interval", value.text)
        if value.name.endswith("Timetable"):
            cron = value.arguments[0] if value.arguments else value.keywords.get("cron", "")
            same = isinstance(cron, str) and len(cron.split()) in {5, 6}
            return Schedule("timetable", value.text, cron if same else "")
        return Schedule("unknown", value.text)
    return Schedule("unknown", shown(value))


# ------------------------------------------------------------- between DAGs


def cross_edges(dags: list[Dag], facts: Mapping[Task, Facts]) -> list[CrossEdge]:
    """What DAGs need of each other: by sensor, trigger, marker, asset, or a table of their SQL."""
    known = {dag.dag_id for dag in dags}
    edges: list[CrossEdge] = []
    for dag in dags:
        for task in dag.tasks:
            edges.extend(told_edges(dag, task, known))
    edges.extend(asset_edges(dags, facts))
    edges.extend(table_edges(dags, facts))
    return list(dict.fromkeys(edges))


def told_edges(dag: Dag, task: Task, known: set[str]) -> Iterable[CrossEdge]:
    """Edges that a task names itself."""
    options = task.arguments
    name = task.operator
    if "external_dag_id" in options:
        other = shown(options["external_dag_id"])
        named = options.get("external_task_ids", options.get("external_task_id"))
        for external in held(named, str) or [""]:
            ends = (other, external, dag.dag_id, task.task_id)
            if "Marker" in name:
                ends = (dag.dag_id, task.task_id, other, external)
            kind = "marks" if "Marker" in name else "waits for"
            yield CrossEdge(kind, *ends, name, other in known)
    if "trigger_dag_id" in options:
        other = shown(options["trigger_dag_id"])
        yield CrossEdge("triggers", dag.dag_id, task.task_id, other, "", name, other in known)
    if name.startswith("SubDag"):
        for part in held(options.get("subdag"), Dag):
            yield CrossEdge("has inside", part.dag_id, "", dag.dag_id, task.task_id, name, True)


def asset_edges(dags: list[Dag], facts: Mapping[Task, Facts]) -> Iterable[CrossEdge]:
    """From tasks with an asset as outlet to the DAGs that it starts, or tasks that read it."""
    makers = [(uri, dag, task) for dag in dags for task in dag.tasks for uri in facts[task].outlets]
    readers = [(uri, dag, "") for dag in dags for uri in schedule_of(dag).assets]
    scheduled = {(uri, dag.dag_id) for uri, dag, _ in readers}
    readers += [(uri, dag, task.task_id) for dag in dags for task in dag.tasks
                for uri in facts[task].inlets if (uri, dag.dag_id) not in scheduled]  # fmt: skip
    for uri, dag, task_id in readers:
        found = [(maker, task) for made, maker, task in makers if made == uri and maker is not dag]
        for maker, task in found:
            yield CrossEdge("asset", maker.dag_id, task.task_id, dag.dag_id, task_id, uri, True)
        if not found and not any(made == uri for made, _, _ in makers):
            yield CrossEdge("asset", "", "", dag.dag_id, task_id, uri, False)


def table_edges(dags: list[Dag], facts: Mapping[Task, Facts]) -> Iterable[CrossEdge]:
    """From the tasks whose SQL writes a table to those of other DAGs whose SQL reads it."""
    makers: dict[str, list[tuple[Dag, Task]]] = {}
    for dag in dags:
        for task in dag.tasks:
            for table in facts[task].writes:
                makers.setdefault(table, []).append((dag, task))
    for dag in dags:
        for task in dag.tasks:
            for table in facts[task].reads:
                for maker, writer in makers.get(table, []):
                    if maker is not dag:
                        yield CrossEdge("table", maker.dag_id, writer.task_id, dag.dag_id,
                                        task.task_id, table, True)  # fmt: skip


def leaf_first(dags: list[str], edges: list[CrossEdge]) -> list[list[str]]:
    """DAGs in waves: first those that no other needs. DAGs that need each other share a wave."""
    needs: dict[str, set[str]] = {dag: set() for dag in dags}
    for edge in edges:
        if edge.from_dag in needs and edge.to_dag in needs and edge.from_dag != edge.to_dag:
            needs[edge.from_dag].add(edge.to_dag)
    rings = {dag: frozenset(ring) for ring in cycles(needs) for dag in ring}
    waiting, waves = list(dags), []
    while waiting:
        left = set(waiting)
        wave = [
            dag for dag in waiting
            if all(not (needs[each] & left) - rings.get(dag, frozenset())
                   for each in rings.get(dag, {dag}))
        ]  # fmt: skip
        waves.append(wave or waiting)
        waiting = [dag for dag in waiting if dag not in waves[-1]]
    return waves


# ------------------------------------------------------------------- graphs


def cycles(after: Mapping[Node, Iterable[Node]]) -> list[list[Node]]:
    """Sets of nodes that reach each other (strongly connected), and nodes that reach themselves.

    Tarjan's algorithm without recursion; each set in the order of ``after``.
    """
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    found: list[list[Node]] = []
    places = {node: number for number, node in enumerate(after)}
    for root in after:
        if root in index:
            continue
        work = [(root, iter(after[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, others = work[-1]
            for other in others:
                if other not in places:
                    continue
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(after[other])))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    ring = []
                    while True:
                        last = stack.pop()
                        on_stack.remove(last)
                        ring.append(last)
                        if last == node:
                            break
                    if len(ring) > 1 or node in set(after[node]):
                        found.append(sorted(ring, key=places.__getitem__))
    return sorted(found, key=lambda ring: places[ring[0]])


def depth(dag: Dag) -> int:
    """Tasks on the longest way through a DAG without cycles."""
    level = dict.fromkeys(dag.tasks, 1)
    left = {task: len(task.upstream) for task in dag.tasks}
    ready = [task for task in dag.tasks if not left[task]]
    done = 0
    while ready:
        task = ready.pop()
        done += 1
        for after in task.downstream:
            if after in left:
                level[after] = max(level[after], level[task] + 1)
                left[after] -= 1
                if not left[after]:
                    ready.append(after)
    return max(level.values(), default=0) if done == len(level) else 0


def complexity(dag: Dag, facts: Mapping[Task, Facts]) -> Complexity:
    """The counts of one DAG."""
    tasks = dag.tasks
    made = {note for task in tasks for note in task.made if note not in dag.made}
    chooses = [
        task for task in tasks
        if (found := control(task, facts[task])) is not None and "condition" in found.becomes
    ]  # fmt: skip
    return Complexity(
        tasks=len(tasks),
        edges=sum(len(task.downstream) for task in tasks),
        depth=depth(dag),
        fan_out=max((len(task.downstream) for task in tasks), default=0),
        fan_in=max((len(task.upstream) for task in tasks), default=0),
        branches=len(chooses),
        sensors=sum(is_sensor(task) for task in tasks),
        groups=len(set(dag.groups)),
        mapped_tasks=sum(task.is_mapped for task in tasks),
        dynamic_parts=len(made) + len(dag.made),
        templates=sum(facts[task].templates for task in tasks),
        xcom_pulls=sum(facts[task].xcom_pulls for task in tasks),
        custom_operators=sorted({task.operator for task in tasks if task.is_custom}),
    )


def is_sensor(task: Task) -> bool:
    """Whether a task waits, by the name of its class."""
    return (
        task.operator == "@task.sensor" or re.search(r"Sensor(Async)?$", task.operator) is not None
    )


# ------------------------------------------------------- upstreams of models


def settle(dags: list[Dag], facts: Mapping[Task, Facts], proposals: Mapping[Task, Proposal],
           edges: list[CrossEdge]) -> None:  # fmt: skip
    """Make names differ where they mean different things, and give every proposal its upstreams."""
    separate(dags, facts, proposals)
    makers: dict[str, set[str]] = {}
    for task, proposal in proposals.items():
        if proposal.layer in MODELLED:
            for table in facts[task].writes:
                makers.setdefault(table, set()).add(proposal.name)
    outside = cross_upstreams(dags, proposals, edges)
    for dag in dags:
        for task in dag.tasks:
            proposal = proposals[task]
            if proposal.layer == "none":
                continue
            if facts[task].reads:
                names = [name for table in facts[task].reads
                         for name in sorted(makers.get(table, {f"external:{table}"}))]  # fmt: skip
                proposal.upstreams_by = "tables"
            else:
                names = nearest(task, proposals) + outside.get(task, [])
                proposal.upstreams_by = "order" if names else ""
            proposal.upstreams = [name for name in unique(names) if name != proposal.name]


def separate(
    dags: list[Dag], facts: Mapping[Task, Facts], proposals: Mapping[Task, Proposal]
) -> None:
    """A name that no table gave, but a table or another DAG has, gets what tells it apart."""
    given = {proposals[task].name for dag in dags for task in dag.tasks if facts[task].writes}
    for dag in dags:
        for task in dag.tasks:
            proposal = proposals[task]
            is_model = proposal.layer in {"silver", "gold"}
            if is_model and proposal.rests_on == "name" and proposal.name in given:
                proposal.name = f"{proposal.name}_{own_id(task)}"
    users: dict[str, set[str]] = {}
    for dag in dags:
        for task in dag.tasks:
            users.setdefault(proposals[task].name, set()).add(dag.dag_id)
    for dag in dags:
        for task in dag.tasks:
            proposal = proposals[task]
            if len(users[proposal.name]) > 1 and not facts[task].writes and (
                proposal.layer in {"silver", "gold", "alert", "sensor"}
            ):  # fmt: skip
                prefix, _, rows = proposal.name.partition("_")
                is_model = proposal.layer in {"silver", "gold"}
                own = snake(dag.dag_id)
                proposal.name = f"{prefix}_{own}_{rows}" if is_model else f"{own}_{proposal.name}"


def nearest(task: Task, proposals: Mapping[Task, Proposal]) -> list[str]:
    """Names of what the nearest tasks before this one make; those that make nothing are passed."""
    names: list[str] = []
    seen: set[Task] = {task}
    waiting = list(task.upstream)
    while waiting:
        before = waiting.pop(0)
        if before in seen:
            continue
        seen.add(before)
        proposal = proposals.get(before)
        if proposal is not None and proposal.layer in MODELLED and proposal.name:
            names.append(proposal.name)
        else:
            waiting.extend(before.upstream)
    return names


def cross_upstreams(dags: list[Dag], proposals: Mapping[Task, Proposal],
                    edges: list[CrossEdge]) -> dict[Task, list[str]]:  # fmt: skip
    """What other DAGs make that a task follows: through its sensors, or what starts its DAG."""
    by_id = {dag.dag_id: dag for dag in dags}
    made: dict[tuple[str, str], list[str]] = {}
    for edge in edges:
        if edge.kind == "has inside":
            continue
        source = by_id.get(edge.from_dag)
        names = [f"external:{edge.through if edge.kind == 'asset' else edge.from_dag}"]
        if source is not None:
            ends = [task for task in source.tasks if task.task_id == edge.from_task]
            ends = ends or [task for task in source.tasks if not task.downstream]
            names = unique([name for end in ends for name in made_by(end, proposals)]) or names
        made.setdefault((edge.to_dag, edge.to_task), []).extend(names)
    found: dict[Task, list[str]] = {}
    for dag in dags:
        for task in dag.tasks:
            names = list(made.get((dag.dag_id, task.task_id), []))
            names += made.get((dag.dag_id, ""), []) if not nearest(task, proposals) else []
            for before in sensors_before(task, proposals):
                names += made.get((dag.dag_id, before.task_id), [])
            if names:
                found[task] = unique(names)
    return found


def made_by(task: Task, proposals: Mapping[Task, Proposal]) -> list[str]:
    """What a task makes, or else what the nearest before it do."""
    proposal = proposals[task]
    if proposal.layer in MODELLED and proposal.name:
        return [proposal.name]
    return nearest(task, proposals)


def sensors_before(task: Task, proposals: Mapping[Task, Proposal]) -> list[Task]:
    """Tasks that make no model between this one and the nearest models before it."""
    found: list[Task] = []
    waiting = list(task.upstream)
    while waiting:
        before = waiting.pop(0)
        if before in found or (before in proposals and proposals[before].layer in MODELLED):
            continue
        found.append(before)
        waiting.extend(before.upstream)
    return found
