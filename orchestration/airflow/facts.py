"""What a task does, as its arguments, its SQL and its function say."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.airflow.tables import Statement, is_sql, read_sql
from orchestration.airflow.values import Asset, Function, LocalClass, Task, held

MOST_SQL_BYTES = 1_000_000
DESTINATIONS = (
    "destination_project_dataset_table", "destination_dataset_table", "destination_table",
    "redshift_table", "snowflake_table", "mysql_table", "hive_table", "table", "table_name",
)  # fmt: skip
"""Arguments of operators that name the table they write."""
SHELL_SQL = re.compile(r"\s-{1,2}(?:c|e|q|query|command)[\s=]+([\"'])(.*?)\1", re.DOTALL)
PULLED = re.compile(r"xcom_pull\([^)]*?task_ids\s*=\s*\[?\s*['\"]([^'\"]+)['\"]")
CODE = {
    "alert": re.compile(r"(^|\.)(send_?e?mail|sendmail|send_message|chat_postMessage|notify|"
                        r"SlackWebhookHook|SlackHook|SlackWebhookClient|PagerdutyHook|SMTP)$"),
    "external": re.compile(r"^(requests|httpx)\.\w+$|(^|\.)(urlopen|urlretrieve|retrieve_file|"
                           r"read_(csv|excel|json|xml|parquet|fwf|key)|download\w*|get_file|"
                           r"get_object|SFTPHook|FTPHook|HttpHook|ImapHook|retrieve_mail_attachments|"
                           r"glob|listdir|scandir|iterdir|read_text|read_bytes)$"),
    "database": re.compile(r"(^|\.)(read_sql\w*|get_records|get_first|get_pandas_df|get_df|"
                           r"fetchall|fetchmany|fetchone)$"),
    "file": re.compile(r"(^|\.)(to_(csv|excel|parquet|json|xml|html|pickle)|upload\w*|put_object|"
                       r"store_file|load_file|load_string|load_bytes|write_text|write_bytes|"
                       r"savefig|copy_object)$"),
    "table": re.compile(r"(^|\.)(to_sql|to_gbq|insert_rows|bulk_load|copy_expert|write_pandas|"
                        r"executemany|saveAsTable|insertInto)$"),
}  # fmt: skip
"""Calls by what they do: tell, read from outside, read a database, write a file, a table."""


@dataclass
class Facts:
    """What is known of a task; each list in the order of the text, without repeats."""

    statements: list[Statement] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    calls: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    templates: int = 0
    xcom_pulls: int = 0
    pulled_from: list[str] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)
    inlets: list[str] = field(default_factory=list)
    has_group_by: bool = False


def facts_of(task: Task, root: Path) -> Facts:
    """Read a task's arguments and its function; ``root`` is the folder that SQL files are in."""
    facts = Facts()
    arguments = {name: value for name, value in task.arguments.items() if name != "default_args"}
    facts.outlets = unique([each.uri for each in held(arguments.get("outlets"), Asset)])
    facts.inlets = unique([each.uri for each in held(arguments.get("inlets"), Asset)])
    for text in held(arguments, str):
        facts.templates += text.count("{{") + text.count("{%")
        pulls = text.count("xcom_pull(")
        facts.xcom_pulls += pulls
        facts.pulled_from += PULLED.findall(text) if pulls else []
        look_at_text(text, task, root, facts)
    if isinstance(command := task.arguments.get("bash_command"), str):
        for _, text in SHELL_SQL.findall(command):
            add_sql(text, facts)
    if task.function is not None:
        look_at_code(task.function, facts, set())
    destination = next(
        (value for name in DESTINATIONS if isinstance(value := task.arguments.get(name), str)), None
    )
    if destination and not is_sql(destination):
        into_files = re.search(r"To(S3|GCS|Gcs|SFTP|Sftp|FTP|Local|Google|Adls|Wasb|Azure)",
                               task.operator)  # fmt: skip
        (facts.reads if into_files else facts.writes).append(destination.lower())
    facts.writes = unique(facts.writes)
    facts.reads = [name for name in unique(facts.reads) if name not in facts.writes]
    facts.pulled_from = unique(facts.pulled_from)
    return facts


