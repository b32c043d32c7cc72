"""Follows a DAG file statement by statement, on its syntax tree alone: nothing of it is run.

Values that the file itself spells out (texts, numbers, lists, its own functions) are followed;
everything else is an ``Unknown`` that keeps its wording. A loop over a list that is spelled out
is followed item by item; any other loop once, and what it makes is marked "number unknown".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from itertools import pairwise
from pathlib import Path
from typing import Any

from orchestration.airflow.plain import (
    BUILTINS,
    MOST_ITEMS,
    PURE_TEXT_METHODS,
    arithmetic,
    builtin,
    compare,
    dict_method,
    first_of,
    joined,
    like,
    named,
    negate,
    percent,
    shown,
    text_method,
    text_of,
    truth,
)
from orchestration.airflow.values import (
    MISSING,
    Asset,
    Dag,
    Decorator,
    Function,
    Group,
    Imported,
    Instance,
    Label,
    LocalClass,
    Maker,
    Method,
    Scope,
    Task,
    Unknown,
    Value,
    held,
)

MOST_STEPS = 300_000
"""Expressions and statements followed in one file; more than that is a file to look at by hand."""
MOST_CALLS = 25
"""Functions inside functions."""

ASSETS = {"Asset", "Dataset", "AssetAlias", "DatasetAlias"}
OPERATOR = re.compile(r"(Operator|Sensor|OperatorAsync|SensorAsync|Marker)$")


class TooMuchError(Exception):
    """The file takes more steps to follow than ``MOST_STEPS``."""


class Flow(Enum):
    """How a block of statements ended."""

    NEXT = auto()
    TURN = auto()
    BREAK = auto()
    LEFT = auto()


class Evaluator:
    """Follows one file. ``dags`` and ``orphans`` fill as it goes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.dags: list[Dag] = []
        self.loose: list[Task] = []
        self.functions: list[Function] = []
        self.makers: list[Maker] = []
        self._dag: list[Dag] = []
        self._group: list[Group | None] = []
        self._made: list[str] = []
        self._setup: list[tuple[list[Task], list[Task]]] = []
        self._steps = 0
        self._calls = 0

    # ------------------------------------------------------------ statements

    def follow(self, tree: ast.Module) -> None:
        """Follow a module, then the functions that it never calls but that make DAGs."""
        scope = Scope({"__name__": "dags", "__file__": self.file})
        self._block(tree.body, scope)
        for maker in self.makers:
            if maker.kind == "dag" and not maker.is_called:
                with self._marked("never called in this file: Airflow does not see it"):
                    self._make(maker, [], {}, maker.function.node if maker.function else tree)
        for function in list(self.functions):
            if not function.is_called and makes_dag(function.node):
                with self._marked("in a function that this file does not call: number unknown"):
                    self._inline(function, [], {})

    def _block(self, body: list[ast.stmt], scope: Scope) -> Flow:
        for statement in body:
            flow = self._statement(statement, scope)
            if flow is not Flow.NEXT:
                return flow
        return Flow.NEXT

    def _statement(self, node: ast.stmt, scope: Scope) -> Flow:
        self._step()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._define(node, scope)
            case ast.ClassDef():
                bases = [self._path(base, scope) for base in node.bases]
                scope.names[node.name] = LocalClass(node.name, bases, node, scope)
            case ast.Import():
                for alias in node.names:
                    path = alias.name if alias.asname else alias.name.partition(".")[0]
                    scope.names[alias.asname or path] = Imported(path)
            case ast.ImportFrom():
                for alias in node.names:
                    module = "." * node.level + (node.module or "")
                    scope.names[alias.asname or alias.name] = Imported(f"{module}.{alias.name}")
            case ast.Assign():
                value = self.value(node.value, scope)
                for target in node.targets:
                    self._bind(target, value, scope)
            case ast.AnnAssign():
                if node.value is not None:
                    self._bind(node.target, self.value(node.value, scope), scope)
            case ast.AugAssign():
                old = self.value(node.target, scope)
                new = self.value(node.value, scope)
                if isinstance(old, list) and isinstance(new, list):
                    old.extend(list(new))
                    self._bounded(old)
                else:
                    self._bind(node.target, self._operate(node.op, old, new, node), scope)
            case ast.Expr():
                self.value(node.value, scope)
            case ast.Return():
                value = None if node.value is None else self.value(node.value, scope)
                if scope.names.get("<return>") is None:
                    scope.names["<return>"] = value
                return Flow.LEFT
            case ast.Continue():
                return Flow.TURN
            case ast.Break():
                return Flow.BREAK
            case ast.Raise():
                return Flow.LEFT
            case ast.If():
                return self._if(node, scope)
            case ast.For() | ast.AsyncFor():
                return self._for(node, scope)
            case ast.While():
                self.value(node.test, scope)
                with self._marked(f"in a loop while {text_of(node.test)}: number unknown"):
                    self._block(node.body, scope)
            case ast.With() | ast.AsyncWith():
                return self._with(node, list(node.items), scope)
            case ast.Try():
                flow = self._block(node.body, scope)
                for handler in node.handlers:
                    # what is imported or assigned where the first try failed does not win
                    self._block(handler.body, Scope({}, scope))
                self._block(node.orelse, scope)
                self._block(node.finalbody, scope)
                return flow
            case ast.Match():
                self.value(node.subject, scope)
                with self._marked(f"under a condition (line {node.lineno})"):
                    for each in node.cases:
                        self._block(each.body, scope)
            case _:
                pass
        return Flow.NEXT

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> Flow:
        for value in self._items(node.iter, scope):
            self._bind(node.target, named(value, node.target), scope)
            flow = self._block(node.body, scope)
            if flow is Flow.LEFT and value is not MISSING:
                return flow
            if flow is Flow.BREAK:
                return Flow.NEXT
        return self._block(node.orelse, scope)

    def _if(self, node: ast.If, scope: Scope) -> Flow:
        answer = truth(self.value(node.test, scope))
        if answer is not None:
            return self._block(node.body if answer else node.orelse, scope)
        with self._marked(f"under a condition (line {node.lineno})"):
            flows = [self._block(node.body, scope), self._block(node.orelse, scope)]
        return flows[0] if flows[0] is flows[1] else Flow.NEXT

    def _with(
        self, node: ast.With | ast.AsyncWith, items: list[ast.withitem], scope: Scope
    ) -> Flow:
        if not items:
            return self._block(node.body, scope)
        value = self.value(items[0].context_expr, scope)
        if items[0].optional_vars is not None:
            self._bind(items[0].optional_vars, value, scope)
        if isinstance(value, Dag):
            with self._inside(self._dag, value), self._inside(self._group, None):
                return self._with(node, items[1:], scope)
        if isinstance(value, Group):
            with self._inside(self._group, value):
                return self._with(node, items[1:], scope)
        if setups := [task for task in held(value, Task) if task.setup]:
            return self._with_setup(node, items, scope, setups)
        return self._with(node, items[1:], scope)

    def _with_setup(
        self, node: ast.With | ast.AsyncWith, items: list[ast.withitem], scope: Scope,
        given: list[Task],
    ) -> Flow:  # fmt: skip
        """Work inside ``with setup:`` or ``with teardown:`` comes after it or before it."""
        setups = [task for task in given if task.setup == "setup"]
        teardowns = [task for task in given if task.setup == "teardown"]
        for teardown in teardowns:
            setups += [t for t in teardown.upstream if t.setup == "setup" and t not in setups]
        start = len(self.loose)
        with self._inside(self._setup, (setups, teardowns)):
            flow = self._with(node, items[1:], scope)
        work = [task for task in self.loose[start:] if not task.setup]
        first = [task for task in work if not task.upstream]
        last = [task for task in work if not task.downstream]
        link(setups, first)
        link(last, teardowns)
        if self._setup:
            outer_setups, outer_teardowns = self._setup[-1]
            link(outer_setups, setups)
            link(teardowns, outer_teardowns)
        return flow

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        value: Value = Function(node, scope)
        self.functions.append(value)
        for decorator in reversed(node.decorator_list):
            value = self._decorate(self.value(decorator, scope), value, node)
        scope.names[node.name] = value

    def _bind(self, target: ast.expr, value: Value, scope: Scope) -> None:
        match target:
            case ast.Name():
                scope.names[target.id] = value
            case ast.Tuple() | ast.List():
                whole = isinstance(value, list | tuple) and len(value) == len(target.elts)
                for number, each in enumerate(target.elts):
                    if isinstance(each, ast.Starred):
                        self._bind(each.value, Unknown(text_of(each.value)), scope)
                    elif whole:
                        self._bind(each, value[number], scope)
                    elif isinstance(value, Task):
                        self._bind(each, value, scope)
                    else:
                        self._bind(each, Unknown(text_of(each)), scope)
            case ast.Subscript():
                owner = self.value(target.value, scope)
                key = self.value(target.slice, scope)
                if isinstance(owner, dict) and isinstance(key, str | int):
                    owner[key] = value
            case ast.Attribute():
                owner = self.value(target.value, scope)
                if isinstance(owner, Dag) and target.attr in {"schedule_interval", "timetable"}:
                    owner.schedule, owner.has_schedule = value, True
                elif isinstance(owner, Task):
                    if target.attr == "dag" and isinstance(value, Dag) and owner.dag is None:
                        self._join(owner, value)
                    owner.arguments.setdefault(target.attr, value)
            case _:
                pass

    # ----------------------------------------------------------- expressions

    def value(self, node: ast.expr, scope: Scope) -> Value:
        """The value of an expression, as far as the file spells it out."""
        self._step()
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                found = scope.find(node.id)
                if found is not MISSING:
                    return found
                return BUILTINS.get(node.id, Unknown(node.id))
            case ast.Attribute():
                return self._attribute(node, self.value(node.value, scope))
            case ast.Subscript():
                return self._item(node, self.value(node.value, scope), scope)
            case ast.List() | ast.Set():
                return self._elements(node.elts, scope)
            case ast.Tuple():
                return tuple(self._elements(node.elts, scope))
            case ast.Dict():
                return self._dict(node, scope)
            case ast.JoinedStr():
                return self._joined(node, scope)
            case ast.BinOp():
                left = self.value(node.left, scope)
                return self._operate(node.op, left, self.value(node.right, scope), node)
            case ast.BoolOp():
                values = [self.value(each, scope) for each in node.values]
                return first_of(node.op, values, text_of(node))
            case ast.UnaryOp():
                return negate(node.op, self.value(node.operand, scope), text_of(node))
            case ast.Compare():
                return self._compare(node, scope)
            case ast.IfExp():
                answer = truth(self.value(node.test, scope))
                if answer is None:
                    first = self.value(node.body, scope)
                    other = self.value(node.orelse, scope)
                    return first if not isinstance(first, Unknown) else other
                return self.value(node.body if answer else node.orelse, scope)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return [
                    self.value(node.elt, inner) for inner in self._turns(node.generators, scope)
                ]
            case ast.DictComp():
                pairs = [
                    (self.value(node.key, inner), self.value(node.value, inner))
                    for inner in self._turns(node.generators, scope)
                ]
                return {key: each for key, each in pairs if isinstance(key, str | int)}
            case ast.Call():
                return self._call(node, scope)
            case ast.Lambda():
                return Function(node, scope)
            case ast.NamedExpr():
                value = self.value(node.value, scope)
                self._bind(node.target, value, scope)
                return value
            case ast.Starred():
                return self.value(node.value, scope)
            case ast.Await() | ast.Yield() | ast.YieldFrom():
                return Unknown("") if node.value is None else self.value(node.value, scope)
            case _:
                return Unknown(text_of(node))

    def _attribute(self, node: ast.Attribute, owner: Value) -> Value:
        name = node.attr
        match owner:
            case Imported() if owner.name == "TriggerRule":
                return name.lower()
            case Imported():
                return Imported(f"{owner.path}.{name}")
            case Instance(path="pathlib.Path", arguments=(str() as file,)):
                return {"stem": Path(file).stem, "name": Path(file).name}.get(
                    name, Unknown(text_of(node)))  # fmt: skip
            case Unknown():
                return Unknown(f"{owner.text}.{name}")
            case Decorator(kind="task" | "asset"):
                return Decorator(f"{owner.kind}.{name}")
            case Task() if name in {"output", "operator"}:
                return owner
            case Task() if name == "task_id":
                return owner.task_id
            case Task() if name == "dag":
                return owner.dag
            case Dag() if name == "dag_id":
                return owner.dag_id
            case Group() if name == "group_id":
                return owner.path
            case Function() | Maker() if name == "__name__":
                function = owner.function if isinstance(owner, Maker) else owner
                return function.name if function else Unknown(text_of(node))
            case Maker() if name == "function" and owner.function is not None:
                return owner.function
            case Maker() | Task() | Dag() | Group() | list() | dict() | str() | LocalClass():
                return Method(owner, name)
            case _:
                return Unknown(text_of(node))

    def _item(self, node: ast.Subscript, owner: Value, scope: Scope) -> Value:
        if isinstance(node.slice, ast.Slice):
            parts = [
                None if part is None else self.value(part, scope)
                for part in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            if isinstance(owner, list | tuple | str) and all(
                part is None or ((isinstance(part, int) and part != 0) or (part == 0 and index < 2))
                for index, part in enumerate(parts)
            ):
                return like(owner[slice(*parts)], owner)
            return Unknown(text_of(node))
        key = self.value(node.slice, scope)
        if isinstance(owner, Task):
            return owner
        try:
            if isinstance(owner, list | tuple) and isinstance(key, int):
                return owner[key]
            if isinstance(owner, dict) and isinstance(key, str | int):
                return owner[key]
        except (IndexError, KeyError):
            pass
        return Unknown(text_of(node))

    def _elements(self, nodes: list[ast.expr], scope: Scope) -> list[Value]:
        found: list[Value] = []
        for node in nodes:
            value = self.value(node, scope)
            if isinstance(node, ast.Starred) and isinstance(value, list | tuple):
                found.extend(value)
            else:
                found.append(value)
        return self._bounded(found)

    def _dict(self, node: ast.Dict, scope: Scope) -> dict[Any, Value]:
        found: dict[Any, Value] = {}
        for key, each in zip(node.keys, node.values, strict=True):
            value = self.value(each, scope)
            if key is None:
                found |= value if isinstance(value, dict) else {}
                continue
            name = self.value(key, scope)
            # a key that can't be spelled is kept apart, so that what it leads to is not lost
            found[name if isinstance(name, str | int) else f"<{text_of(key)}>"] = value
        return found

    def _joined(self, node: ast.JoinedStr, scope: Scope) -> str:
        parts: list[Value] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                value = self.value(part.value, scope)
                if part.format_spec is not None and isinstance(value, int | float | str):
                    spec = self.value(part.format_spec, scope)
                    try:
                        value = format(value, spec) if len(spec) < 9 else value
                    except (ValueError, TypeError):
                        value = Unknown(text_of(part.value))
                parts.append(value)
            else:
                parts.append(self.value(part, scope))
        return joined(parts)

    def _operate(self, op: ast.operator, left: Value, right: Value, node: ast.AST) -> Value:
        match op:
            case ast.RShift():
                return self._arrow(left, right, right)
            case ast.LShift():
                return self._arrow(right, left, right)
            case ast.Add() if isinstance(left, str) or isinstance(right, str):
                return joined([left, right])
            case ast.Add() if isinstance(left, list) and isinstance(right, list):
                return self._bounded([*left, *right])
            case ast.Add() if isinstance(left, tuple) and isinstance(right, tuple):
                return tuple(self._bounded([*left, *right]))
            case ast.BitOr() if isinstance(left, dict) and isinstance(right, dict):
                return left | right
            case ast.BitOr() | ast.BitAnd() if held([left, right], Asset):
                return [left, right]
            case ast.Mod() if isinstance(left, str):
                return percent(left, right)
            case ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Mod():
                return arithmetic(op, left, right, text_of(node))
            case _:
                return Unknown(text_of(node))

    def _arrow(self, before: Value, after: Value, result: Value) -> Value:
        """``before >> after``; the result of an arrow is what stands on its right."""
        if isinstance(after, Label):
            after.before.extend(ends(before))
            for task in after.after:
                link(after.before, [task])
        elif isinstance(before, Label):
            before.after.extend(starts(after))
            link(before.before, starts(after))
        elif isinstance(before, Dag):
            for task in held(after, Task):
                self._join(task, before)
        else:
            link(ends(before), starts(after))
        return result

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        values = [self.value(each, scope) for each in (node.left, *node.comparators)]
        if len(values) == 2:
            answer = compare(node.ops[0], values[0], values[1])
            if answer is not None:
                return answer
        return Unknown(text_of(node))

    # ----------------------------------------------------------------- loops

    def _items(self, node: ast.expr, scope: Scope) -> Iterator[Value]:
        """The values that a loop runs over; one of unknown value where they are not spelled out."""
        value = self.value(node, scope)
        if isinstance(value, dict):
            value = list(value)
        if isinstance(value, list | tuple) and len(value) <= MOST_ITEMS:
            yield from list(value)
            return
        with self._marked(f"in a loop over {text_of(node)}: number unknown"):
            yield MISSING

    def _turns(self, generators: list[ast.comprehension], scope: Scope) -> Iterator[Scope]:
        if not generators:
            yield scope
            return
        first, *others = generators
        for value in self._items(first.iter, scope):
            inner = Scope({}, scope)
            self._bind(first.target, named(value, first.target), inner)
            if all(truth(self.value(test, inner)) is not False for test in first.ifs):
                yield from self._turns(others, inner)

    # ----------------------------------------------------------------- calls

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        callee = self.value(node.func, scope)
        arguments = self._elements(node.args, scope)
        keywords: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            elif isinstance(value, dict):
                keywords |= {str(key): each for key, each in value.items()}
            else:
                keywords["**"] = value
        match callee:
            case Function():
                return self._called(callee, arguments, keywords, node)
            case Maker():
                return self._make(callee, arguments, keywords, node)
            case Decorator():
                return self._configure(callee, arguments, keywords, node)
            case Method():
                return self._method(callee, arguments, keywords, node)
            case LocalClass():
                return self._class(callee, arguments, keywords, node)
            case Imported():
                return self._outside(callee, arguments, keywords, node)
            case Unknown():
                return self._outside(Imported(callee.text), arguments, keywords, node)
            case _:
                return Unknown(text_of(node))

    def _called(
        self, function: Function, arguments: list[Value], keywords: dict[str, Value], node: ast.Call
    ) -> Value:
        value = self._inline(function, arguments, keywords)
        return Unknown(text_of(node)) if value is MISSING else value

    def _inline(
        self, function: Function, arguments: list[Value], keywords: dict[str, Value]
    ) -> Value:
        """Follow a function's body with these arguments; what it returns."""
        function.is_called = True
        if self._calls >= MOST_CALLS:
            return MISSING
        scope = Scope(self._parameters(function, arguments, keywords), function.scope)
        self._calls += 1
        try:
            if isinstance(function.node, ast.Lambda):
                return self.value(function.node.body, scope)
            self._block(function.node.body, scope)
        finally:
            self._calls -= 1
        return scope.names.get("<return>")

    def _parameters(
        self, function: Function, arguments: list[Value], keywords: dict[str, Value]
    ) -> dict[str, Value]:
        given = function.node.args
        places = [*given.posonlyargs, *given.args]
        found: dict[str, Value] = {
            each.arg: Unknown(each.arg) for each in (*places, *given.kwonlyargs)
        }
        for place, default in zip(reversed(places), reversed(given.defaults), strict=False):
            found[place.arg] = self.value(default, function.scope)
        for place, other in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            if other is not None:
                found[place.arg] = self.value(other, function.scope)
        found |= {place.arg: each for place, each in zip(places, arguments, strict=False)}
        found |= {name: each for name, each in keywords.items() if name in found}
        if given.vararg:
            found[given.vararg.arg] = tuple(arguments[len(places) :])
        if given.kwarg:
            found[given.kwarg.arg] = {
                name: each for name, each in keywords.items() if name not in found
            }
        return found

    def _class(
        self, callee: LocalClass, arguments: list[Value], keywords: dict[str, Value], node: ast.Call
    ) -> Value:
        if any(base.endswith("DAG") for base in callee.bases):
            return self._dag_of(arguments, keywords, node)
        bases = next((base for base in (callee.name, *callee.bases) if OPERATOR.search(base)), "")
        if "task_id" in keywords or (self._is_inside_dag(keywords) and OPERATOR.search(bases)):
            task = self._task(keywords, node, callee.name, "", is_custom=True)
            task.function = task.function or callee
            return task
        if any("TaskGroup" in base for base in callee.bases):
            return self._group_of(arguments, keywords)
        self._not_followed(callee.name, arguments, keywords, node)
        return Unknown(text_of(node))

    def _outside(
        self, callee: Imported, arguments: list[Value], keywords: dict[str, Value], node: ast.Call
    ) -> Value:
        """A call of something that is not in the file."""
        name, path = callee.name, callee.path
        if path.startswith("builtins."):
            return builtin(name, arguments, node)
        if path in {"os.path.basename", "os.path.splitext"} and [*map(type, arguments)] == [str]:
            file = Path(arguments[0])
            return file.name if name == "basename" else (file.stem, file.suffix)
        if kind := decorator_kind(path):
            return self._configure(Decorator(kind), arguments, keywords, node)
        if name == "DAG" or ("dag_id" in keywords and "dag" in name.lower()
                             and not OPERATOR.search(name)):  # fmt: skip
            dag = self._dag_of(arguments, keywords, node)
            if name == "DbtDag":
                with self._inside(self._dag, dag):
                    self._task(keywords | {"task_id": "dbt"}, node, name, module_of(callee), False)
            return dag
        if name == "TaskGroup":
            return self._group_of(arguments, keywords)
        if name == "DbtTaskGroup":
            return self._dbt_group(keywords, node)
        if name in {"XComArg", "PlainXComArg"} and arguments:
            return arguments[0]
        if name in {"chain", "chain_linear"} and path != name:
            chain(arguments, is_linear=name == "chain_linear")
            return None
        if name == "cross_downstream":
            link(ends(argument(arguments, keywords, 0, "from_tasks")),
                 starts(argument(arguments, keywords, 1, "to_tasks")))  # fmt: skip
            return None
        if name in ASSETS:
            return self._asset(arguments, keywords, node)
        if name == "Label" and ("edgemodifier" in path or "sdk" in path or path == name):
            return Label()
        owner, _, last = path.rpartition(".")
        if (last == "partial" and OPERATOR.search(owner)) or (
            last == "partial" and "task_id" in keywords
        ):
            base = Imported(owner)
            return Maker("operator", base.name, module_of(base), None, keywords, is_partial=True)
        if "task_id" in keywords or (OPERATOR.search(name) and self._is_inside_dag(keywords)):
            return self._task(keywords, node, name, module_of(callee), is_outside_airflow(path))
        if path == "functools.partial" and arguments and isinstance(arguments[0], Function):
            return arguments[0]
        self._not_followed(path, arguments, keywords, node)
        return Instance(path, tuple(arguments), keywords, text_of(node))

    def _dbt_group(self, keywords: dict[str, Value], node: ast.Call) -> Group:
        """The group that cosmos makes of a dbt project; its models stand here as one task."""
        group = self._group_of([], {"group_id": "dbt_task_group"} | keywords)
        with self._inside(self._group, group):
            self._task(keywords | {"task_id": "dbt"}, node, "DbtTaskGroup", "cosmos", False)
        return group

    def _is_inside_dag(self, keywords: dict[str, Value]) -> bool:
        return bool(self._dag) or "dag" in keywords

    def _asset(self, arguments: list[Value], keywords: dict[str, Value], node: ast.Call) -> Value:
        named = keywords.get("uri") or (arguments[1] if len(arguments) > 1 else None)
        named = named or (arguments[0] if arguments else keywords.get("name"))
        return Asset(str(named) if isinstance(named, str) else f"{{{text_of(node)}}}")

    def _not_followed(
        self, path: str, arguments: list[Value], keywords: dict[str, Value], node: ast.Call
    ) -> None:
        """A call into another file that was given the DAG, or a task, may make tasks there."""
        given = [*arguments, *keywords.values()]
        own = any(isinstance(each, Dag | Group) for each in given) or held(given, Task)
        if own and (self._dag or held(given, Dag)):
            dag = (held(given, Dag) or self._dag[-1:])[-1]
            dag.notes.append(f"line {node.lineno}: {path} is in another file; what it makes of"
                             " this DAG's tasks is not seen")  # fmt: skip

    def _method(
        self, callee: Method, arguments: list[Value], keywords: dict[str, Value], node: ast.Call
    ) -> Value:
        owner, name = callee.owner, callee.name
        match owner:
            case Task() | Group() if name in {"set_downstream", "set_upstream"}:
                other = arguments[0] if arguments else next(iter(keywords.values()), None)
                ends_of = (owner, other) if name == "set_downstream" else (other, owner)
                self._arrow(ends_of[0], ends_of[1], None)
                return None
            case Task() if name in {"as_setup", "as_teardown"}:
                owner.setup = name.removeprefix("as_")
                link(ends(keywords.get("setups")), [owner])
                return owner
            case Task() if name in {"map", "zip", "concat"}:
                # the result stands for several tasks, as a list of them does
                return [owner, *held(arguments, Task)] if held(arguments, Task) else owner
            case Task() if name in {"add_inlets", "add_outlets"}:
                owner.arguments.setdefault(name.removeprefix("add_"), arguments)
                return None
            case Dag() if name == "add_task":
                for task in held(arguments, Task):
                    self._join(task, owner)
                return None
            case Dag() if name == "task":
                return self._configure(Decorator("task", {"dag": owner}), arguments, keywords, node)
            case Maker():
                return self._refine(owner, name, arguments, keywords, node)
            case list() if name in {"append", "extend", "insert"} and arguments:
                last = arguments[-1]
                is_many = name == "extend" and isinstance(last, list | tuple)
                owner.extend(list(last) if is_many else [last])
                self._step(len(last) if is_many else 1)
                return None
            case dict():
                return dict_method(owner, name, arguments, keywords, text_of(node))
            case str() if name in PURE_TEXT_METHODS:
                return text_method(owner, name, arguments, keywords, text_of(node))
            case LocalClass() if name == "partial":
                return Maker("operator", owner.name, "", None, keywords, is_partial=True)
            case _:
                return Unknown(text_of(node))

    # -------------------------------------------------------- DAGs and tasks

    def _decorate(self, decorator: Value, value: Value, node: ast.AST) -> Value:
        if isinstance(decorator, Imported | Unknown):
            path = decorator.path if isinstance(decorator, Imported) else decorator.text
            decorator = Decorator(kind) if (kind := decorator_kind(path)) else None
        if isinstance(decorator, Method) and isinstance(decorator.owner, Dag):
            options = {"dag": decorator.owner}
            decorator = Decorator("task", options) if decorator.name == "task" else None
        if isinstance(decorator, Decorator):
            return self._configure(decorator, [value], {}, node)
        return value

    def _configure(
        self, decorator: Decorator, arguments: list[Value], keywords: dict[str, Value],
        node: ast.AST,
    ) -> Value:  # fmt: skip
        """A decorator given its options, or given the function."""
        kind = decorator.kind
        target = arguments[0] if arguments else None
        if not isinstance(target, Function | Maker) or kind in {"task.run_if", "task.skip_if"}:
            if isinstance(target, Maker):
                return target
            name = {"dag": "dag_id", "task_group": "group_id"}.get(kind)
            named = {name: target} if name and isinstance(target, str) else {}
            return Decorator(kind, decorator.keywords | keywords | named)
        if kind in {"setup", "teardown"}:
            maker = target if isinstance(target, Maker) else self._maker("task", target, {})
            maker.setup = kind
            maker.keywords |= {"setups": keywords.get("setups")} if "setups" in keywords else {}
            return maker
        if isinstance(target, Maker):
            return target
        maker = self._maker(kind, target, decorator.keywords | keywords)
        if kind.startswith("asset"):
            return self._make_asset(maker, node)
        return maker

    def _maker(self, kind: str, function: Function, keywords: dict[str, Value]) -> Maker:
        function.is_called = True
        maker = Maker(kind, f"@{kind}", "airflow.sdk", function, keywords)
        self.makers.append(maker)
        return maker

    def _refine(
        self, maker: Maker, name: str, arguments: list[Value], keywords: dict[str, Value],
        node: ast.Call,
    ) -> Value:  # fmt: skip
        """``partial``, ``override``, ``expand`` and ``expand_kwargs`` of what makes tasks."""
        if name in {"partial", "override"}:
            merged = maker.keywords | keywords
            return Maker(maker.kind, maker.operator, maker.module, maker.function, merged,
                         is_partial=True, setup=maker.setup)  # fmt: skip
        if name in {"expand", "expand_kwargs"}:
            return self._make(maker, arguments, keywords, node, is_mapped=True)
        return Unknown(text_of(node))

    def _make(
        self, maker: Maker, arguments: list[Value], keywords: dict[str, Value], node: ast.AST,
        is_mapped: bool = False,
    ) -> Value:  # fmt: skip
        maker.is_called = True
        for made in self.makers:
            if made.function is maker.function:
                made.is_called = True
        if maker.kind == "operator":
            line = getattr(node, "lineno", 0)
            merged = maker.keywords | keywords | {"**": arguments}
            is_custom = not maker.module or is_outside_airflow(maker.module)
            task = self._task(merged, line, maker.operator, maker.module, is_custom)
            task.is_mapped = is_mapped
            return task
        if maker.function is None:
            return MISSING
        if maker.kind == "dag":
            options = {"dag_id": maker.function.name} | maker.keywords
            dag = self._dag_of([], options, maker.function.node)
            with self._inside(self._dag, dag), self._inside(self._group, None):
                self._inline(maker.function, arguments, keywords)
            return dag
        if maker.kind == "task_group":
            options = {"group_id": maker.function.name} | maker.keywords
            group = self._group_of([], options | {"add_suffix_on_collision": True})
            with self._inside(self._group, group):
                value = self._inline(maker.function, arguments, maker.keywords | keywords)
            if is_mapped:
                link(held([arguments, keywords], Task), group.roots())
                for task in group.tasks:
                    task.is_mapped = True
            return group if value is None or value is MISSING else value
        task = self._flow_task(maker, arguments, keywords, node)
        task.is_mapped = is_mapped
        return task

    def _flow_task(
        self, maker: Maker, arguments: list[Value], keywords: dict[str, Value], node: ast.AST
    ) -> Task:
        """A task of a decorated function; its id gets a number when called again."""
        assert maker.function is not None
        options = maker.keywords | keywords | {"**": arguments}
        task_id = maker.keywords.get("task_id", maker.function.name)
        taken = {task.task_id for task in self._dag[-1].tasks} if self._dag else set()
        whole = f"{self._prefix()}{shown(task_id)}"
        if whole in taken:
            stem = re.sub(r"__\d+$", "", whole)
            matches = [re.fullmatch(re.escape(stem) + r"__(\d{1,9})", each) for each in taken]
            numbers = [int(match[1]) for match in matches if match]
            task_id = f"{re.sub(r'__[0-9]+$', '', shown(task_id))}__{max(numbers, default=0) + 1}"
        line = getattr(node, "lineno", 0)
        task = self._task(options | {"task_id": task_id}, line, maker.operator, maker.module, False)
        task.function = maker.function
        task.setup = maker.setup
        link(ends(maker.keywords.get("setups")), [task])
        return task

    def _make_asset(self, maker: Maker, node: ast.AST) -> Value:
        """``@asset``: a DAG of one task that makes one asset, or with ``@asset.multi`` several."""
        assert maker.function is not None
        maker.is_called = True
        name = maker.keywords.get("name", maker.function.name)
        uri = maker.keywords.get("uri")
        own = Asset(uri if isinstance(uri, str) else shown(name))
        dag = self._dag_of([], {"dag_id": name} | maker.keywords, node)
        names = [each.arg for each in maker.function.node.args.args]
        inlets = [Asset(each) for each in names if each not in {"self", "context"}]
        options = {"task_id": name, "dag": dag, "inlets": inlets,
                   "outlets": maker.keywords.get("outlets", [own])}  # fmt: skip
        task = self._task(options, getattr(node, "lineno", 0), maker.operator, maker.module, False)
        task.function = maker.function
        return own

    def _dag_of(self, arguments: list[Value], keywords: dict[str, Value], node: ast.AST) -> Dag:
        dag_id = shown(argument(arguments, keywords, 0, "dag_id"))
        name = next((each for each in ("schedule", "schedule_interval", "timetable")
                     if each in keywords), None)  # fmt: skip
        paths = keywords.get("template_searchpath")
        dag = Dag(dag_id, self.file, getattr(node, "lineno", 0),
                  keywords[name] if name else None, name is not None,
                  self._marks(), search_path=tuple(held(paths, str)))  # fmt: skip
        if name is None and len(arguments) > 2:
            dag.schedule, dag.has_schedule = arguments[2], True
        self.dags.append(dag)
        return dag

    def _group_of(self, arguments: list[Value], keywords: dict[str, Value]) -> Group:
        outer = keywords.get("parent_group")
        outer = outer if isinstance(outer, Group) else self._group[-1] if self._group else None
        name = shown(argument(arguments, keywords, 0, "group_id"))
        has_prefix = keywords.get("prefix_group_id", True) is not False
        group = Group(name, has_prefix, outer)
        taken = self._dag[-1].groups if self._dag else []
        number = 0
        while keywords.get("add_suffix_on_collision") and group.path in taken:
            number += 1
            group.group_id = f"{name}__{number}"
        taken.append(group.path)
        return group

    def _task(
        self, keywords: dict[str, Value], where: ast.AST | int, operator: str, module: str,
        is_custom: bool,
    ) -> Task:  # fmt: skip
        line = where if isinstance(where, int) else getattr(where, "lineno", 0)
        group = keywords.get("task_group")
        group = group if isinstance(group, Group) else self._group[-1] if self._group else None
        prefix = group.prefix if group else ""
        task_id = f"{prefix}{shown(keywords.get('task_id'))}"
        dag = keywords.get("dag")
        dag = dag if isinstance(dag, Dag) else self._dag[-1] if self._dag else None
        task = Task(task_id, operator, module, line, None, keywords, is_custom=is_custom,
                    made=self._marks())  # fmt: skip
        callee = keywords.get("python_callable")
        if isinstance(callee, Function):
            task.function, callee.is_called = callee, True
        self.loose.append(task)
        if dag is not None:
            self._join(task, dag)
        while group is not None:
            group.tasks.append(task)
            group = group.outer
        given = {name: value for name, value in keywords.items() if name != "default_args"}
        link(held(given, Task), [task])
        return task

    def _join(self, task: Task, dag: Dag) -> None:
        if task.dag is None:
            task.dag = dag
            dag.tasks.append(task)

    def _prefix(self) -> str:
        group = self._group[-1] if self._group else None
        return group.prefix if group else ""

    def _path(self, node: ast.expr, scope: Scope) -> str:
        value = self.value(node, scope)
        return value.path if isinstance(value, Imported) else text_of(node)

    # --------------------------------------------------------------- context

    def _bounded(self, values: list[Value]) -> list[Value]:
        """The same list; a long one counts as many steps, so that none grows without end."""
        self._step(len(values))
        return values

    def _step(self, count: int = 1) -> None:
        self._steps += count
        if self._steps > MOST_STEPS:
            raise TooMuchError

    def _marks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._made))

    @contextmanager
    def _marked(self, note: str) -> Iterator[None]:
        with self._inside(self._made, note):
            yield

    @staticmethod
    @contextmanager
    def _inside(stack: list[Any], value: Any) -> Iterator[None]:
        stack.append(value)
        try:
            yield
        finally:
            stack.pop()


