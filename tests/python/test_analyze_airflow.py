from __future__ import annotations

import ast
import json
import re
import sys
import threading
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from orchestration.airflow import read
from orchestration.airflow.report import analyse, markdown, report_of
from orchestration.airflow.tables import read_sql
from orchestration.cli import main

FIXTURES = ROOT / "tests" / "fixtures" / "airflow"
EXPECTED = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return analyse(FIXTURES / "dags")


def dag_of(report: dict[str, Any], dag_id: str) -> dict[str, Any]:
    return next(dag for dag in report["dags"] if dag["dag_id"] == dag_id)


def one(folder: Path, text: str) -> dict[str, Any]:
    """The report on one file of one DAG."""
    (folder / "one.py").write_text(text, encoding="utf-8")
    (dag,) = analyse(folder)["dags"]
    found: dict[str, Any] = dag
    return found


def tasks_of(dag: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {task["task_id"]: task for task in dag["tasks"]}


def edges_of(dag: dict[str, Any]) -> set[tuple[str, str]]:
    return {(before, task["task_id"]) for task in dag["tasks"] for before in task["upstream"]}


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["analyze-airflow", *map(str, arguments)])


# --------------------------------------------------------------- golden DAGs


@pytest.mark.parametrize("dag_id", EXPECTED["dags"])
def test_a_dag_is_read_as_by_hand(report: dict[str, Any], dag_id: str) -> None:
    dag, expected = dag_of(report, dag_id), EXPECTED["dags"][dag_id]
    found = {
        task["task_id"]: [
            task["operator"],
            task["upstream"],
            task["proposal"]["layer"],
            task["proposal"]["name"],
            task["proposal"]["upstreams"],
        ]
        for task in dag["tasks"]
    }
    assert found == expected["tasks"]
    schedule = dag["schedule"]
    assert [schedule["kind"], schedule["text"], schedule["cron"]] == expected["schedule"]
    assert dag["made"] == expected["made"]
    assert dag["cycles"] == expected.get("cycles", [])
    # what the expectation leaves out is zero or empty
    assert {name: count for name, count in dag["complexity"].items() if count} == expected[
        "complexity"
    ]


def test_what_stands_between_dags_is_read_as_by_hand(report: dict[str, Any]) -> None:
    assert report["files"] == EXPECTED["files"]
    assert [list(edge.values()) for edge in report["cross_dag"]] == EXPECTED["cross_dag"]
    for name in ("order", "cross_dag_cycles", "duplicate_dag_ids", "tasks_without_dag"):
        assert report[name] == EXPECTED[name], name
    assert [[each["file"], each["line"]] for each in report["unreadable"]] == EXPECTED["unreadable"]
    assert {dag["dag_id"] for dag in report["dags"]} == {*EXPECTED["dags"], "ring_b"}
    (again,) = [dag for dag in report["dags"] if dag["duplicate_task_ids"]]
    assert (again["dag_id"], again["duplicate_task_ids"]) == ("ring_b", ["same"])


def test_a_proposal_says_why_and_what_it_rests_on(report: dict[str, Any]) -> None:
    def reason(dag_id: str, task_id: str) -> tuple[str, str]:
        proposal = tasks_of(dag_of(report, dag_id))[task_id]["proposal"]
        return proposal["reason"], proposal["rests_on"]

    assert reason("claims_intake_daily", "fetch_claims") == (
        "its function reads from outside (SFTPHook.retrieve_file, SFTPHook)", "code",
    )  # fmt: skip
    assert reason("remits", "settle.post") == ("it inserts into silver_remits", "sql")
    assert reason("remits", "models") == ("its command is dbt run", "code")
    assert reason("remits", "match_check") == ("by its id alone: match", "name")
    assert reason("denials", "sign_off")[1] == "nothing"
    for dag in report["dags"]:
        assert all(task["proposal"]["reason"] for task in dag["tasks"])


def test_the_markdown_says_the_same(report: dict[str, Any]) -> None:
    text = markdown(report, "dags")
    for part in (
        "5 files read, 1 not; 11 DAGs with 39 tasks.",
        "| python2.py | 4 |",
        "- DAG id `ring_b` stands at rings.py:10, rings.py:14: Airflow keeps one.",
        "- `ring_a` has a cycle: `first` → `second` → `go` → `first`.",
        "- DAGs need each other: `ring_a` → `ring_b` → `ring_a`.",
        "2. `remits`\n3. `claims_intake_daily`",
        "| remits.start_denials | denials | triggers | TriggerDagRunOperator |",
        "Made in a loop over Variable.get('networks', deserialize_json=True): number unknown.",
        "| match_check | @task; mapped | list_checks | silver | silver_match |",
    ):
        assert part in text, part


