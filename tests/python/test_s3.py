"""Files in a bucket, against a real HTTP server that speaks S3 (moto, started by the test)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from orchestration.ingestion.feeds import Source
from orchestration.ingestion.ingest import Ingest, Outcome, Status
from orchestration.ingestion.landing import Landing, Load

BUCKET = Source("lockbox", "payments", "clinic", "csv", "s3://claims/lockbox/*.csv")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    boto3 = pytest.importorskip("boto3")
    server_module = pytest.importorskip("moto.moto_server.threaded_moto_server")
    pytest.importorskip("s3fs")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")  # ours are the retries
    monkeypatch.setattr("orchestration.ingestion.retry.FIRST_WAIT", 0.0)
    server = server_module.ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    try:
        client = boto3.client("s3")
        client.create_bucket(Bucket="claims")
        client.put_object(
            Bucket="claims", Key="lockbox/may.csv", Body=b"deposit_id,deposit_amount\n1,10.50\n"
        )
        yield client
    finally:
        server.stop()


def land(tmp_path: Path, source: Source = BUCKET) -> Outcome:
    return Ingest(tmp_path, Landing(tmp_path / "landing"), Load.start()).land(source)


def test_files_of_a_bucket_land_once(bucket: Any, tmp_path: Path) -> None:
    outcome = land(tmp_path)
    assert (outcome.status, outcome.message) == (Status.LANDED, "")
    assert (outcome.new, outcome.rows) == (1, 1)
    (path,) = (tmp_path / "landing").rglob("*.parquet")
    (row,) = pq.read_table(path).to_pylist()
    assert (row["source_name"], row["deposit_amount"]) == ("claims/lockbox/may.csv", "10.50")
    assert land(tmp_path).known == 1


def test_a_new_object_is_seen_at_once(bucket: Any, tmp_path: Path) -> None:
    land(tmp_path)
    bucket.put_object(Bucket="claims", Key="lockbox/june.csv", Body=b"deposit_id\n2\n")
    outcome = land(tmp_path)
    assert (outcome.new, outcome.known) == (1, 1)


def test_a_row_says_when_its_object_was_written(bucket: Any, tmp_path: Path) -> None:
    land(tmp_path)
    written = bucket.head_object(Bucket="claims", Key="lockbox/may.csv")["LastModified"]
    found = {
        row["source_modified_at"]
        for path in (tmp_path / "landing").rglob("*.parquet")
        for row in pq.read_table(path).to_pylist()
        if row["source_name"].endswith("may.csv")
    }
    assert found == {written.replace(tzinfo=None)}


def test_a_bucket_that_is_away_is_a_failure(
    bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Source("lockbox", "payments", "clinic", "csv", "s3://nowhere/lockbox/*.csv")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    outcome = land(tmp_path, away)
    assert outcome.status is Status.FAILED
    assert outcome.message.startswith("s3://nowhere/lockbox/*.csv: ")


def test_a_bucket_falls_back_to_a_folder(bucket: Any, tmp_path: Path) -> None:
    (tmp_path / "may.csv").write_text("deposit_id\n7\n")
    source = Source("lockbox", "payments", "clinic", "csv", "s3://nowhere/*.csv",
                    fallback=[str(tmp_path / "*.csv")])  # fmt: skip
    outcome = land(tmp_path, source)
    assert (outcome.status, outcome.landed_from, outcome.rows) == (Status.LANDED, "secondary", 1)