def look_at_text(text: str, task: Task, root: Path, facts: Facts) -> None:
    """A text of an argument: a statement, or the name of a file with statements."""
    if is_sql(text):
        add_sql(text, facts)
    elif text.endswith((".sql", ".hql")) and "\n" not in text and len(text) < 500:
        found = sql_file(text, task, root)
        if found is None:
            facts.notes.append(f"the SQL file {text} is not in the folder")
        else:
            add_sql(found, facts)


def sql_file(name: str, task: Task, root: Path) -> str | None:
    """The text of a SQL file that a task names; only files below the folder are read."""
    base = root.resolve() if root.is_dir() else root.resolve().parent
    here = base / (task.dag.file if task.dag else "")
    places = [
        here.parent,
        base,
        *(base / path for path in (task.dag.search_path if task.dag else ())),
    ]
    for place in places:
        try:
            path = (place / name.lstrip("/")).resolve()
            if (path.is_relative_to(base) and path.is_file()
                    and path.stat().st_size <= MOST_SQL_BYTES):  # fmt: skip
                return path.read_text(encoding="utf-8", errors="replace")
        except (OSError, ValueError):
            continue
    return None


def add_sql(text: str, facts: Facts) -> None:
    """The tables of a statement."""
    statement = read_sql(text)
    facts.statements.append(statement)
    facts.writes += statement.writes
    facts.reads += statement.reads
    facts.has_group_by |= re.search(r"\bgroup\s+by\b", text, re.IGNORECASE) is not None


def look_at_code(function: Function | LocalClass, facts: Facts, seen: set[str]) -> None:
    """Calls and statements in a function, and in the functions of the file that it calls."""
    seen.add(function.name)
    nodes = list(ast.walk(function.node))
    pieces = {piece for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in nodes:
        if node in pieces:
            continue  # read with the whole of its f-string
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_sql(node.value):
            add_sql(node.value, facts)
        elif isinstance(node, ast.JoinedStr) and is_sql(text := spelled(node)):
            add_sql(text, facts)
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        if name.endswith("xcom_pull"):
            facts.xcom_pulls += 1
            facts.pulled_from += [
                each.value.value for each in node.keywords
                if each.arg == "task_ids" and isinstance(each.value, ast.Constant)
                and isinstance(each.value.value, str)
            ]  # fmt: skip
        for kind, pattern in CODE.items():
            if pattern.search(name):
                facts.calls.setdefault(kind, []).append(name)
                if kind == "table" and (table := table_of(node)):
                    facts.writes.append(table)
        if name == "open":
            mode = node.args[1] if len(node.args) > 1 else None
            is_write = isinstance(mode, ast.Constant) and str(mode.value)[:1] in {"w", "a", "x"}
            facts.calls.setdefault("file" if is_write else "external", []).append("open")
        called = function.scope.find(name) if name not in seen and len(seen) < 50 else None
        if isinstance(called, Function):
            look_at_code(called, facts, seen)


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of a called expression; calls in it are written without their arguments."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        else:
            node = node.func if isinstance(node, ast.Call) else node.value
    parts.append(node.id if isinstance(node, ast.Name) else "?")
    return ".".join(reversed(parts))


def spelled(node: ast.JoinedStr) -> str:
    """An f-string with its unknown parts as names in braces."""
    return "".join(
        str(part.value) if isinstance(part, ast.Constant)
        else "{" + dotted(part.value).replace(".", "_").strip("_?") + "}"
        for part in node.values
        if isinstance(part, ast.Constant | ast.FormattedValue)
    )  # fmt: skip


def table_of(node: ast.Call) -> str:
    """The table that a call such as ``to_sql("claims", …)`` names, or nothing."""
    named = [each.value for each in node.keywords if each.arg in {"table", "name", "table_name"}]
    for value in [*named, *node.args[:1]]:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value.lower() if re.fullmatch(r"[\w.]+", value.value) else ""
    return ""


def unique(values: list[str]) -> list[str]:
    """Each value once, in order."""
    return list(dict.fromkeys(values))