# ------------------------------------------------------------------- command


def test_the_command_writes_markdown_and_json(tmp_path: Path, report: dict[str, Any]) -> None:
    shown = call(FIXTURES / "dags")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("# Airflow DAGs in dags\n")
    assert "not read: python2.py:4: Missing parentheses" in shown.stderr
    assert json.loads(call(FIXTURES / "dags", "--json").stdout) == report
    written = call(FIXTURES / "dags", "--json", "--output", tmp_path / "dags.json")
    assert (written.exit_code, written.stdout) == (0, "")
    assert json.loads((tmp_path / "dags.json").read_text(encoding="utf-8")) == report


def test_a_folder_without_a_dag_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("x = 1")
    result = call(tmp_path)
    assert result.exit_code == 1
    assert f"no DAG in {tmp_path}: 1 files read" in result.stderr
    assert call(tmp_path / "nowhere").exit_code == 2


# ---------------------------------------------------------- files, not to run


def test_no_file_is_run_or_imported(tmp_path: Path) -> None:
    trace = tmp_path / "was_run"
    (tmp_path / "dags").mkdir()
    (tmp_path / "dags" / "loud.py").write_text(
        f"""
import pathlib, loud_helper
pathlib.Path({str(trace)!r}).write_text("run")
open({str(trace)!r}, "w").write("run")
__import__("os").system("touch {trace}")
with DAG(f"d_{{pathlib.Path({str(trace)!r}).touch()}}") as dag:
    PythonOperator(task_id="t", python_callable=lambda: pathlib.Path({str(trace)!r}).touch())
"""
    )
    (tmp_path / "dags" / "loud_helper.py").write_text(
        f"import pathlib\npathlib.Path({str(trace)!r}).write_text('run')\n"
    )
    before = set(sys.modules)
    report = analyse(tmp_path / "dags")
    assert [task["task_id"] for dag in report["dags"] for task in dag["tasks"]] == ["t"]
    assert not trace.exists()
    assert not {name for name in set(sys.modules) - before if "loud" in name}


def test_a_file_that_cannot_be_read_is_named_with_line_and_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MOST_BYTES", 5_000)
    (tmp_path / "good.py").write_text("DAG('good')")
    (tmp_path / "syntax.py").write_text("a = 1\nwith DAG('x'\nb = 2\n")
    (tmp_path / "latin.py").write_bytes("# ok\ndag = DAG('médecins')\n".encode("latin-1"))
    (tmp_path / "null.py").write_bytes(b"DAG('x')\0")
    (tmp_path / "large.py").write_text("#" * 5_001)
    (tmp_path / "deep.py").write_text(f"x = {'-' * 4_900}1")
    (tmp_path / "slow.py").write_text(
        "for a in range(400):\n  for b in range(400):\n    for c in range(400):\n      d = a\n"
    )
    (tmp_path / "grows.py").write_text("x = ['a']\nfor i in range(400): x = x + x\n")
    (tmp_path / "packed.zip").write_bytes(b"PK")
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "no.py").write_text("(")
    report = analyse(tmp_path)
    found = {each["file"]: (each["line"], each["reason"]) for each in report["unreadable"]}
    assert found["syntax.py"][0] == 2
    assert "was never closed" in found["syntax.py"][1]
    assert found["latin.py"][1].startswith("line 2 is not UTF-8 (byte 0xe9)") or (
        found["latin.py"][0] == 2
    )
    assert "null bytes" in found["null.py"][1]
    assert found["large.py"][1] == "5,001 bytes, more than 5,000"
    assert "nested too deeply" in found["deep.py"][1]
    assert "too many steps" in found["slow.py"][1]
    assert "too many steps" in found["grows.py"][1]
    assert "unpack it" in found["packed.zip"][1]
    assert found["gone.py"][1] == "not a regular file"
    assert len(found) == 9
    assert [dag["dag_id"] for dag in report["dags"]] == ["good"]


def test_an_encoding_that_the_file_names_is_used(tmp_path: Path) -> None:
    text = "# -*- coding: latin-1 -*-\nDAG('médecins')\n"
    (tmp_path / "latin.py").write_bytes(text.encode("latin-1"))
    assert [dag["dag_id"] for dag in analyse(tmp_path)["dags"]] == ["médecins"]


