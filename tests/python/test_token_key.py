"""Tokens are HMAC-SHA-256 under a key that stands nowhere but in the session."""

from __future__ import annotations

import hashlib
import hmac
import os
import random
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, TOKEN_KEY, Project, make_project

from orchestration import token_key
from orchestration.token_key import Plugin, TokenKey, TokenKeyError, read_key, set_variables

VARIABLES = ("claimhouse_token_inner", "claimhouse_token_outer")


def token_of(key: str, *parts: str) -> str:
    """A token by Python's own HMAC; parts are kind, network and identifier."""
    message = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()[:32]


def any_texts(count: int) -> Iterator[str]:
    """Texts of every length and alphabet: long ones, emoji, quotes, control characters."""
    chance = random.Random(20260701)
    alphabets = [
        "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ-' ", "äßøŁñ", "Ж語한عبر", "😀👩‍👩‍👧‍👦🏳️‍🌈",
        "\x00\x01\t\n\r\x1f\x7f", "e\u0301a\u0308",
    ]  # fmt: skip
    for number in range(count):
        length = chance.choice(
            [0, 1, 9, 20, 55, 56, 63, 64, 65, 200, 5000 if number % 50 == 0 else 7]
        )
        alphabet = "".join(chance.sample(alphabets, k=chance.randint(1, 3)))
        yield "".join(chance.choices(alphabet, k=length))


@pytest.fixture(scope="module")
def token_sql() -> str:
    """What the macro compiles to for ('claim', [network_id, identifier])."""
    variants = (ROOT / "macros/privacy/token.sql").read_text()
    body = variants.split("{% macro duckdb__token")[1].split("#}")[1].split("{%- endmacro")[0]
    message = (
        "'5:claim' || length(network_id) || ':' || network_id"
        " || length(identifier) || ':' || identifier"
    )
    return body.replace("{{ claimhouse.token_message(namespace, expressions) }}", message)


@pytest.mark.parametrize("length", [32, 63, 64, 65, 300])
def test_a_token_is_an_hmac_of_its_parts(token_sql: str, length: int) -> None:
    key = ("schlüssel" * 40)[:length]
    texts = list(any_texts(1000))
    with duckdb.connect() as db:
        set_variables(db, TokenKey.of(key, "test"))
        db.execute("create table given (network_id text, identifier text)")
        db.executemany("insert into given values ('north', ?)", [[text] for text in texts])
        found = db.execute(f"select identifier, {token_sql} from given").fetchall()
    assert len(found) == 1000
    assert found == [(text, token_of(key, "claim", "north", text)) for text, _ in found]


@pytest.mark.parametrize("missing", VARIABLES)
@pytest.mark.parametrize(
    "query",
    [
        "select {token} from given",
        "create table made as select {token} as token from given",
        "select count(distinct {token}) from given",
        "select * from given where {token} = 'x'",
    ],
)
def test_without_a_key_there_is_no_token_but_an_error(
    token_sql: str, missing: str, query: str
) -> None:
    with duckdb.connect() as db:
        set_variables(db, TokenKey.of(TOKEN_KEY, "test"))
        db.execute(f"reset variable {missing}")
        db.execute("create table given as select 'north' as network_id, 'A1' as identifier")
        with pytest.raises(duckdb.Error, match="no token key"):
            db.execute(query.format(token=token_sql)).fetchall()


def test_every_cursor_of_the_plugin_has_the_key(
    token_sql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMHOUSE_TOKEN_KEY", TOKEN_KEY)
    plugin = Plugin("token_key", {})
    with duckdb.connect() as db:
        plugin.configure_connection(db)

        def token(number: int) -> str:
            cursor = db.cursor()
            plugin.configure_cursor(cursor)
            sql = f"select {token_sql} from (select 'n' as network_id, '{number}' as identifier)"
            return str((cursor.execute(sql).fetchone() or ("",))[0])

        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(token, range(200)))
    assert found == [token_of(TOKEN_KEY, "claim", "n", str(number)) for number in range(200)]


# ---- where the key comes from


@pytest.mark.parametrize("key", ["", " ", "short", "x" * 31, " " * 40])
def test_a_short_key_is_an_error_that_does_not_show_it(key: str) -> None:
    with pytest.raises(TokenKeyError, match="at least 32") as error:
        read_key({"CLAIMHOUSE_TOKEN_KEY": key})
    assert not key.strip() or key not in str(error.value)


def test_a_key_shows_nothing_of_itself() -> None:
    key = TokenKey.of(TOKEN_KEY, "test")
    assert repr(key) == f"TokenKey(fingerprint='{key.fingerprint}')"
    assert key.fingerprint == hashlib.sha256(TOKEN_KEY.encode()).hexdigest()[:8]
    assert read_key({"CLAIMHOUSE_TOKEN_KEY": f"{TOKEN_KEY}\n"}) == key


