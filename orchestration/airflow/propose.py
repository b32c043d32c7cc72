"""What each task becomes: a landing asset, a dbt model with its layer, a sensor, or nothing.

The first rule that applies decides. Every proposal says what it rests on: ``operator``, ``sql``
or ``code`` are facts of the file; ``name`` is a guess by the task's id; ``nothing`` is left to you.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from orchestration.airflow.facts import Facts
from orchestration.airflow.values import Dag, Task

LAYERS = ("bronze", "silver", "gold", "dbt", "alert", "sensor", "none", "unclear")
"""``dbt``: models that exist already. ``none``: nothing to build. ``unclear``: read the code."""
MODELLED = {"bronze", "silver", "gold", "dbt"}


@dataclass
class Proposal:
    """What a task becomes; ``name`` is empty where nothing with a name is made."""

    becomes: str
    layer: str
    name: str
    reason: str
    rests_on: str
    upstreams: list[str] = field(default_factory=list)
    upstreams_by: str = ""
    """``tables``: what its SQL reads. ``order``: what the nearest tasks before it make."""


Rule = Callable[[Task, Facts], Proposal | None]


def propose(task: Task, facts: Facts) -> Proposal:
    """The proposal for one task, yet without its upstreams."""
    for rule in RULES:
        if (proposal := rule(task, facts)) is not None:
            return proposal
    return Proposal("read what it does", "unclear", "", f"{task.operator} says nothing of its"
                    " data, and nor does the task's id", "nothing")  # fmt: skip


# -------------------------------------------------------------------- rules


def stem(task: Task) -> str:
    """The operator's class without ``Operator``: ``S3ToRedshift``, ``FileSensor``."""
    return re.sub(r"(Operator)?(Async)?$", "", task.operator, count=1)


def sensor(task: Task, facts: Facts) -> Proposal | None:
    """Waiting becomes a sensor, a schedule, or an edge of the lineage."""
    kind = stem(task)
    if task.operator == "@task.sensor" or kind.endswith("Sensor"):
        if re.match(r"External(Task|Dag)", kind):
            return Proposal("Dagster sensor on an external asset, until that DAG has moved; then"
                            " an edge of the lineage", "sensor", noun_name(task, "wait"),
                            f"{task.operator} waits for another DAG", "operator")  # fmt: skip
        if re.match(r"(Time|DateTime|DayOfWeek|TimeDelta|Weekday)", kind):
            return Proposal("nothing: the time goes into the schedule", "none", "",
                            f"{task.operator} waits for a time", "operator")  # fmt: skip
        if re.match(r"(Sql|SQL|Bash|Python|Partition|HivePartition|BigQuery|NamedHive)", kind) or (
            facts.statements
        ):
            return Proposal("freshness of the table that it looks at, or a Dagster sensor",
                            "sensor", noun_name(task, "wait"),
                            f"{task.operator} waits for rows or for a condition",
                            "operator")  # fmt: skip
        return Proposal("Dagster sensor that starts landing", "sensor", noun_name(task, "wait"),
                        f"{task.operator} waits for something to arrive", "operator")  # fmt: skip
    return None


def control(task: Task, facts: Facts) -> Proposal | None:
    """Empty tasks, branches and triggers only order others."""
    kind = stem(task)
    if kind in {"Empty", "Dummy"}:
        return nothing(task, "it holds no work; lineage orders the rest")
    is_branch = kind.startswith("Branch") or task.operator.startswith("@task.branch")
    if is_branch or kind in {"LatestOnly", "ShortCircuit"} or "short_circuit" in task.operator:
        return Proposal("nothing: its condition becomes a where clause or an automation condition",
                        "none", "", f"{task.operator} only chooses what runs next",
                        "operator")  # fmt: skip
    if kind in {"TriggerDagRun", "ExternalTaskMarker", "SubDag"}:
        return Proposal("nothing: what comes after follows its upstream assets", "none", "",
                        f"{task.operator} starts or marks another DAG", "operator")  # fmt: skip
    return None


def dbt(task: Task, facts: Facts) -> Proposal | None:
    """Dbt that already runs in Airflow keeps its models."""
    kind = task.operator
    command = task.arguments.get("bash_command")
    found = re.search(r"\bdbt\s+(?:--?[\w-]+\s+)*(run|build|test|seed|snapshot|source)\b"
                      r"([^\n;&|]*)", command if isinstance(command, str) else "")  # fmt: skip
    word = found[1] if found else re.sub(r"(Local|Virtualenv|Docker|Kubernetes|Operator)", "",
                                         kind.removeprefix("Dbt")).lower()  # fmt: skip
    if not found and not kind.startswith("Dbt"):
        return None
    selection = found and re.search(r"(?:--select|--models|-s|-m)[\s=]+(\S+)", found[2])
    chosen = f" ({selection[1]})" if selection else ""
    reason = f"its command is dbt {word}" if found else f"{kind} runs dbt"
    if word in {"test", "source"}:
        return Proposal(f"asset checks of the dbt models that exist{chosen}", "none", "", reason,
                        "code" if found else "operator")  # fmt: skip
    return Proposal(f"the dbt models that exist{chosen}, loaded from their manifest", "dbt",
                    f"dbt:{selection[1]}" if selection else "dbt:all", reason,
                    "code" if found else "operator")  # fmt: skip


