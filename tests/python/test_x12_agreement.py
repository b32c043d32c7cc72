"""Two independent parsers from PyPI read the same files; every difference is known and decided.

Compared are claim id, charge, payment, patient share, adjustments and lines. A difference in an
835 is decided by the balancing rules (005010X221A1, section 1.10.2.1): who is right has numbers
that add up. pyx12 reads by the guides' loop maps, openx12 by fixed rules.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Project, make_project
from openx12 import x835, x837i, x837p
from pyx12.error_handler import errh_null
from pyx12.errors import EngineError, X12Error
from pyx12.params import params
from pyx12.x12context import X12ContextReader
from x12_arrivals import x12_arrivals

pytestmark = pytest.mark.build

REAL_FILES = ROOT.parent / "shared" / "data" / "x12"


GUIDE = re.compile(rb"00[45]010X\d{3}")


class UnableError(Exception):
    """The parser says that it cannot read this file, or is known not to read its kind."""


@dataclass(frozen=True)
class Claim:
    """A claim as every reader gives it; amounts that a file does not hold are None.

    So is the patient share of a reversal, where CLP05 need not be the sum of the PR adjustments.
    """

    claim_id: str | None
    charge: Decimal | None
    paid: Decimal | None
    patient_share: Decimal | None
    adjustments: tuple[tuple[str | None, str | None, Decimal | None], ...]
    lines: tuple[tuple[Decimal | None, Decimal | None], ...]

    def balances(self) -> bool:
        """Charge less adjustments is the payment (835), or the lines sum to the charge (837)."""
        if self.paid is None:
            return self.charge == sum((charge or Decimal(0) for charge, _ in self.lines))
        adjusted = sum((amount or Decimal(0) for _, _, amount in self.adjustments), Decimal(0))
        return (self.charge or Decimal(0)) - adjusted == self.paid


@dataclass(frozen=True)
class Decision:
    """What differs between us and a parser in a file, who is right, and why."""

    differences: set[str]
    right: str
    why: str


DECISIONS = {
    ("pyx12", "bad_segment.835"): Decision(
        {"claims"},
        "ours",
        "it stops at the segment without identifier and loses the claim after it",
    ),
    ("pyx12", "wrapped_105.835"): Decision(
        {"claims"}, "ours", "a line break where it expects the terminator hides every segment"
    ),
    ("pyx12", "wrong_delimiter.835"): Decision(
        {"lines", "adjustments"}, "ours", "an SVC01 that its map refuses loses line and adjustment"
    ),
    ("pyx12", "truncated.835"): Decision(
        {"claims"}, "neither", "cut in the claim: it gives nothing, we show it and quarantine"
    ),
    ("pyx12", "exponent.835"): Decision(
        {"paid", "lines"}, "neither", "8e1 is no X12 amount: it reads 80, we quarantine"
    ),
    ("openx12", "exponent.835"): Decision(
        {"paid", "lines"}, "neither", "8e1 is no X12 amount: it reads 80, we quarantine"
    ),
    ("pyx12", "three_decimals.835"): Decision(
        {"paid", "lines"},
        "neither",
        "80.125 is no amount in cents: rounding hides it, we quarantine",
    ),
    ("openx12", "three_decimals.835"): Decision(
        {"paid", "lines"},
        "neither",
        "80.125 is no amount in cents: rounding hides it, we quarantine",
    ),
    ("openx12", "one_of_two.835"): Decision(
        {"charge"}, "neither", "1OO with letters O: it reads zero, we quarantine"
    ),
    ("openx12", "endless_segment.835"): Decision(
        {"claims"}, "neither", "16 MB in one segment: it gives a claim, we quarantine"
    ),
    ("openx12", "patient_share_out_of_balance.835"): Decision(
        {"patient_share"},
        "neither",
        "CLP05 is 5 and no PR adjustment is: it gives the sum, we what was sent, flagged",
    ),
    ("pyx12", "835_005010X221A1__cob-contractural-adjustment.835"): Decision(
        {"lines", "adjustments"}, "ours", "its map drops the line, and the claim stops to balance"
    ),
    ("pyx12", "835_005010X221A1__secondary-payment.835"): Decision(
        {"lines", "adjustments"}, "ours", "its map drops the lines, and the claim stops to balance"
    ),
    ("openx12", "837_5010__x12_missing_required_loops_mult_repeats.txt"): Decision(
        {"lines"}, "neither", "an SV1 without its LX: it counts a line, we an issue; no sum fits"
    ),
}


def amount(text: Any) -> Decimal | None:
    """An amount in cents; None where there is none, or no number."""
    try:
        return None if text in (None, "") else Decimal(str(text)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None


def adds_up(claims: list[Claim], content: bytes) -> bool:
    """Each claim balances, and the payments of the claims sum to the BPR02 of the file."""
    flat = content.replace(b"\r", b"").replace(b"\n", b"")
    payments = [Decimal(text.decode()) for text in re.findall(rb"BPR\*[A-Z]\*([0-9.]+)", flat)]
    paid = sum((claim.paid or Decimal(0) for claim in claims), Decimal(0))
    return all(claim.balances() for claim in claims) and paid == sum(payments)


# ---------------------------------------------------------------- readers


def ours(project: Project) -> dict[tuple[str, str], list[Claim]]:
    """Claims of every file in our silver tables, by network and digest of the file."""
    rows = project.query(
        """
        with
        lines as (
            select transaction_key, part_number, 0 as level_number, claim_number,
                list((charge_amount, coalesce(paid_amount, 0)) order by service_number) as lines
            from vault.silver_x12_835_services
            group by all
            union all
            select transaction_key, part_number, level_number, claim_number,
                list((charge_amount, null) order by line_number)
            from vault.silver_x12_837_lines
            where has_service
            group by all
        ),
        adjustments as (
            select transaction_key, part_number, claim_number, list(
                (adjustment_group_code, adjustment_reason_code, adjustment_amount)
                order by service_number, segment_number, triplet_number
            ) as adjustments
            from vault.silver_x12_835_adjustments
            where claim_number > 0
            group by all
        ),
        claims as (
            select transaction_key, part_number, 0 as level_number, claim_number, claim_id,
                charge_amount, paid_amount, case when claim_status_code <> '22'
                    then coalesce(patient_responsibility_amount, 0) end as share
            from vault.silver_x12_835_claims
            union all
            select transaction_key, part_number, level_number, claim_number, claim_id,
                charge_amount, null, null
            from vault.silver_x12_837_claims
        )
        select network_id, source_sha256, claim_id, charge_amount, paid_amount, share,
            adjustments, lines
        from claims
        inner join vault.silver_x12_transactions using (transaction_key)
        left join lines using (transaction_key, part_number, level_number, claim_number)
        left join adjustments using (transaction_key, part_number, claim_number)
        order by transaction_number, part_number, level_number, claim_number
        """
    )
    found: dict[tuple[str, str], list[Claim]] = {}
    for network_id, sha256, claim_id, charge, paid, share, adjustments, lines in rows:
        claim = Claim(
            claim_id, charge, paid, share,
            tuple(map(tuple, adjustments or [])), tuple(map(tuple, lines or [])),
        )  # fmt: skip
        found.setdefault((network_id, sha256), []).append(claim)
    return found


def functional_ids(content: bytes) -> set[str]:
    """GS01 of every group: HP for remittances, HC for claims."""
    return {match.decode("latin-1") for match in re.findall(rb"GS[^A-Za-z0-9](HP|HC)", content)}


def guide(content: bytes) -> str:
    """GS08 of the first group."""
    match = GUIDE.search(content)
    return match.group().decode() if match else ""


def by_pyx12(content: bytes) -> list[Claim]:
    """Claims as pyx12's context reader finds them with the loop map of the file's guide."""
    found = []
    try:
        for loop in [{"HP": "2100", "HC": "2300"}[code] for code in functional_ids(content)]:
            text = io.StringIO(content.decode("ascii"), newline=None)
            for node in X12ContextReader(params(), errh_null(), text).iter_segments(loop):
                if node.id == loop:
                    found.append(pyx12_remittance(node) if loop == "2100" else pyx12_claim(node))
    except (X12Error, EngineError, UnicodeDecodeError, IndexError) as error:
        raise UnableError(repr(error)) from error
    return found


def pyx12_remittance(node: Any) -> Claim:
    """Loop 2100 of an 835."""
    return Claim(
        node.get_value("CLP01"),
        amount(node.get_value("CLP03")),
        amount(node.get_value("CLP04")),
        None if node.get_value("CLP02") == "22" else amount(node.get_value("CLP05")) or Decimal(0),
        tuple(
            (
                segment.get_value("CAS01"),
                segment.get_value(f"CAS{position:02}"),
                amount(segment.get_value(f"CAS{position + 1:02}")),
            )
            for loop in [node, *node.select("2110")]
            for segment in loop.select("CAS")
            for position in range(2, 20, 3)
            if segment.get_value(f"CAS{position:02}") or segment.get_value(f"CAS{position + 1:02}")
        ),
        tuple(
            (amount(line.get_value("SVC02")), amount(line.get_value("SVC03")) or Decimal(0))
            for line in node.select("2110")
        ),
    )


def pyx12_claim(node: Any) -> Claim:
    """Loop 2300 of an 837."""
    lines = tuple(
        (amount(line.get_value("SV102") or line.get_value("SV203")), None)
        for line in node.select("2400")
    )
    return Claim(node.get_value("CLM01"), amount(node.get_value("CLM02")), None, None, (), lines)


def by_openx12(content: bytes) -> list[Claim]:
    """Claims as openx12 finds them; it takes the delimiters ~ * : for granted."""
    if content[103:106] != b"*:~" or b"\n" in content[:106]:
        raise UnableError("other delimiters than * : ~, or an ISA that is not of 106 bytes")
    text = content.decode("latin-1")
    if "HP" in functional_ids(content):
        return [
            Claim(
                claim["patient_control_number"] or None,
                amount(claim["total_claim_charge"]),
                amount(claim["claim_payment_amount"]),
                None if claim["claim_status"] == "22" else amount(claim["patient_responsibility"]),
                tuple(
                    (cas["group"] or None, cas["reason"] or None, amount(cas["amount"]))
                    for part in [claim, *claim["services"]]
                    for cas in part.get("adjustments", [])
                ),
                tuple(
                    (
                        amount(line["line_item_charge_amount"]),
                        amount(line["line_item_payment_amount"]),
                    )
                    for line in claim["services"]
                ),
            )
            for claim in x835.parse(text).claims
        ]
    if len(set(GUIDE.findall(content))) > 1:
        raise UnableError("professional and institutional claims in one file: one parser each")
    parser = x837i if guide(content) in {"005010X223", "004010X096"} else x837p
    return [
        Claim(
            claim["claim_number"] or None, amount(claim["amount"]), None, None, (),
            tuple((amount(line["charge"]), None) for line in claim.get("services", [])),
        )
        for claim in parser.parse(text).claims
    ]  # fmt: skip


PARSERS: dict[str, Callable[[bytes], list[Claim]]] = {"pyx12": by_pyx12, "openx12": by_openx12}

# ---------------------------------------------------------------- the comparison


@pytest.fixture(scope="module")
def real_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Files that other projects publish, landed and built as far as silver."""
    project = make_project(tmp_path_factory.mktemp("real"))
    shutil.copytree(REAL_FILES, project.home / "inbox" / "real")
    project.run("claimhouse", "ingest", "--inbox", str(project.home / "inbox"))
    project.run("dbt", "seed", "--quiet")
    project.run("dbt", "run", "--quiet", "--select", "+silver.x12")
    return project


