"""Files damaged at random, with a fixed seed: nothing raises and no byte is lost.

CLAIMHOUSE_MUTATIONS sets their number; 500 take about a minute.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import ROOT, Project, make_project
from x12_arrivals import Arrived, x12_arrivals
from x12_cases import small_cases

from orchestration.ingestion.landing import Landing
from orchestration.sample import write_sample

pytestmark = pytest.mark.build

COUNT = int(os.environ.get("CLAIMHOUSE_MUTATIONS", "500"))
SEED = 20260701
REAL_FILES = ROOT.parent / "shared" / "data" / "x12"
JUNK = (
    b"~",
    b"*",
    b":",
    b"\r\n",
    b"\0",
    b"\xff\xfe",
    b"\xc3",
    b"~~",
    b"~ST*",
    b"~CLP*",
    b"~SE*",
    b"ISA*",
)

Edit = Callable[[random.Random, bytes, list[bytes]], bytes]


def place(chance: random.Random, content: bytes) -> int:
    return chance.randint(0, len(content))


def flip(chance: random.Random, content: bytes, others: list[bytes]) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut_off(chance: random.Random, content: bytes, _: list[bytes]) -> bytes:
    at = place(chance, content)
    return content[at:] if chance.random() < 0.3 else content[:at]


def delete(chance: random.Random, content: bytes, _: list[bytes]) -> bytes:
    at = place(chance, content)
    return content[:at] + content[at + chance.randint(1, 60) :]


def insert(chance: random.Random, content: bytes, others: list[bytes]) -> bytes:
    at = place(chance, content)
    other = chance.choice(others)
    start = place(chance, other)
    junk = chance.choice([*JUNK, chance.randbytes(30), other[start : start + 400], other[:200]])
    return content[:at] + junk + content[at:]


def segments_of(content: bytes) -> tuple[bytes, list[bytes]]:
    """Terminator (of a padded ISA, else ~) and what it parts."""
    terminator = content[105:106] if content.startswith(b"ISA") else b"~"
    return terminator or b"~", content.split(terminator or b"~")


def double(chance: random.Random, content: bytes, _: list[bytes]) -> bytes:
    terminator, segments = segments_of(content)
    at = chance.randrange(len(segments))
    run = chance.randint(1, 5)
    return terminator.join(segments[: at + run] + segments[at:])


def swap(chance: random.Random, content: bytes, _: list[bytes]) -> bytes:
    terminator, segments = segments_of(content)
    one, two = chance.randrange(len(segments)), chance.randrange(len(segments))
    segments[one], segments[two] = segments[two], segments[one]
    return terminator.join(segments)


def drop(chance: random.Random, content: bytes, _: list[bytes]) -> bytes:
    terminator, segments = segments_of(content)
    del segments[chance.randrange(len(segments))]
    return terminator.join(segments)


def replace_all(chance: random.Random, content: bytes, _: list[bytes]) -> bytes:
    return content.replace(chance.choice(JUNK), chance.choice(JUNK))


EDITS: tuple[Edit, ...] = (flip, cut_off, delete, insert, double, swap, drop, replace_all)


def originals(folder: Path) -> list[tuple[str, bytes]]:
    """The handwritten files, a small sample, and the real files where they are at hand."""
    paths = [path for path in write_sample(folder, claim_lines=60) if path.parent.name == "x12"]
    if REAL_FILES.is_dir():
        paths += sorted(path for path in REAL_FILES.glob("*/*") if path.is_file())
    written = [(item.name, item.content) for item in small_cases()]
    return written + [(path.name, path.read_bytes()) for path in paths]


def mutations(found: list[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """COUNT damaged files, each with a name that says which edits it went through."""
    chance = random.Random(SEED)
    contents = [content for _, content in found]
    for number in range(COUNT):
        name, content = chance.choice(found)
        edits = chance.choices(EDITS, k=chance.randint(1, 4))
        for edit in edits:
            content = edit(chance, content, contents)
        yield "-".join([f"{number:05}", *(edit.__name__ for edit in edits), name]), content


@pytest.fixture(scope="module")
def mutated(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """COUNT damaged files, landed and built as far as silver, with every test of these models."""
    project = make_project(tmp_path_factory.mktemp("mutations"))
    folder = project.home / "inbox" / "mutated"
    folder.mkdir(parents=True)
    for name, content in mutations(originals(project.home / "originals")):
        (folder / name).write_bytes(content)
    project.run("claimhouse", "ingest", "--inbox", str(folder.parent))
    project.run(
        "dbt", "build", "--quiet", "--select", "+silver.x12", "--indirect-selection", "cautious",
        "--exclude-resource-type", "unit_test",
    )  # fmt: skip
    return project


def landed(project: Project) -> Iterator[tuple[Arrived, list[dict[str, object]]]]:
    """Each arrival and its pieces in the landing zone, once a content."""
    folder = Landing(project.home / "landing").folder("x12", "pieces", "mutated")
    seen = set()
    for arrival in x12_arrivals(project.home / "inbox"):
        sha256 = hashlib.sha256(arrival.content).hexdigest()
        if sha256 not in seen:
            seen.add(sha256)
            path = folder / f"{sha256}.parquet"
            yield arrival, pq.read_table(path, partitioning=None).to_pylist()


def test_every_file_can_be_restored_byte_for_byte(mutated: Project) -> None:
    files = 0
    for arrival, pieces in landed(mutated):
        restored = b"".join(str(p["content"]).encode(str(p["encoding"])) for p in pieces)
        assert restored == arrival.content, arrival.source_name
        files += 1
    assert files > COUNT * 0.9
    assert mutated.query("select count(*) from silver.silver_x12_files") == [(files,)]


def test_every_byte_is_in_exactly_one_span(mutated: Project) -> None:
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for sha256, offset, length, status in mutated.query(
        "select source_sha256, byte_offset, byte_length, span_status"
        " from vault.silver_x12_spans order by source_sha256, byte_offset, source_row"
    ):
        spans.setdefault(sha256, []).append((offset, length, status))
    for arrival, pieces in landed(mutated):
        end = 0
        for offset, length, status in spans[str(pieces[0]["source_sha256"])]:
            assert offset == end, arrival.source_name
            assert status in {"used", "quarantined", "not_modelled", "envelope"}
            end += length
        assert end == len(arrival.content), arrival.source_name


def test_segments_put_together_are_the_piece(mutated: Project) -> None:
    found: dict[tuple[str, int], list[str]] = {}
    for table, loops in [
        ("silver_x12_835_segments", "claim_number, service_number"),
        (
            "silver_x12_837_segments",
            "level_number, claim_number, line_number, payer_number, entity_number",
        ),
    ]:
        for sha256, row, segment in mutated.query(
            f"""
            select transactions.source_sha256, transactions.source_row + part_number - 1, segment
            from vault.{table} as segments
            inner join vault.silver_x12_transactions as transactions using (transaction_key)
            order by transaction_key, part_number, {loops}, segment_number
            """
        ):
            found.setdefault((sha256, row), []).append(segment)
    split = 0
    for arrival, pieces in landed(mutated):
        for piece in pieces:
            header = str(piece["transaction_header"] or "").split(str(piece["element_separator"]))
            if header[1:2] not in (["835"], ["837"]) or piece["part_number"] == 0:
                continue
            terminator = str(piece["segment_terminator"])
            text = str(piece["content"])
            for newline in {"\r", "\n"} - {terminator}:
                text = text.replace(newline, "")
            key = str(piece["source_sha256"]), int(str(piece["source_row"]))
            expected = text.rstrip(terminator + " ")
            assert terminator.join(found.pop(key)) == expected, arrival.source_name
            split += 1
    assert split > COUNT / 4
    assert not found


def test_every_transaction_is_used_quarantined_or_not_modelled(mutated: Project) -> None:
    statuses = dict(
        mutated.query(
            """
            select coalesce(transaction_status, 'none'), count(*)
            from vault.silver_x12_transactions
            left join vault.silver_x12_transaction_status using (transaction_key)
            group by all
            """
        )
    )
    assert set(statuses) == {"used", "quarantined", "not_modelled"}
    assert min(statuses.values()) > COUNT / 50


@pytest.mark.parametrize(
    ("table", "required"),
    [
        ("silver_x12_835_headers", "payment_amount"),
        ("silver_x12_835_claims", "charge_amount"),
        ("silver_x12_835_claims", "paid_amount"),
        ("silver_x12_835_services", "charge_amount"),
        ("silver_x12_835_services", "paid_amount"),
        ("silver_x12_835_adjustments", "adjustment_amount"),
        ("silver_x12_835_provider_adjustments", "adjustment_amount"),
        ("silver_x12_837_claims", "charge_amount"),
        ("silver_x12_837_lines", "case when has_service then charge_amount else 0 end"),
        ("silver_x12_835_claims", "claim_id"),
        ("silver_x12_837_claims", "claim_id"),
    ],
)
def test_a_used_transaction_has_every_amount(mutated: Project, table: str, required: str) -> None:
    counts = mutated.query(
        f"""
        select count(*) filter (({required}) is null), count(*) > 0
        from vault.{table}
        inner join vault.silver_x12_transaction_status using (transaction_key)
        where transaction_status = 'used'
        """
    )
    assert counts == [(0, table != "silver_x12_835_provider_adjustments" or counts[0][1])]