# -------------------------------------------------------- ways to write a DAG

ARROWS = {
    "a >> b >> c": {("a", "b"), ("b", "c")},
    "c << b << a": {("a", "b"), ("b", "c")},
    "a >> [b, c]": {("a", "b"), ("a", "c")},
    "[a, b] >> c": {("a", "c"), ("b", "c")},
    "c << [a, b]": {("a", "c"), ("b", "c")},
    "a.set_downstream([b, c])": {("a", "b"), ("a", "c")},
    "c.set_upstream(task_or_task_list=[a, b])": {("a", "c"), ("b", "c")},
    "chain(a, [b, c], d)": {("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")},
    "chain([a, b], [c, d])": {("a", "c"), ("b", "d")},
    "chain_linear([a, b], [c, d])": {("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")},
    "chain(a, Label('x'), b)": {("a", "b")},
    "cross_downstream(from_tasks=[a, b], to_tasks=[c, d])": {
        ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"),
    },
    "a >> Label('yes') >> b": {("a", "b")},
    "chain(*[a, b, c])": {("a", "b"), ("b", "c")},
    "BashOperator(task_id='e', bash_command=a.output)": {("a", "e")},
    "BashOperator.partial(task_id='e').expand(env=a.output)": {("a", "e")},
    "for t in (b, c): a >> t": {("a", "b"), ("a", "c")},
    "x = [a, b]\nfor i in range(len(x) - 1): x[i] >> x[i + 1]": {("a", "b")},
    "x = []\nx.append(a)\nx.extend([b])\nx >> c": {("a", "c"), ("b", "c")},
    "[a >> t for t in [b, c]]": {("a", "b"), ("a", "c")},
    "a >> b if True else c": {("a", "b")},
    "a.as_setup() >> b >> c.as_teardown(setups=a)": {("a", "b"), ("b", "c"), ("a", "c")},
    "with TaskGroup('g') as g: e = EmptyOperator(task_id='e')\na >> g >> b": {
        ("a", "g.e"), ("g.e", "b"),
    },
    "with TaskGroup('g', prefix_group_id=False):\n  with TaskGroup('h'):"
    " a >> EmptyOperator(task_id='e')": {("a", "h.e")},
}  # fmt: skip


@pytest.mark.parametrize("text", ARROWS)
def test_every_way_to_order_tasks(tmp_path: Path, text: str) -> None:
    head = """
from airflow.sdk import DAG, Label, TaskGroup, chain, chain_linear, cross_downstream
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
dag = DAG("d")
with dag:
    a, b, c, d = [EmptyOperator(task_id=name) for name in "a b c d".split()]
"""
    body = "".join(f"    {line}\n" for line in text.splitlines())
    assert edges_of(one(tmp_path, head + body)) == ARROWS[text]


FLOW = """
from airflow.decorators import dag, task, task_group
@dag(dag_id="flow", schedule="@hourly")
def made():
    @task
    def f(x=None): ...
    @task.short_circuit(task_id="gate")
    def g(x=None): ...
    @task(multiple_outputs=True)
    def h(x=None): ...
    @task_group
    def group(x):
        return f(h(x)["key"])
    first = f()
    second = f(first)
    many = f.partial().expand(x=[1, 2])
    f.override(task_id="named")([second, {"deep": many}])
    g(group(first)) >> group(second)
made()
"""


def test_taskflow_calls_are_arrows_and_repeated_calls_are_numbered(tmp_path: Path) -> None:
    dag = one(tmp_path, FLOW)
    assert edges_of(dag) == {
        ("f", "f__1"), ("f__1", "named"), ("f__2", "named"),
        ("f", "group.h"), ("group.h", "group.f"), ("group.f", "gate"),
        ("f__1", "group__1.h"), ("group__1.h", "group__1.f"), ("gate", "group__1.f"),
    }  # fmt: skip
    assert [task["task_id"] for task in dag["tasks"] if task["is_mapped"]] == ["f__2"]
    assert dag["complexity"]["branches"] == 1