def compared(
    project: Project, inbox: Path, parser: str
) -> Iterator[tuple[str, bytes, list[Claim], list[Claim]]]:
    """Name, bytes, our claims and the parser's, of each file that the parser can read."""
    found = ours(project)
    for arrival in x12_arrivals(inbox, is_sample=True):
        content = arrival.content
        if arrival.error or not functional_ids(content):
            continue
        try:
            theirs = PARSERS[parser](content)
        except UnableError:
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        yield (
            Path(arrival.source_name).name,
            content,
            found.get((arrival.network_id, sha256), []),
            theirs,
        )


def differences(our_claims: list[Claim], their_claims: list[Claim]) -> set[str]:
    """Names of the fields that differ; "claims" where there are more or fewer of them."""
    if len(our_claims) != len(their_claims):
        return {"claims"}
    return {
        field.name
        for our_claim, their_claim in zip(our_claims, their_claims, strict=True)
        for field in fields(Claim)
        if getattr(our_claim, field.name) != getattr(their_claim, field.name)
    }


# corpus, folder of its files below the project, and the fewest claims that each parser reads
CORPORA = [("case_project", "inbox", 50), ("sample_project", "build/sample", 900)]
if REAL_FILES.is_dir():
    CORPORA.append(("real_project", "inbox", 1400))


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("corpus", "folder", "fewest"), CORPORA)
def test_parsers_agree_or_the_difference_is_decided(
    corpus: str, folder: str, fewest: int, parser: str, request: pytest.FixtureRequest
) -> None:
    project: Project = request.getfixturevalue(corpus)
    claim_count = 0
    undecided = {}
    for name, content, our_claims, their_claims in compared(project, project.home / folder, parser):
        claim_count += len(their_claims)
        found = differences(our_claims, their_claims)
        decision = DECISIONS.get((parser, name))
        if found != (decision.differences if decision else set()):
            undecided[name] = found
        if decision and decision.right == "ours":
            assert adds_up(our_claims, content), name
            assert not adds_up(their_claims, content), name
    assert undecided == {}
    assert claim_count >= fewest
