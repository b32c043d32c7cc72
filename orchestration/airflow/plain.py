"""Values that a file spells out: texts put together, comparisons, the loops' built-in functions.

Only these few pure operations are done, and on bounded texts and numbers; the rest is ``Unknown``.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from orchestration.airflow.values import (
    MISSING,
    Imported,
    Instance,
    Method,
    Pattern,
    Unknown,
    Value,
    held,
)

MOST_ITEMS = 500
"""Items of a loop that are followed one by one."""
MOST_TEXT = 20_000
"""Characters of a text that is put together."""
PURE_TEXT_METHODS = {
    "capitalize", "casefold", "format", "join", "lower", "lstrip", "removeprefix", "removesuffix",
    "replace", "rstrip", "split", "splitlines", "strip", "title", "upper",
}  # fmt: skip


def text_of(node: ast.AST, most: int = 60) -> str:
    """How the file writes an expression, on one line, cut where it is long."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def named(value: Value, target: ast.expr) -> Value:
    """What a loop's variable is: a value, or where there is none, unknown under its own name."""
    return Unknown(text_of(target)) if value is MISSING else value


def shown(value: Value) -> str:
    """A value inside a name: itself, or its wording in braces."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Unknown | Instance):
        return Pattern(f"{{{value.text or '?'}}}")
    if isinstance(value, Imported):
        return Pattern(f"{{{value.name}}}")
    return Pattern("{?}")


def joined(parts: list[Value]) -> str:
    """Texts in a row; what is not known stands in braces."""
    text = ""
    for part in parts:
        text += shown(part)[:MOST_TEXT]
        if len(text) > MOST_TEXT:
            break
    text = text[:MOST_TEXT]
    is_known = all(isinstance(part, str | int | float) and not isinstance(part, Pattern)
                   for part in parts)  # fmt: skip
    return text if is_known else Pattern(text)


def like(result: Value, source: Value) -> Value:
    """A text made of a pattern is a pattern too."""
    return Pattern(result) if isinstance(source, Pattern) and isinstance(result, str) else result


def truth(value: Value) -> bool | None:
    """Whether a value is true; None where that is not known."""
    if isinstance(value, Unknown | Instance | Pattern | Imported | Method):
        return None
    if isinstance(value, str | int | float | list | tuple | dict) or value is None:
        return bool(value)
    return True


def negate(op: ast.unaryop, value: Value, text: str) -> Value:
    """``not x``, ``-x``."""
    answer = truth(value)
    if isinstance(op, ast.Not) and answer is not None:
        return not answer
    if isinstance(op, ast.USub) and isinstance(value, int | float):
        return -value
    return Unknown(text)


def first_of(op: ast.boolop, values: list[Value], text: str) -> Value:
    """``a or b``, ``a and b``."""
    for value in values[:-1]:
        answer = truth(value)
        if answer is None:
            return Unknown(text)
        if answer is isinstance(op, ast.Or):
            return value
    return values[-1]


def compare(op: ast.cmpop, left: Value, right: Value) -> bool | None:
    """A comparison of two values that are spelled out; None where they are not."""
    if isinstance(op, ast.Is | ast.IsNot) and (left is None or right is None):
        other = right if left is None else left
        if isinstance(other, Unknown | Instance | Imported | Method):
            return None
        return (left is right) is isinstance(op, ast.Is)
    for value in (left, right):
        if (
            not (value is None or isinstance(value, str | int | float | list | tuple))
            or isinstance(value, Pattern)
            or held(value, Unknown)
        ):
            return None
    try:
        match op:
            case ast.Eq() | ast.Is():
                return bool(left == right)
            case ast.NotEq() | ast.IsNot():
                return bool(left != right)
            case ast.In():
                return left in right
            case ast.NotIn():
                return left not in right
            case ast.Lt():
                return bool(left < right)
            case ast.LtE():
                return bool(left <= right)
            case ast.Gt():
                return bool(left > right)
            case _:
                return bool(left >= right)
    except (TypeError, RecursionError):
        return None


def arithmetic(op: ast.operator, left: Value, right: Value, text: str) -> Value:
    """Sums and products of small whole numbers, as indexes of loops need them."""
    small = all(isinstance(each, int) and abs(each) < 10**9 for each in (left, right))
    if not small or (isinstance(op, ast.FloorDiv | ast.Mod) and right == 0):
        return Unknown(text)
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.FloorDiv():
            return left // right
        case _:
            return left % right


PLACE = re.compile(r"%(?:\((\w+)\))?[#0\- +]*(\d*)(?:\.\d+)?([sdrif%])")


def percent(text: str, values: Value) -> str:
    """``text % values``; what is not known stands in braces."""
    waiting = list(values) if isinstance(values, tuple) else [values]
    if len(text) * sum(len(each) for each in held(values, str)) > 10**7:
        return Pattern(text)
    named = values if isinstance(values, dict) else {}

    def fill(match: re.Match[str]) -> str:
        if match[3] == "%":
            return "%"
        if match[1]:
            return shown(named.get(match[1], Unknown(match[1])))
        value = shown(waiting.pop(0)) if waiting else "{?}"
        return value.zfill(int(match[2])) if match[0].startswith("%0") and match[2][:3] else value

    filled = PLACE.sub(fill, text)[:MOST_TEXT]
    is_known = not held(values, Unknown) and not isinstance(text, Pattern) and "{" not in filled
    return filled if is_known else Pattern(filled)


def text_method(
    owner: str, name: str, arguments: list[Value], keywords: dict[str, Value], text: str
) -> Value:
    """A method of a text that is spelled out, called on values that are spelled out."""
    if name == "join":
        items = arguments[0] if arguments else None
        if not isinstance(items, list | tuple):
            return Pattern(f"{{{text}}}")
        pieces = [piece for item in items for piece in (owner, item)][1:]
        return joined(pieces)
    if name == "format":
        if len(owner) * sum(len(shown(each)) for each in (*arguments, *keywords.values())) > 10**7:
            return Pattern(owner)
        values: list[Value] = [shown(each) for each in arguments]
        names = {key: shown(each) for key, each in keywords.items()}
        if re.search(r"\{[^{}]*[:!.\[]", owner):  # widths could ask for a text of any length
            return Pattern(owner)
        try:
            filled = owner.format(*values, **names)[:MOST_TEXT]
        except (ValueError, IndexError, KeyError, AttributeError):
            return Pattern(owner)
        unknown = any(isinstance(each, Pattern) for each in (*values, *names.values()))
        return Pattern(filled) if unknown else like(filled, owner)
    size = len(owner) * sum(len(each) for each in arguments if isinstance(each, str))
    if keywords or size > 10**7 or not all(isinstance(each, str | int) for each in arguments):
        return Pattern(f"{{{text}}}")
    try:
        result = getattr(str(owner), name)(*arguments)
    except (TypeError, ValueError):
        return Unknown(text)
    return result[:MOST_TEXT] if isinstance(result, list) else like(result[:MOST_TEXT], owner)


def dict_method(
    owner: dict[Any, Value], name: str, arguments: list[Value], keywords: dict[str, Value],
    text: str,
) -> Value:  # fmt: skip
    """The methods of a dict that DAG files use."""
    key = arguments[0] if arguments else None
    match name:
        case "items":
            return list(owner.items())
        case "keys":
            return list(owner)
        case "values":
            return list(owner.values())
        case "copy":
            return dict(owner)
        case "get" | "pop" | "setdefault" if isinstance(key, str | int):
            return owner.get(key, arguments[1] if len(arguments) > 1 else None)
        case "update":
            owner |= key if isinstance(key, dict) else {}
            owner |= keywords
            return None
        case _:
            return Unknown(text)


def builtin(name: str, arguments: list[Value], node: ast.AST) -> Value:
    """The few built-in functions that decide what a loop runs over."""
    first = arguments[0] if arguments else None
    items: list[Value] | None = list(first) if isinstance(first, list | tuple | dict) else None
    match name:
        case "range" if all(isinstance(each, int) for each in arguments) and arguments:
            try:
                numbers = range(*arguments[:3])
            except ValueError:
                return Unknown(text_of(node))
            return list(numbers) if len(numbers[: MOST_ITEMS + 1]) <= MOST_ITEMS else (
                Unknown(text_of(node)))  # fmt: skip
        case "list" | "tuple" | "set" | "sorted" | "frozenset" if items is not None:
            if name in {"set", "sorted"} and all(isinstance(each, str) for each in items):
                return sorted(items)
            return items
        case "list" | "tuple" | "set" if first is None:
            return []
        case "dict" if isinstance(node, ast.Call) and not arguments:
            return {}
        case "dict" if isinstance(first, dict):
            return dict(first)
        case "reversed" if items is not None:
            return items[::-1]
        case "enumerate" if items is not None:
            start = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], int) else 0
            return list(enumerate(items, start))
        case "zip" if all(isinstance(each, list | tuple) for each in arguments):
            return list(zip(*arguments, strict=False))
        case "len" if items is not None:
            return len(items)
        case "str" if isinstance(first, str | int):
            return like(str(first), first)
        case "int" if isinstance(first, int):
            return first
        case "globals" | "locals":
            return {}
        case _:
            return Unknown(text_of(node))


BUILTINS: dict[str, Value] = {
    name: Imported(f"builtins.{name}")
    for name in (
        "range", "list", "tuple", "set", "sorted", "frozenset", "dict", "reversed", "enumerate",
        "zip", "len", "str", "int", "globals", "locals",
    )
}  # fmt: skip
"""A name that the file does not define: a built-in function, or unknown."""