def checks(task: Task, facts: Facts) -> Proposal | None:
    """Checks of data become tests."""
    if re.search(r"(Check|GreatExpectations|GXValidate\w*|Soda\w*)$", stem(task)):
        return Proposal("dbt tests of the model that it looks at", "none", "",
                        f"{task.operator} checks data and makes none", "operator")  # fmt: skip
    return None


MESSENGERS = re.compile(r"(Email|Smtp|Slack|PagerDuty|Pagerduty|Opsgenie|Telegram|Discord|MSTeams|"
                        r"DingDing|Sns|SNS|Chime|Apprise|SendGrid|Mattermost)")  # fmt: skip
FILES = re.compile(r"(S3|GCS|Gcs|SFTP|Sftp|FTP|Local|GoogleCloudStorage|Adls|ADLS|Wasb|Azure\w*|"
                   r"Gdrive|GoogleSheets?|Sheets|Slack|File|Hdfs)")  # fmt: skip


def message(task: Task, facts: Facts) -> Proposal | None:
    """Mail and chat become alerts; mail with files is a report."""
    if not MESSENGERS.match(stem(task)):
        return None
    if task.arguments.get("files"):
        return Proposal("dbt model of the report, and an alert that sends it", "gold",
                        named("rpt", noun(task)), f"{task.operator} sends files",
                        "operator")  # fmt: skip
    return alert(task, f"{task.operator} tells somebody", "operator")


def transfer(task: Task, facts: Facts) -> Proposal | None:
    """``XToY`` lands data, or at the end of a DAG takes it out of a database for a report."""
    kind = stem(task)
    match = re.fullmatch(r"(\w+?)To([A-Z]\w*)", kind)
    if match is None:
        if re.match(r"(Http|SimpleHttp|HttpToS3)", kind):
            return landing(task, facts, f"{task.operator} reads from outside", "operator")
        if re.match(r"(SFTP|FTP|Sftp)", kind) and task.arguments.get("operation") == "put":
            return report(task, f"{task.operator} puts a file outside", "operator")
        if re.match(r"(SFTP|FTP|Sftp|S3FileTransform|S3Copy|GCSSynchronize)", kind):
            return landing(task, facts, f"{task.operator} reads from outside", "operator")
        return None
    source, target = match[1], match[2]
    out_of_database = not FILES.match(source) and FILES.match(target)
    if re.match(r"(Slack|Teams|Email)", target):
        return report(task, f"{task.operator} sends what it reads", "operator")
    if (out_of_database or re.match(r"(SFTP|FTP|Sftp)", target)) and (
        task.upstream and not task.downstream
    ):
        return report(task, f"{task.operator} takes data out of {source} at the DAG's end",
                      "operator")  # fmt: skip
    return landing(task, facts, f"{task.operator} moves data from {source} to {target}", "operator")


def statement(task: Task, facts: Facts) -> Proposal | None:
    """SQL that writes a table becomes a model of that table; other SQL seldom needs one."""
    if facts.writes and facts.calls.get("external"):
        return landing(task, facts, "its function reads from outside"
                       f" ({', '.join(facts.calls['external'][:2])}) and writes"
                       f" {facts.writes[-1]}", "code")  # fmt: skip
    if facts.writes and {each.how for each in facts.statements} != {"delete"}:
        copied = [each for each in facts.statements if each.how in {"copy", "load"}]
        if copied and not any(each.reads for each in facts.statements):
            return landing(task, facts, f"its SQL loads files into {facts.writes[-1]}", "sql")
        return model(task, facts)
    if any(each.how == "delete" for each in facts.statements):
        return nothing(task, f"it only deletes from {facts.writes[0]}; a model is replaced or"
                       " has a filter", "sql")  # fmt: skip
    if facts.statements and all(each.is_ddl_only for each in facts.statements):
        return nothing(task, "its SQL only creates, drops or empties: dbt does that", "sql")
    if calls := next((each.calls for each in facts.statements if each.calls), ""):
        return Proposal("read the procedure", "unclear", "", f"it calls {calls}, whose SQL is in"
                        " the database", "sql")  # fmt: skip
    return None