SCHEDULES = {
    "": ("default", ""),
    ", schedule_interval='30 6 * * 1-5'": ("cron", "30 6 * * 1-5"),
    ", schedule='@monthly'": ("preset", "0 0 1 * *"),
    ", schedule='@once'": ("once", ""),
    ", schedule='@continuous'": ("continuous", ""),
    ", schedule=None": ("none", ""),
    ", timedelta(hours=1)": ("default", ""),
    ", 'about', timedelta(hours=1)": ("interval", ""),
    ", schedule=EVERY": ("interval", ""),
    ", schedule=Variable.get('cron')": ("unknown", ""),
    ", timetable=CronDataIntervalTimetable('0 1 * * *', timezone='UTC')": (
        "timetable",
        "0 1 * * *",
    ),
    ", schedule=(Asset('a') | Asset('b'))": ("assets", ""),
    ", schedule=AssetOrTimeSchedule(timetable=T('x'), assets=[Asset('a')])": (
        "assets and time",
        "",
    ),
}


@pytest.mark.parametrize("options", SCHEDULES)
def test_every_way_to_say_a_schedule(tmp_path: Path, options: str) -> None:
    text = f"EVERY = timedelta(days=2)\nDAG('d'{options})"
    schedule = one(tmp_path, "from airflow import *\nfrom datetime import timedelta\n" + text)[
        "schedule"
    ]
    assert (schedule["kind"], schedule["cron"]) == SCHEDULES[options]


PROPOSALS = {
    "FileSensor(task_id='wait_for_roster')": ("sensor", "roster_wait", "operator"),
    "TimeDeltaSensor(task_id='wait')": ("none", "", "operator"),
    "SqlSensor(task_id='wait_rows', sql='select 1')": ("sensor", "rows_wait", "operator"),
    "LatestOnlyOperator(task_id='latest')": ("none", "", "operator"),
    "ExternalTaskMarker(task_id='m', external_dag_id='x', external_task_id='y')": (
        "none", "", "operator",
    ),
    "DbtCloudRunJobOperator(task_id='models')": ("dbt", "dbt:all", "operator"),
    "BashOperator(task_id='b', bash_command='dbt --quiet build -s +fct_claims')": (
        "dbt", "dbt:+fct_claims", "code",
    ),
    "BashOperator(task_id='b', bash_command='aws s3 cp s3://a b')": (
        "bronze", "bronze_d__b", "code",
    ),
    "BashOperator(task_id='b', bash_command='psql -c \"insert into dim_payer select * from p\"')": (
        "gold", "dim_payer", "sql",
    ),
    "SlackAPIPostOperator(task_id='notify_team')": ("alert", "team_alert", "operator"),
    "SQLExecuteQueryOperator(task_id='q', sql='drop table if exists x')": ("none", "", "sql"),
    "SQLExecuteQueryOperator(task_id='q', sql='delete from x where y')": ("none", "", "sql"),
    "SQLExecuteQueryOperator(task_id='q', sql='call post_payments(1)')": ("unclear", "", "sql"),
    "SQLExecuteQueryOperator(task_id='q', sql='copy raw_lockbox from s')": (
        "bronze", "bronze_d__lockbox", "sql",
    ),
    "BigQueryInsertJobOperator(task_id='q', configuration={'query': {'query': 'merge into m.agg_ar"
    " using b on 1 = 1'}})": ("gold", "rpt_ar", "sql"),
    "PostgresToGCSOperator(task_id='claims_to_gcs', sql='select * from claims')": (
        "bronze", "bronze_d__claims", "operator",
    ),
    "HttpOperator(task_id='get_codes')": ("bronze", "bronze_d__codes", "operator"),
    "SFTPOperator(task_id='send_claims', operation='put')": ("gold", "rpt_claims", "operator"),
    "PythonOperator(task_id='x', python_callable=to_table)": ("bronze", "bronze_d__roster", "code"),
    "PythonOperator(task_id='x', python_callable=mails)": ("alert", "x_alert", "code"),
    "LocalOperator(task_id='x')": ("silver", "silver_visits", "sql"),
    "KubernetesPodOperator(task_id='score')": ("unclear", "", "nothing"),
    "DbtTaskGroup(group_id='models')": ("dbt", "dbt:all", "operator"),
}  # fmt: skip


@pytest.mark.parametrize("text", PROPOSALS)
def test_what_a_task_becomes_follows_from_what_it_does(tmp_path: Path, text: str) -> None:
    head = """
from airflow.operators.all import *
def to_table():
    pd.read_excel("roster.xlsx").to_sql("raw_roster", engine)
def mails():
    send_email("a", "b")
class LocalOperator(BaseOperator):
    def execute(self, context):
        self.hook.run(f"insert into {self.schema}.stg_visits select * from raw.visits")
with DAG("d"):
    """
    (task,) = one(tmp_path, head + text)["tasks"]
    proposal = task["proposal"]
    assert (proposal["layer"], proposal["name"], proposal["rests_on"]) == PROPOSALS[text]


