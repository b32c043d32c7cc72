"""What DAG files are read into: tasks, groups and DAGs, and the values on the way there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

Value = Any
"""A plain Python value (text, number, list, dict), or an instance of a class in this module."""


T = TypeVar("T")


class Pattern(str):
    """Text of which a part is not known before the DAG runs: ``load_{table}``."""

    __slots__ = ()


@dataclass(frozen=True)
class Unknown:
    """A value that only running the file would tell; ``text`` is how the file writes it."""

    text: str


@dataclass(frozen=True)
class Imported:
    """A name from outside the file, by its dotted path: ``airflow.operators.bash.BashOperator``."""

    path: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True)
class Instance:
    """What a call of something from outside gave: a timedelta, a timetable."""

    path: str
    arguments: tuple[Value, ...]
    keywords: Mapping[str, Value]
    text: str

    @property
    def name(self) -> str:
        """The last part of the called path."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True)
class Asset:
    """An Airflow dataset or asset; ``uri`` is its address, or else its name."""

    uri: str


@dataclass
class Scope:
    """Names and their values, inside those of the scope around it."""

    names: dict[str, Value]
    outer: Scope | None = None

    def find(self, name: str) -> Value:
        """The value of a name; None where the name is not there, and so is None itself."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return MISSING


MISSING = Unknown("")


@dataclass
class Function:
    """A function of the file, called where the file calls it."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    is_called: bool = False

    @property
    def name(self) -> str:
        """Its name in the file."""
        return "lambda" if isinstance(self.node, ast.Lambda) else self.node.name


@dataclass
class LocalClass:
    """A class of the file, with the dotted paths of its bases."""

    name: str
    bases: list[str]
    node: ast.ClassDef
    scope: Scope


@dataclass
class Decorator:
    """``@task``, ``@task.branch``, ``@dag``, ``@task_group``, ``@asset`` and their options."""

    kind: str
    keywords: dict[str, Value] = field(default_factory=dict)


@dataclass
class Maker:
    """What makes a task, a group or a DAG when called: a decorated function, ``X.partial(...)``."""

    kind: str
    operator: str
    module: str
    function: Function | None
    keywords: dict[str, Value]
    is_partial: bool = False
    setup: str = ""
    is_called: bool = False


@dataclass
class Method:
    """A method of a value, not yet called."""

    owner: Value
    name: str


@dataclass(eq=False)
class Label:
    """A label between two tasks: what stands before it is linked with what comes after."""

    before: list[Task] = field(default_factory=list)
    after: list[Task] = field(default_factory=list)


@dataclass(eq=False)
class Task:
    """One task as the file writes it."""

    task_id: str
    operator: str
    module: str
    line: int
    dag: Dag | None
    arguments: dict[str, Value]
    function: Function | LocalClass | None = None
    is_mapped: bool = False
    is_custom: bool = False
    made: tuple[str, ...] = ()
    setup: str = ""
    upstream: list[Task] = field(default_factory=list)
    downstream: list[Task] = field(default_factory=list)

    def precede(self, other: Task) -> None:
        """Let another task come after this one; each learns the other's DAG."""
        for task, source in ((self, other), (other, self)):
            if task.dag is None and source.dag is not None:
                task.dag = source.dag
                source.dag.tasks.append(task)
        if other not in self.downstream:
            self.downstream.append(other)
            other.upstream.append(self)


@dataclass(eq=False)
class Group:
    """A task group: a prefix of ids, and something to draw arrows to."""

    group_id: str
    has_prefix: bool
    outer: Group | None
    tasks: list[Task] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """What stands before the ids in it, with its dot: ``outer.inner.`` or nothing."""
        return f"{self.path}." if self.has_prefix else self.outer.prefix if self.outer else ""

    @property
    def path(self) -> str:
        """The group's full id."""
        return f"{self.outer.prefix if self.outer else ''}{self.group_id}"

    def roots(self) -> list[Task]:
        """Tasks of the group with none of the group before them."""
        return [
            task for task in self.tasks if not any(before in self.tasks for before in task.upstream)
        ]

    def leaves(self) -> list[Task]:
        """Tasks of the group with none of the group after them; teardowns are looked through."""
        found: list[Task] = []
        for task in self.tasks:
            if not any(after in self.tasks for after in task.downstream):
                for leaf in through_teardowns(task, self.tasks):
                    if leaf not in found:
                        found.append(leaf)
        return found


def through_teardowns(task: Task, inside: list[Task]) -> Iterator[Task]:
    """The task, or where it is a teardown, the work before it."""
    if task.setup != "teardown":
        yield task
        return
    for before in task.upstream:
        if before in inside and before.setup != "setup":
            yield from through_teardowns(before, inside)


@dataclass(eq=False)
class Dag:
    """One DAG as the file writes it."""

    dag_id: str
    file: str
    line: int
    schedule: Value
    has_schedule: bool
    made: tuple[str, ...] = ()
    tasks: list[Task] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    search_path: tuple[str, ...] = ()

    def find(self, task_id: str) -> Task | None:
        """The task of that id."""
        return next((task for task in self.tasks if task.task_id == task_id), None)


def held(value: Value, kind: type[T]) -> list[T]:
    """Everything of a kind that a value holds: itself, in lists, in dicts, in calls' arguments."""
    found: list[T] = []
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, kind):
            found.append(each)
        elif id(each) not in seen:
            seen.add(id(each))
            if isinstance(each, list | tuple):
                waiting.extend(reversed(each))
            elif isinstance(each, dict):
                waiting.extend(reversed([*each.keys(), *each.values()]))
            elif isinstance(each, Instance):
                waiting.extend(reversed([*each.arguments, *each.keywords.values()]))
    return found