def code(task: Task, facts: Facts) -> Proposal | None:
    """What the calls in a function, or the words of a shell command, say."""
    calls = facts.calls
    command = task.arguments.get("bash_command")
    if isinstance(command, str):
        if found := re.search(r"\b(curl|wget|sftp|scp|rsync|lftp|aws s3 (?:cp|sync)|"
                              r"gsutil (?:-m )?(?:cp|rsync))\b", command):  # fmt: skip
            return landing(task, facts, f"its command has {found[1]}", "code")
        if found := re.search(r"\b(mail|mailx|sendmail)\b\s", command):
            return alert(task, f"its command has {found[1]}", "code")
    if "external" in calls and not ("file" in calls and "database" in calls):
        return landing(task, facts, "its function reads from outside"
                       f" ({', '.join(calls['external'][:2])})", "code")  # fmt: skip
    if "database" in calls and "file" in calls:
        return report(task, f"its function reads a database and writes a file"
                      f" ({calls['file'][0]})", "code")  # fmt: skip
    if "alert" in calls and not facts.writes:
        return alert(task, f"its function calls {calls['alert'][0]}", "code")
    if "file" in calls and task.upstream and not task.downstream:
        return report(task, f"its function writes a file ({calls['file'][0]}) at the DAG's end",
                      "code")  # fmt: skip
    return None


NAMES = (
    ("none", re.compile(r"^(start|begin|end|finish|done|join|stop|cleanup|clean_up|teardown)$")),
    ("alert", re.compile(r"(^|_)(notify|notification|alert|email|slack|page)(_|$)")),
    ("bronze", re.compile(r"(^|_)(extract|ingest|fetch|download|land|pull|import|collect|get|"
                          r"receive|scrape|load)(_|$)")),
    ("gold", re.compile(r"(^|_)(report|export|publish|dashboard|summary|kpi|metrics?|aggregate|"
                        r"scorecard)s?(_|$)")),
    ("silver", re.compile(r"(^|_)(transform|clean|cleanse|dedupe|deduplicate|parse|normali[sz]e|"
                          r"conform|enrich|merge|join|stage|standardi[sz]e|process|validate|map|"
                          r"link|match)(_|$)")),
)  # fmt: skip


def by_name(task: Task, facts: Facts) -> Proposal | None:
    """The last resort: words of the task's id."""
    name = own_id(task)
    for layer, pattern in NAMES:
        if (found := pattern.search(name)) is None:
            continue
        reason = f"by its id alone: {found[0].strip('_')}"
        if layer == "none":
            return Proposal("probably nothing", "none", "", reason, "name")
        if layer == "alert":
            return alert(task, reason, "name")
        if found[0].strip("_") == "load" and any(
            NAMES[-1][1].search(own_id(before)) for before in task.upstream
        ):
            return Proposal("nothing: the model before it is the table", "none", "", reason, "name")
        if layer == "bronze":
            return landing(task, facts, reason, "name")
        prefix = "rpt" if layer == "gold" else "silver"
        return Proposal("dbt model", layer, named(prefix, noun(task)), reason, "name")
    return None


RULES: tuple[Rule, ...] = (
    sensor, control, dbt, checks, message, transfer, statement, code, by_name,
)  # fmt: skip


# ---------------------------------------------------------------- proposals


def nothing(task: Task, reason: str, rests_on: str = "operator") -> Proposal:
    """Nothing to build."""
    return Proposal("nothing", "none", "", reason, rests_on)


def alert(task: Task, reason: str, rests_on: str) -> Proposal:
    """An alert of the orchestrator."""
    return Proposal("alert on failure or freshness", "alert", noun_name(task, "alert"), reason,
                    rests_on)  # fmt: skip


def report(task: Task, reason: str, rests_on: str) -> Proposal:
    """A report that leaves the warehouse."""
    return Proposal("dbt model of the report, and an asset that exports it", "gold",
                    named("rpt", noun(task)), reason, rests_on)  # fmt: skip


def landing(task: Task, facts: Facts, reason: str, rests_on: str) -> Proposal:
    """Files or rows from outside: landed as they are, and a bronze model that reads them."""
    rows = table_parts(facts.writes[-1])[1] if facts.writes else noun(task, "rows")
    feed = feed_of(task.dag)
    return Proposal("landing asset and its bronze model", "bronze", f"bronze_{feed}__{rows}",
                    reason, rests_on)  # fmt: skip


def model(task: Task, facts: Facts) -> Proposal:
    """A model of the last table that SQL writes, in the layer that the table's name says."""
    table = facts.writes[-1]
    layer, rows = table_parts(table)
    how = next((each.how for each in facts.statements if each.how not in {"", "delete"}), "")
    rests_on = "sql" if facts.statements else "operator"
    did = {"insert": "inserts into", "create": "creates", "merge": "merges into",
           "update": "updates", "select into": "selects into"}.get(how, "writes")  # fmt: skip
    reason = f"it {did} {table}"
    if layer == "bronze":
        return Proposal("bronze model", "bronze", f"bronze_{feed_of(task.dag)}__{rows}",
                        f"{reason}, a raw table by its name", rests_on)  # fmt: skip
    if layer == "silver":
        return Proposal("dbt model", "silver", named("silver", rows), reason, rests_on)
    prefix = layer if layer != "gold" else "rpt" if facts.has_group_by else "fct"
    return Proposal("dbt model", "gold", named(prefix, rows),
                    f"{reason}, a table of the last layer by its name", rests_on)  # fmt: skip