def test_a_sql_file_is_read_if_it_lies_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.sql").write_text("insert into outside select 1")
    folder = tmp_path / "dags"
    (folder / "sql").mkdir(parents=True)
    (folder / "sql" / "post.sql").write_text("insert into marts.fct_posts select * from posts")
    dag = one(
        folder,
        "with DAG('d'):\n"
        "    SQLExecuteQueryOperator(task_id='post', sql='sql/post.sql')\n"
        "    SQLExecuteQueryOperator(task_id='away', sql='../secret.sql')\n",
    )
    tasks = tasks_of(dag)
    assert tasks["post"]["proposal"]["name"] == "fct_posts"
    assert tasks["away"]["writes"] == []
    assert tasks["away"]["notes"] == ["the SQL file ../secret.sql is not in the folder"]


def test_data_out_of_a_database_is_a_report_at_the_end_and_landing_before_it(
    tmp_path: Path,
) -> None:
    dag = one(
        tmp_path,
        "with DAG('d'):\n"
        "    a = MySqlToS3Operator(task_id='visits_to_s3')\n"
        "    a >> RedshiftToS3Operator(task_id='balances_to_s3')\n",
    )
    names = [task["proposal"]["name"] for task in dag["tasks"]]
    assert names == ["bronze_d__visits", "rpt_balances"]


def test_a_guess_never_takes_the_name_of_a_table(tmp_path: Path) -> None:
    dag = one(
        tmp_path,
        "with DAG('claims'):\n"
        "    PythonOperator(task_id='transform')\n"
        "    SQLExecuteQueryOperator(task_id='q', sql='insert into claims select 1 from x')\n",
    )
    names = [task["proposal"]["name"] for task in dag["tasks"]]
    assert names == ["silver_claims_transform", "silver_claims"]


def test_what_is_made_in_another_file_is_told(tmp_path: Path) -> None:
    text = "from common.factory import add_checks\nwith DAG('d') as dag:\n    add_checks(dag)\n"
    assert one(tmp_path, text)["notes"] == [
        "line 3: common.factory.add_checks is in another file; what it makes of this DAG's tasks"
        " is not seen"
    ]


# ----------------------------------------------------------------------- SQL

STATEMENTS = [
    "insert into a.b (x, y) select x, y from c.d join e on e.x = d.x",
    "insert into t with f as (select * from g), h as (select 1 from f) select * from h, i j, k",
    "create table t as select * from a left join b using (x)",
    "create or replace view v as select extract(year from day) from a where x in (select y from b)",
    "merge into t using (select * from s) as n on t.a = n.a when matched then update set t.b = n.b",
    "update t set a = s.a from s where s.b = t.b",
    "delete from t where a in (select a from u)",
    "select * from a union all select * from (select * from b) c cross join d.e.f",
    "insert into t select 'from x', \"from\" from a -- from y\n",
]


@pytest.mark.parametrize("sql", STATEMENTS)
def test_tables_of_sql_agree_with_a_parser(sql: str) -> None:
    tree = parse_one(sql, dialect="postgres")
    names = {".".join(part.name for part in table.parts) for table in tree.find_all(exp.Table)}
    names -= {cte.alias for cte in tree.find_all(exp.CTE)}
    target = (
        tree.this
        if isinstance(tree, exp.Insert | exp.Create | exp.Merge | exp.Update | exp.Delete)
        else None
    )
    target = target.this if isinstance(target, exp.Schema) else target
    writes = {".".join(part.name for part in target.parts)} if target is not None else set()
    found = read_sql(sql)
    assert set(found.writes) == writes
    assert set(found.reads) - writes == names - writes


# ------------------------------------------------------------- arbitrary text

PIECES = """DAG ( ) with as dag : for in range(9) x = task_id= 'a' f'{x}' >> << [ ] { } * ** . ,
@task @dag def f return if else while lambda EmptyOperator( TaskGroup( chain( .expand( .partial(
import airflow from sdk try except class 1 None += % | & -1 [::-1] .format( 'insert into a' sql=
outlets= Asset( schedule= await yield :="""
WORDS = st.sampled_from([*PIECES.split(), "\n", "\n    ", "\n        "])


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.binary()))
def test_no_text_is_too_strange(text: str | bytes) -> None:
    found = read.read_source(
        text if isinstance(text, bytes) else text.encode("utf-8", "replace"), "x.py"
    )
    folder = read.Folder(Path("nowhere"))
    if isinstance(found, read.Unreadable):
        folder.unreadable.append(found)
    else:
        folder.dags.extend(found.dags)
    finish(folder)


