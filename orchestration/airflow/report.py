"""The analysis of a folder of DAG files, as data and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from orchestration.airflow.facts import Facts, facts_of
from orchestration.airflow.graph import (
    complexity,
    cross_edges,
    cycles,
    leaf_first,
    schedule_of,
    settle,
)
from orchestration.airflow.propose import LAYERS, MODELLED, Proposal, propose
from orchestration.airflow.read import Folder, read_folder
from orchestration.airflow.values import Dag, Task

Report = dict[str, Any]


def analyse(root: Path) -> Report:
    """Everything that is known of the DAGs in a folder (or in one file), ready for JSON.

    Keys: ``files`` (how many were read), ``unreadable`` (file, line, reason), ``dags`` (each with
    its schedule, tasks, proposals and complexity), ``cross_dag``, ``order`` (waves of DAG ids,
    leaf first), ``duplicate_dag_ids``, ``cross_dag_cycles``, ``tasks_without_dag``, ``totals``.
    """
    return report_of(read_folder(root))


def report_of(folder: Folder) -> Report:
    """The analysis of what was read."""
    tasks = [task for dag in folder.dags for task in dag.tasks]
    facts = {task: facts_of(task, folder.root) for task in tasks}
    proposals = {task: propose(task, facts[task]) for task in tasks}
    edges = cross_edges(folder.dags, facts)
    settle(folder.dags, facts, proposals, edges)
    ids = list(dict.fromkeys(dag.dag_id for dag in folder.dags))
    needs = {dag_id: list[str]() for dag_id in ids}
    for edge in edges:
        if edge.from_dag in needs:
            needs[edge.from_dag].append(edge.to_dag)
    return {
        "files": folder.files,
        "unreadable": [asdict(each) for each in folder.unreadable],
        "totals": {
            "dags": len(folder.dags),
            "tasks": len(tasks),
            "layers": by_layer(proposals[task] for task in tasks),
        },
        "dags": [dag_report(dag, facts, proposals) for dag in folder.dags],
        "cross_dag": [asdict(edge) for edge in edges],
        "cross_dag_cycles": cycles(needs),
        "duplicate_dag_ids": duplicates(folder.dags),
        "tasks_without_dag": [
            {"file": file, "line": line, "task_id": task_id} for file, line, task_id in folder.loose
        ],
        "order": leaf_first(ids, edges),
    }


def dag_report(dag: Dag, facts: dict[Task, Facts], proposals: dict[Task, Proposal]) -> Report:
    """One DAG."""
    counts = Counter(task.task_id for task in dag.tasks)
    rings = cycles({task: task.downstream for task in dag.tasks})
    return {
        "dag_id": dag.dag_id,
        "file": dag.file,
        "line": dag.line,
        "made": list(dag.made),
        "schedule": asdict(schedule_of(dag)),
        "complexity": asdict(complexity(dag, facts)),
        "layers": by_layer(proposals[task] for task in dag.tasks),
        "cycles": [[task.task_id for task in ring] for ring in rings],
        "duplicate_task_ids": [task_id for task_id, count in counts.items() if count > 1],
        "notes": list(dict.fromkeys(dag.notes)),
        "tasks": [task_report(task, facts[task], proposals[task]) for task in dag.tasks],
    }


def task_report(task: Task, facts: Facts, proposal: Proposal) -> Report:
    """One task."""
    made = [note for note in task.made if task.dag is None or note not in task.dag.made]
    return {
        "task_id": task.task_id,
        "operator": task.operator,
        "module": task.module,
        "line": task.line,
        "upstream": sorted({before.task_id for before in task.upstream}),
        "is_mapped": task.is_mapped,
        "is_custom": task.is_custom,
        "made": made,
        "outlets": facts.outlets,
        "inlets": facts.inlets,
        "writes": facts.writes,
        "reads": facts.reads,
        "xcom_from": facts.pulled_from,
        "notes": facts.notes,
        "proposal": asdict(proposal),
    }


def by_layer(proposals: Iterable[Proposal]) -> dict[str, int]:
    """How many tasks each layer gets; layers without any are left out."""
    counts = Counter(proposal.layer for proposal in proposals)
    return {layer: counts[layer] for layer in LAYERS if counts[layer]}


def duplicates(dags: list[Dag]) -> list[Report]:
    """DAG ids that stand more than once: Airflow keeps one of them, and not always the same."""
    places: dict[str, list[str]] = {}
    for dag in dags:
        places.setdefault(dag.dag_id, []).append(f"{dag.file}:{dag.line}")
    return [
        {"dag_id": dag_id, "places": found} for dag_id, found in places.items() if len(found) > 1
    ]


# ----------------------------------------------------------------- markdown


def markdown(report: Report, title: str) -> str:
    """The report to read; the same facts as the data."""
    lines = [*head(report, title), *problems(report), *order(report), *between(report)]
    for dag in report["dags"]:
        lines.extend(one_dag(dag))
    return "\n".join(lines).rstrip() + "\n"


def head(report: Report, title: str) -> Iterator[str]:
    """What was read, and how much of it is work."""
    totals = report["totals"]
    yield f"# Airflow DAGs in {title}"
    yield ""
    yield (f"{report['files']} files read, {len(report['unreadable'])} not;"
           f" {totals['dags']} DAGs with {totals['tasks']} tasks."
           f" Tasks by what they become: {layers(totals['layers'])}.")  # fmt: skip
    yield ""
    yield ("Read from the files' syntax, nothing was run. What only running tells stands in braces."
           " A proposal rests on the task's operator, its SQL or its code; where it rests on the"
           " name, it is a guess.")  # fmt: skip
    yield ""
    yield from table(
        ("DAG", "file", "schedule", "tasks", "edges", "depth", "to model", "unclear", "parts"),
        ((dag["dag_id"], f"{dag['file']}:{dag['line']}", dag["schedule"]["text"],
          dag["complexity"]["tasks"], dag["complexity"]["edges"], dag["complexity"]["depth"],
          sum(count for layer, count in dag["layers"].items() if layer in MODELLED),
          dag["layers"].get("unclear", 0), parts(dag["complexity"])) for dag in report["dags"]),
    )  # fmt: skip


def problems(report: Report) -> Iterator[str]:
    """What could not be read, and what Airflow itself would refuse or mix up."""
    if report["unreadable"]:
        yield from ("## Not read", "")
        yield from table(("file", "line", "reason"), (
            (each["file"], each["line"] or "", each["reason"]) for each in report["unreadable"]
        ))  # fmt: skip
    lines = [
        f"DAG id {code(each['dag_id'])} stands at {', '.join(each['places'])}: Airflow keeps one."
        for each in report["duplicate_dag_ids"]
    ]
    lines += [f"DAGs need each other: {arrows(ring)}." for ring in report["cross_dag_cycles"]]
    for dag in report["dags"]:
        name = code(dag["dag_id"])
        lines += [f"{name} has a cycle: {arrows(ring)}." for ring in dag["cycles"]]
        lines += [f"{name} has task id {code(each)} more than once."
                  for each in dag["duplicate_task_ids"]]  # fmt: skip
        lines += [f"{name}, {note}." for note in dag["notes"]]
    lines += [f"Task {code(each['task_id'])} at {each['file']}:{each['line']} belongs to no DAG."
              for each in report["tasks_without_dag"]]  # fmt: skip
    if lines:
        yield from ("## To look at", "", *(f"- {line}" for line in lines), "")


def order(report: Report) -> Iterator[str]:
    """Waves, leaf first."""
    if report["order"]:
        yield from ("## Order, leaf first", "")
        for number, wave in enumerate(report["order"], start=1):
            yield f"{number}. {', '.join(code(dag_id) for dag_id in wave)}"
        yield ""


def between(report: Report) -> Iterator[str]:
    """Edges between DAGs."""
    if report["cross_dag"]:
        yield from ("## Between DAGs", "")
        yield from table(("first", "then", "kind", "through"), (
            (place(each, "from"), place(each, "to"), each["kind"],
             each["through"] + ("" if each["is_known"] else " (not in this folder)"))
            for each in report["cross_dag"]
        ))  # fmt: skip


def one_dag(dag: Report) -> Iterator[str]:
    """One DAG: its schedule, how it is made, and a row a task."""
    schedule = dag["schedule"]
    cron = schedule["cron"]
    yield from (f"## {clean(dag['dag_id'])}", "")
    yield (f"{dag['file']}:{dag['line']}; schedule {schedule['kind']}: {clean(schedule['text'])}"
           f"{f' (cron {cron})' if cron and cron != schedule['text'] else ''}."
           f" {parts(dag['complexity'])}".rstrip())  # fmt: skip
    yield from (f"Made {clean(note)}." for note in dag["made"])
    yield ""
    rows = []
    for task in dag["tasks"]:
        proposal = task["proposal"]
        marks = ["mapped"] if task["is_mapped"] else []
        marks += ["custom"] if task["is_custom"] else []
        marks += [f"made {note}" for note in task["made"]]
        why = "; ".join([f"{proposal['reason']} ({proposal['rests_on']})", *task["notes"]])
        rows.append((task["task_id"], "; ".join([task["operator"], *marks]),
                     ", ".join(task["upstream"]), proposal["layer"], proposal["name"],
                     proposal["becomes"], ", ".join(proposal["upstreams"]), why))  # fmt: skip
    yield from table(
        ("task", "operator", "after", "layer", "name", "becomes", "upstreams", "why"), rows
    )


def parts(counts: Report) -> str:
    """What makes a DAG more than a row of tasks: counts that are not zero."""
    named = (
        ("branches", "branches"), ("sensors", "sensors"), ("groups", "groups"),
        ("mapped_tasks", "mapped tasks"), ("dynamic_parts", "dynamic parts"),
        ("templates", "templates"), ("xcom_pulls", "XCom pulls"),
    )  # fmt: skip
    found = [f"{counts[key]} {name}" for key, name in named if counts[key]]
    if counts["custom_operators"]:
        found.append(f"custom: {', '.join(counts['custom_operators'])}")
    return "; ".join(found)


def table(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """A Markdown table, and an empty line."""
    found = [" | ".join(clean(cell) for cell in row) for row in rows]
    if found:
        yield f"| {' | '.join(names)} |"
        yield f"|{'---|' * len(names)}"
        yield from (f"| {row} |" for row in found)
        yield ""


def clean(cell: object) -> str:
    """Text that stays in its cell: one line, no bars, no markup of HTML."""
    text = " ".join(str(cell).split())
    return text.replace("|", "\\|").replace("<", "&lt;")


def code(text: str) -> str:
    """A name in code marks."""
    return f"`{clean(text).replace('`', '')}`"


def arrows(names: list[str]) -> str:
    """Names that lead to each other."""
    return " → ".join(code(name) for name in [*names, names[0]])


def place(edge: Report, side: str) -> str:
    """A DAG, or a task of it."""
    dag, task = edge[f"{side}_dag"], edge[f"{side}_task"]
    return f"{dag}.{task}" if task else dag or "?"


def layers(counts: dict[str, int]) -> str:
    """``bronze 2, silver 1``."""
    return ", ".join(f"{layer} {count}" for layer, count in counts.items()) or "none"