# -------------------------------------------------------------------- names

GOLD = {"dim": "dim", "d": "dim", "fact": "fct", "fct": "fct", "f": "fct", "rpt": "rpt",
        "report": "rpt", "agg": "rpt", "mart": "gold", "summary": "rpt", "kpi": "rpt"}  # fmt: skip
SCHEMAS = {
    **dict.fromkeys(("raw", "landing", "bronze", "src", "source", "ods", "lake"), "bronze"),
    **dict.fromkeys(("mart", "marts", "gold", "report", "reports", "reporting", "analytics",
                     "presentation", "serve", "bi"), "gold"),
}  # fmt: skip
RAW = ("raw_", "landing_", "src_", "bronze_")
STAGED = ("stg_", "staging_", "tmp_", "temp_", "int_", "intermediate_", "silver_", "clean_", "dwh_")


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


NOT_NOUNS = words(
    "extract load ingest fetch download pull get import copy land read transfer sync move collect"
    " receive unzip parse clean cleanse transform dedupe deduplicate validate check build make"
    " create compute calculate aggregate refresh update upsert merge insert write publish export"
    " report send notify notification alert email mail slack run process prepare wait sensor to"
    " from into in on of for the a and by with new raw daily file files task step job data s3 sftp"
    " ftp db api http dwh warehouse redshift snowflake bigquery gcs postgres mysql oracle mssql"
    " hive spark dag normalize normalise conform enrich stage standardize standardise map table"
    " tables local until all"
)
NOT_FEEDS = words(
    "dag daily hourly weekly monthly nightly yearly etl elt pipeline ingest ingestion load loader"
    " import importer sync job workflow v1 v2 v3 process processing batch"
)


def snake(text: str) -> str:
    """Lower-case words joined by underscores; what stands in braces stays there."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    parts = [re.sub(r"\W+", "_", part).strip("_").lower()
             for part in re.split(r"[{}]", text)]  # fmt: skip
    marked = [f"{{{part}}}" if number % 2 and part else part for number, part in enumerate(parts)]
    return re.sub(r"_+", "_", "_".join(part for part in marked if part))


def own_id(task: Task) -> str:
    """A task's id without its groups, in snake case."""
    whole = re.sub(r"\{[^{}]*\}", lambda found: found[0].replace(".", "_"), task.task_id)
    return snake(re.sub(r"__\d+$", "", whole.rpartition(".")[2]))


def noun(task: Task, otherwise: str = "") -> str:
    """What a task's id is about, without its verbs; its group's or DAG's id where none is left."""
    group = task.task_id.rpartition(".")[0].rpartition(".")[2] if "{" not in task.task_id else ""
    for text in (own_id(task), snake(group)):
        if kept := without(text, NOT_NOUNS):
            return kept
    return otherwise or feed_of(task.dag)


def noun_name(task: Task, suffix: str) -> str:
    """A name for what is no model: ``claims_wait``."""
    return f"{noun(task)}_{suffix}"


def named(prefix: str, rows: str) -> str:
    """A model's name under a prefix, which is not written twice."""
    return f"{prefix}_{rows.removeprefix(f'{prefix}_')}"


def feed_of(dag: Dag | None) -> str:
    """The feed that a DAG's id names."""
    name = snake(dag.dag_id) if dag else ""
    return without(name, NOT_FEEDS) or name or "feed"


def without(name: str, others: frozenset[str]) -> str:
    """A snake-case name without some words."""
    pieces = re.findall(r"\{[^{}]*\}|[^_{}]+", name)
    return "_".join(piece for piece in pieces if piece not in others)


def table_parts(table: str) -> tuple[str, str]:
    """The layer that a table's name says (dim, fct, rpt: gold's prefixes), and its rows."""
    schema, _, last = table.rpartition(".")
    rows = snake(last)
    if rows.startswith(RAW):
        return "bronze", rows.partition("_")[2]
    if rows.startswith(STAGED):
        return "silver", rows.partition("_")[2]
    first, _, rest = rows.partition("_")
    if rest and first in GOLD:
        return GOLD[first], rest
    for suffix in ("fact", "dim", "summary", "report", "kpi"):
        if rows.endswith(f"_{suffix}"):
            return GOLD[suffix], rows.removesuffix(f"_{suffix}")
    return SCHEMAS.get(schema.rpartition(".")[2], "silver"), rows
