"""A small X12 reader of its own, for tests: it shares nothing with the SQL that it checks."""

from decimal import Decimal

Segment = list[str]


def read_segments(text: str) -> list[Segment]:
    """Split a file into segments of elements, with the delimiters that its ISA declares.

    Line breaks between and inside segments are layout, not content, and are dropped.
    """
    text = text.lstrip("\ufeff \r\n").replace("\r", "").replace("\n", "")
    if not text.startswith("ISA"):
        raise ValueError("no ISA at the start")
    element, terminator = text[3], text[105]
    return [part.strip().split(element) for part in text.split(terminator) if part.strip()]


def component_separator(segments: list[Segment]) -> str:
    """ISA16 of a file."""
    return segments[0][16]


def split_transactions(segments: list[Segment]) -> list[list[Segment]]:
    """One list of segments per ST…SE, both included."""
    transactions: list[list[Segment]] = []
    for segment in segments:
        if segment[0] == "ST":
            transactions.append([])
        if transactions and (not transactions[-1] or transactions[-1][-1][0] != "SE"):
            transactions[-1].append(segment)
    return transactions


def split_loops(segments: list[Segment], tag: str) -> list[list[Segment]]:
    """One list of segments per occurrence of ``tag``; what precedes the first is dropped."""
    loops: list[list[Segment]] = []
    for segment in segments:
        if segment[0] == tag:
            loops.append([])
        if loops:
            loops[-1].append(segment)
    return loops


def element(segment: Segment, position: int) -> str:
    """Element by its X12 number, empty where the segment ends before it."""
    return segment[position] if position < len(segment) else ""


def money(value: str) -> Decimal:
    """An amount; an absent one is zero."""
    return Decimal(value or "0")


def adjustments(segments: list[Segment]) -> list[tuple[str, str, Decimal]]:
    """Group, reason and amount of every triplet of every CAS."""
    return [
        (cas[1], cas[position], money(element(cas, position + 1)))
        for cas in segments
        if cas[0] == "CAS"
        for position in range(2, len(cas), 3)
    ]


def provider_adjustments(segments: list[Segment]) -> list[tuple[str, Decimal]]:
    """Reason (PLB03, 05, …) and amount (PLB04, 06, …) of every pair of every PLB."""
    return [
        (plb[position], money(element(plb, position + 1)))
        for plb in segments
        if plb[0] == "PLB"
        for position in range(3, len(plb), 2)
    ]