def test_a_development_key_is_made_once_and_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    first = read_key(environment)
    said = capsys.readouterr().err
    file = tmp_path / "claimhouse" / "token.key"
    assert said.count("\n") == 1
    assert str(file) in said
    assert file.read_text().strip() not in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_key(environment) == first
    assert capsys.readouterr().err == ""
    assert [path.name for path in file.parent.iterdir()] == ["token.key"]


def test_a_relative_configuration_folder_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    expected = Path("/home/somebody/.config/claimhouse/token.key")
    assert token_key.development_key_file({"XDG_CONFIG_HOME": "config"}) == expected
    assert token_key.development_key_file({}) == expected


def test_a_key_that_others_can_read_is_an_error(tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    read_key(environment)
    (tmp_path / "claimhouse" / "token.key").chmod(0o640)
    with pytest.raises(TokenKeyError, match="chmod 600"):
        read_key(environment)


def test_processes_that_start_together_have_one_key(tmp_path: Path) -> None:
    code = (
        "import os, orchestration.token_key as t;"
        "print(t.read_key({'XDG_CONFIG_HOME': os.environ['WHERE']}).fingerprint)"
    )
    environment = os.environ | {"WHERE": str(tmp_path)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(6)
    ]  # fmt: skip
    ended = [process.communicate() for process in started]
    assert len({out for out, _ in ended}) == 1
    assert sum("made a development" in err for _, err in ended) == 1


# ---- in a whole build


@pytest.mark.build
def test_the_key_is_in_no_file_that_a_build_leaves(sample_project: Project) -> None:
    key = TokenKey.of(TOKEN_KEY, "test")
    secrets = [TOKEN_KEY.encode(), key.inner, key.outer]
    secrets += [secret.hex().encode() for secret in secrets]
    files = [path for path in sample_project.home.rglob("*") if path.is_file()]
    assert {"manifest.json", "run_results.json", "dbt.log", "claimhouse.duckdb"} <= {
        path.name for path in files
    }
    for path in files:
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path


@pytest.mark.build
@pytest.mark.parametrize(
    ("table", "token", "kind", "source", "identifier", "keys"),
    [
        ("silver_claims", "claim_token", "claim", "silver_x12_837_claims", "claim_id",
         "transaction_key part_number level_number claim_number"),
        ("silver_claims", "payer_claim_token", "payer_claim", "silver_x12_837_claims",
         "payer_claim_control_number", "transaction_key part_number level_number claim_number"),
        ("silver_remittance_claims", "claim_token", "claim", "silver_x12_835_claims", "claim_id",
         "remittance_key=transaction_key part_number claim_number"),
        ("silver_remittance_claims", "payer_claim_token", "payer_claim", "silver_x12_835_claims",
         "payer_claim_control_number", "remittance_key=transaction_key part_number claim_number"),
        ("silver_provider_adjustments", "provider_adjustment_token", "payer_claim",
         "silver_x12_835_provider_adjustments", "provider_adjustment_reference",
         "remittance_key=transaction_key part_number claim_number service_number segment_number"
         " pair_number"),
    ],
)  # fmt: skip
def test_tokens_are_those_of_what_the_vault_holds(
    sample_project: Project, table: str, token: str, kind: str, source: str, identifier: str,
    keys: str,
) -> None:  # fmt: skip
    pairs = [(key.split("=")[0], key.split("=")[-1]) for key in keys.split()]
    rows = sample_project.query(
        f"select one.network_id, other.{identifier}, one.{token} from silver.{table} as one"
        f" inner join vault.{source} as other on "
        + " and ".join(f"one.{left} = other.{right}" for left, right in pairs)
    )
    assert sample_project.query(f"select count(*) from silver.{table}") == [(len(rows),)]
    assert any(value for _, value, _ in rows)
    for network, value, found in rows:
        expected = None if value is None else token_of(TOKEN_KEY, kind, network, value)
        assert found == expected


@pytest.mark.build
def test_another_key_stops_the_next_run_but_for_a_full_refresh(
    sample_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(tmp_path)
    shutil.copy(sample_project.home / "build" / "claimhouse.duckdb", tmp_path / "build")
    monkeypatch.setattr("conftest.TOKEN_KEY", "another key than the one of the build")
    tokens = "select min(claim_token), count(distinct claim_token) from silver.silver_claims"
    before = project.query(tokens)
    run = ["dbt", "run", "--select", "silver_claims", "silver_token_keys"]
    done = project.run(*run, check=False)
    assert done.returncode != 0
    assert "The token key has changed" in done.stdout
    assert "--full-refresh" in done.stdout
    assert project.query(tokens) == before
    project.run(*run, "--full-refresh")
    (after,) = project.query(tokens)
    assert after[0] != before[0][0]
    assert after[1] == before[0][1]
    project.run(*run)