LEAVES = st.sampled_from(
    ["x", "t", "dag", "(1)", "'a'", "None", "EmptyOperator(task_id='e')", "Asset('a')", "[]", "{}",
     "task(f)", "DAG('d')", "TaskGroup('g')", "f", "range(3)", "Label('l')", "{'a': t}"]
)  # fmt: skip
SHAPES = st.sampled_from(
    ["({0} >> {1})", "({0} << {1})", "({0} + {1})", "({0} % {1})", "({0} | {1})", "({0} // {1})",
     "({0} or {1})", "({0} == {1})", "({0} in {1})", "({0} < {1})", "{0}.output", "{0}.expand({1})",
     "{0}.partial({1})", "{0}.format({1})", "{0}.join({1})", "{0}.append({1})", "{0}.items()",
     "{0}.get({1})", "{0}.set_upstream({1})", "{0}[{1}]", "{0}[{1}:]", "[{0} for x in {1}]",
     "f({0}, *{1})", "EmptyOperator(task_id={0}, sql={1})", "(lambda x: {0})({1})", "({0}, {1})",
     "chain({0}, {1})", "DAG({0}, schedule={1})"]
)  # fmt: skip
EXPRESSION = st.recursive(
    LEAVES,
    lambda inner: st.tuples(SHAPES, inner, inner).map(
        lambda each: each[0].replace("{0}", each[1]).replace("{1}", each[2])
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(EXPRESSION, min_size=1, max_size=6))
def test_no_expression_is_too_strange(expressions: list[str]) -> None:
    lines = "".join(f"    x = {each}\n    x >> t\n" for each in expressions)
    text = f"""
from airflow.sdk import Asset, DAG, Label, TaskGroup, dag as make, task
def f(a=None, *b, **c):
    return a >> EmptyOperator(task_id="in_f")
with DAG("d") as dag:
    t = EmptyOperator(task_id="t")
{lines}"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ast.parse(text)
    found = read.read_source(text.encode(), "x.py")
    assert not isinstance(found, read.Unreadable), found
    folder = read.Folder(Path("nowhere"), 1, found.dags)
    finish(folder)


def finish(folder: read.Folder) -> None:
    report = report_of(folder)
    json.dumps(report)
    assert markdown(report, "x").startswith("# Airflow DAGs in x")


# --------------------------------------------------------------- the guide

GUIDE = ROOT / "docs" / "guides" / "from-airflow.md"


@pytest.fixture
def airflow_url() -> Iterator[str]:
    """A server that answers as Airflow's REST API does, for one DAG."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_known = self.path.startswith(
                "/api/v2/dags/claims_intake_daily/dagRuns?state=success"
            )
            is_known &= self.headers["Authorization"] == "Bearer a-token"
            self.send_response(200 if is_known else 404)
            self.end_headers()
            self.wfile.write(b'{"dag_runs": [{"dag_run_id": "scheduled__2026-11-20"}]}')

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_guides_code_runs(airflow_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_URL", airflow_url)
    monkeypatch.setenv("AIRFLOW_TOKEN", "a-token")
    blocks = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
    names: dict[str, Any] = {"__name__": "guide"}
    for block in blocks:
        exec(compile(block, str(GUIDE), "exec"), names)
    dg.Definitions.validate_loadable(names["defs"])
    key = dg.AssetKey("silver_claims")
    with dg.DagsterInstance.ephemeral() as instance:
        first = names["airflow_finished"](dg.build_sensor_context(instance=instance))
        assert [event.asset_key for event in first.asset_events] == [key]
        context = dg.build_sensor_context(instance=instance, cursor=first.cursor)
        assert names["airflow_finished"](context).asset_events == []
        assert instance.get_latest_materialization_event(key) is None
        names["tell_dagster"](instance, "silver_claims", "manual__1")
        told = instance.get_latest_materialization_event(key)
        assert told is not None
        assert told.asset_materialization is not None
        assert told.asset_materialization.metadata["run"].value == "manual__1"
        # what Dagster itself makes can run, what Airflow makes cannot
        graph = names["defs"].resolve_asset_graph()
        assert graph.external_asset_keys == {key}
        assert graph.get(dg.AssetKey("rpt_denied_lines")).parent_keys == {key}
