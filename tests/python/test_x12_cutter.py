from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from x12_cases import cases, interchange, small_cases, wrapped

from orchestration.ingestion import x12
from orchestration.ingestion.x12 import Delimiters, Piece, cut, read_delimiters

ISA = interchange(1)[:109].encode()


def pieces(data: bytes) -> list[Piece]:
    found = list(cut(io.BytesIO(data)))
    offset = 0
    for piece in found:
        assert piece.byte_offset == offset
        text, encoding = piece.text()
        if piece.content != x12.UTF8_MARK:
            assert text.encode(encoding) == piece.content
        offset += len(piece.content)
    assert b"".join(piece.content for piece in found) == data
    return found


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (ISA, Delimiters(b"*", b":", b"^", b"~")),
        (ISA.replace(b"~", b"\n"), Delimiters(b"*", b":", b"^", b"\n")),
        (ISA.replace(b"~", b"\r\n"), Delimiters(b"*", b":", b"^", b"\n")),
        (ISA.replace(b"~", b"\r"), Delimiters(b"*", b":", b"^", b"\r")),
        (ISA.replace(b"~", b"\\"), Delimiters(b"*", b":", b"^", b"\\")),
        (ISA.replace(b" ", b""), Delimiters(b"*", b":", b"^", b"~")),
        (ISA.replace(b"*^*", b"*U*"), Delimiters(b"*", b":", b"", b"~")),
        (ISA[:80] + b"\n" + ISA[80:], Delimiters(b"*", b":", b"^", b"~")),
        (ISA[:105] + b"\r\n" + ISA[105:], Delimiters(b"*", b":", b"^", b"~")),
        (b"ISABELLA*1*" + ISA, None),
        (b"ISA*IN A NAME*MI*12~" + ISA, None),
        (ISA[:60], None),
        (ISA.replace(b"*:~", b"*A~"), None),
    ],
)
def test_delimiters_are_counted_not_measured(window: bytes, expected: Delimiters | None) -> None:
    assert read_delimiters(window) == expected


@pytest.mark.parametrize("item", cases(), ids=lambda item: item.name)
def test_pieces_joined_are_the_file(item: object) -> None:
    pieces(item.content)  # type: ignore[attr-defined]


def test_each_envelope_segment_and_transaction_is_a_piece() -> None:
    found = pieces(interchange(1).encode())
    assert [piece.content.split(b"*")[0] for piece in found] == [
        b"ISA",
        b"GS",
        b"ST",
        b"GE",
        b"IEA",
    ]
    assert [piece.part_number for piece in found] == [0, 0, 1, 0, 0]
    assert found[2].transaction_header == "ST*835*0001"


def test_a_wrapped_file_is_cut_in_the_same_places() -> None:
    for width in range(20, 120):
        found = pieces(wrapped(interchange(1), width).encode())
        assert len(found) == 5, width


def test_a_large_transaction_is_cut_between_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x12, "PIECE_BYTES", 2000)
    monkeypatch.setattr(x12, "LONGEST_PIECE_BYTES", 8000)
    monkeypatch.setattr(x12, "READ_BYTES", 3000)
    text = interchange(1)
    at, end = text.index("CLP*"), text.index("SE*")
    found = pieces((text[:at] + text[at:end] * 300 + text[end:]).encode())
    parts = [piece for piece in found if piece.part_number > 0]
    assert len(parts) > 10
    assert [piece.part_number for piece in parts] == list(range(1, len(parts) + 1))
    assert all(piece.content.startswith(b"CLP*") for piece in parts[1:])
    assert all(len(piece.content) <= 2000 for piece in parts)
    assert {piece.transaction_header for piece in parts} == {"ST*835*0001"}


def test_an_endless_segment_is_cut_hard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x12, "PIECE_BYTES", 2000)
    monkeypatch.setattr(x12, "LONGEST_PIECE_BYTES", 8000)
    monkeypatch.setattr(x12, "READ_BYTES", 3000)
    found = pieces(interchange(1).replace("DOE", "D" * 100_000).encode())
    assert max(len(piece.content) for piece in found) <= 8000
    assert [piece.content.split(b"*")[0] for piece in found[-2:]] == [b"GE", b"IEA"]


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_edit_of_a_file_loses_a_byte(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(small_cases())).content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 40))
        head = bytes(content[:200])
        insert = data.draw(st.sampled_from([b"", b"~", b"ISA*", b"~ST*", b"\0", b"\n", head]))
        content[at : at + length] = insert
    pieces(bytes(content))