# ------------------------------------------------------------------- arrows


def link(before: list[Task], after: list[Task]) -> None:
    """Let every task of one list come before every task of the other."""
    for first in before:
        for second in after:
            first.precede(second)


def ends(value: Value) -> list[Task]:
    """The tasks that an arrow out of a value leaves from."""
    return edge_tasks(value, Group.leaves)


def starts(value: Value) -> list[Task]:
    """The tasks that an arrow into a value arrives at."""
    return edge_tasks(value, Group.roots)


def edge_tasks(value: Value, of_group: Callable[[Group], list[Task]]) -> list[Task]:
    """The tasks of a value, those of a group chosen by ``of_group``."""
    if isinstance(value, Group):
        return of_group(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [task for each in value for task in edge_tasks(each, of_group)]
    return [value] if isinstance(value, Task) else []


def chain(values: list[Value], is_linear: bool) -> None:
    """Arrows from each value to the next: two lists of one length pairwise, or all with all."""
    values = [each for each in values if each is not None]
    for before, after in pairwise(values):
        both = isinstance(before, list | tuple) and isinstance(after, list | tuple)
        if both and not is_linear and len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                arrow(one, other)
        else:
            arrow(before, after)


def arrow(before: Value, after: Value) -> None:
    """One arrow of a chain; a label in it is looked through."""
    if isinstance(after, Label):
        after.before.extend(ends(before))
    elif isinstance(before, Label):
        link(before.before, starts(after))
    else:
        link(ends(before), starts(after))


# ------------------------------------------------------------------ imports


def argument(arguments: list[Value], keywords: dict[str, Value], place: int, name: str) -> Value:
    """An argument by its name, or by its place."""
    if name in keywords:
        return keywords[name]
    return arguments[place] if len(arguments) > place else None


def module_of(callee: Imported) -> str:
    """The module of an imported class."""
    return callee.path.rpartition(".")[0]


def is_outside_airflow(path: str) -> bool:
    """Whether a class is neither Airflow's nor of a known dbt integration."""
    known = ("airflow.", "cosmos.", "airflow_dbt.", "dbt_airflow.", "astro.", "astronomer.")
    return "." in path and not path.startswith(known)


DECORATORS = {"dag", "task", "task_group", "asset", "setup", "teardown"}


def decorator_kind(path: str) -> str:
    """The kind of decorator that a path of Airflow names, or nothing."""
    if not path.startswith("airflow."):
        return ""
    parts = path.split(".")
    for number, part in enumerate(parts):
        rest = parts[number + 1 :]
        is_flavour = len(rest) == 1 and rest[0].islower() and (
            part == "task" or (part == "asset" and rest[0] == "multi")
        )  # fmt: skip
        if part in DECORATORS and (not rest or is_flavour):
            return ".".join([part, *rest])
    return ""


def makes_dag(node: ast.AST) -> bool:
    """Whether a function has a call of DAG in it."""
    return any(
        isinstance(each, ast.Call) and ast.unparse(each.func).rpartition(".")[2] == "DAG"
        for each in ast.walk(node)
    )
