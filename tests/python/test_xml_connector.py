from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from orchestration.ingestion.batch import Batch, ReadError
from orchestration.ingestion.connectors import xml

PATIENT = "SMITH"


def batches(folder: Path, content: str | bytes, record: str = "patient") -> Iterator[Batch]:
    path = folder / "patients.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return xml.read(path, {"record": record})


def rows(folder: Path, content: str | bytes, record: str = "patient") -> list[dict[str, Any]]:
    """All rows, each with the columns that it has a value in."""
    found = []
    for batch in batches(folder, content, record):
        assert batch.columns.num_rows == len(batch.source_rows)
        assert batch.texts is not None
        for text in batch.texts.to_pylist():
            etree.fromstring(text, etree.XMLParser(huge_tree=True))
        found += [
            {name: value for name, value in row.items() if value is not None}
            for row in batch.columns.to_pylist()
        ]
    return found


def refusal(folder: Path, content: str | bytes, record: str = "patient") -> str:
    with pytest.raises(ReadError) as caught:
        list(batches(folder, content, record))
    assert PATIENT not in str(caught.value)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_cells_are_named_by_their_path(tmp_path: Path) -> None:
    content = """<?xml version="1.0"?>
    <patients>
      <patient id="7" status="active">
        <name use="official"><family>Doe</family><given>Ann</given><given>Lee</given></name>
        <address><line>1 Main</line></address>
        <address use="old"><line>2 Main</line><zip>02134</zip></address>
        <phone> 555 </phone><email/><birthDate value="1980-01-02"/>
      </patient>
    </patients>"""
    assert rows(tmp_path, content) == [
        {
            "@id": "7", "@status": "active", "name/@use": "official", "name/family": "Doe",
            "name/given": "Ann", "name/given (2)": "Lee", "address/line": "1 Main",
            "address (2)/@use": "old", "address (2)/line": "2 Main", "address (2)/zip": "02134",
            "phone": " 555 ", "email": "", "birthDate/@value": "1980-01-02",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<note>see <b>this</b> now</note>", {"note": "see  now", "note/b": "this"}),
        ("loose<a>1</a>", {".": "loose", "a": "1"}),
        ("only text", {".": "only text"}),
        ("", {".": ""}),
        ("<a>4<!-- no -->2<?no no?>3</a>", {"a": "423"}),
        ("<a><![CDATA[<b> & ]]></a>", {"a": "<b> & "}),
        ("<a>&#x41;&amp;&#13;</a>", {"a": "A&\r"}),
        ("<a>\r\n</a>", {"a": "\n"}),
        ("<a>\N{NO-BREAK SPACE}<b/></a>", {"a": "\N{NO-BREAK SPACE}", "a/b": ""}),
        ("<patient><a>1</a></patient><a>2</a>", {"patient/a": "1", "a": "2"}),
        ("<a><patient/></a><a><patient/></a>", {"a/patient": "", "a (2)/patient": ""}),
        ('<a p:id="1" q:id="2"/>', {"a/@id": "1", "a/@id (2)": "2"}),
        ("<p:a>1</p:a><q:a>2</q:a><a>3</a>", {"a": "1", "a (2)": "2", "a (3)": "3"}),
    ],
)
def test_no_text_of_a_record_is_lost(tmp_path: Path, inside: str, expected: dict[str, str]) -> None:
    content = f'<ps xmlns:p="urn:p" xmlns:q="urn:q"><patient>{inside}</patient></ps>'
    assert rows(tmp_path, content) == [expected]


def test_a_fragment_parses_alone_and_has_its_namespaces(tmp_path: Path) -> None:
    content = '<ps xmlns="urn:d" xmlns:p="urn:p"><patient p:k="1"><!--c-->x</patient>tail</ps>'
    (batch,) = batches(tmp_path, content)
    assert batch.texts is not None
    (text,) = batch.texts.to_pylist()
    element = etree.fromstring(text)
    assert element.tag == "{urn:d}patient"
    assert element.get("{urn:p}k") == "1"
    assert text.endswith("<!--c-->x</patient>")


def test_a_record_is_named_with_or_without_namespace(tmp_path: Path) -> None:
    content = '<r xmlns:a="urn:a" xmlns:b="urn:b"><a:p>1</a:p><b:p>2</b:p><p>3</p></r>'
    assert [row["."] for row in rows(tmp_path, content, "p")] == ["1", "2", "3"]
    assert [row["."] for row in rows(tmp_path, content, "{urn:b}p")] == ["2"]
    assert refusal(tmp_path, content, "{urn:c}p") == "no <{urn:c}p> element"


def test_the_root_may_be_the_record_and_records_lie_at_any_depth(tmp_path: Path) -> None:
    assert rows(tmp_path, "<patient><a>1</a></patient>") == [{"a": "1"}]
    content = (
        "<x><patient>1</patient><g><g><patient>2</patient></g></g><x><patient>3</patient></x></x>"
    )
    assert [row["."] for row in rows(tmp_path, content)] == ["1", "2", "3"]


ENTITY = '<!DOCTYPE ps [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BODY = "<ps><patient>&x;</patient></ps>"


@pytest.mark.parametrize(
    "content",
    [
        ENTITY + BODY,
        f'<!DOCTYPE ps [<!ENTITY l0 "ha">{LAUGHS}]><ps><patient>&l9;</patient></ps>',
        '<!DOCTYPE ps SYSTEM "http://127.0.0.1:9/x.dtd">' + BODY,
        '<!DOCTYPE ps [<!ENTITY % x SYSTEM "file:///etc/passwd">%x;]>' + BODY,
        "<!DOCTYPE ps>" + BODY,
        '<?xml version="1.0"?>\n<!-- <ps> --><?pi <ps> ?>\n' + ENTITY + BODY,
        "<!--" + "x" * 1_000_000 + "-->" + ENTITY + BODY,
        "\ufeff" + ENTITY + BODY,
        (ENTITY + BODY).encode("utf-16"),
        "\ufeff".encode("utf-16-be") + (ENTITY + BODY).encode("utf-16-be"),
        ('<?xml version="1.0" encoding="UTF-16"?>' + ENTITY + BODY).encode("utf-16-le"),
        '<?xml version="1.0" encoding="iso-8859-1"?>' + ENTITY + BODY,
    ],
    ids=range(12),
)
def test_any_document_type_is_refused(tmp_path: Path, content: str | bytes) -> None:
    assert refusal(tmp_path, content) == "a document type declaration (DOCTYPE) is refused"


@pytest.mark.parametrize(
    "content",
    [
        (ENTITY + BODY).lower(),
        (ENTITY + BODY).encode("utf-16-le"),
        (ENTITY + BODY).encode("utf-32"),
        b'<?xml version="1.0" encoding="UTF-7"?>' + (ENTITY + BODY).replace("<", "+ADw-").encode(),
        ('<?xml version="1.0" encoding="cp037"?>' + ENTITY + BODY).encode("cp037"),
        BODY,
    ],
    ids=["lower case", "no mark", "utf-32", "utf-7", "ebcdic", "undeclared"],
)
def test_no_disguise_lets_an_entity_in(tmp_path: Path, content: str | bytes) -> None:
    assert refusal(tmp_path, content).startswith(("not well-formed XML", "a document type"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n", "not well-formed XML at line 2 (ERR_DOCUMENT_EMPTY)"),
        (b"\xef\xbb\xbf", "not well-formed XML"),
        (b"<!-- c -->", "not well-formed XML"),
        (b"patient_id,last_name\n1,SMITH\n", "not well-formed XML"),
        (b"<ps><patient>SMITH</patient>", "not well-formed XML at line 1 (ERR_TAG_NOT_FINISHED)"),
        (b"<ps>\n<patient>SMITH</SMITH></ps>", "XML at line 2 (ERR_TAG_NAME_MISMATCH)"),
        (b"<ps><patient>SMITH\xff</patient></ps>", "ERR_INVALID_ENCODING"),
        (b"<ps><patient>SMITH&#0;</patient></ps>", "ERR_INVALID_CHAR"),
        (b"<ps><patient>&SMITH;</patient></ps>", "ERR_UNDECLARED_ENTITY"),
        (b"<ps><patient/></ps><ps>SMITH</ps>", "ERR_DOCUMENT_END"),
        (b'<?xml version="1.0" encoding="SMITH"?><ps/>', "ERR_UNSUPPORTED_ENCODING"),
        (b"<ps><Patient>SMITH</Patient></ps>", "no <patient> element"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in refusal(tmp_path, content)


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    content = b"<ps>" + b"<patient><a>1</a></patient>" * 3 + b"</ps>"
    for end in range(1, len(content)):
        refusal(tmp_path, content[:end])


def test_a_large_file_cut_at_its_end_is_refused_after_its_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml, "BATCH_ROWS", 10)
    monkeypatch.setattr(xml, "READ_BYTES", 100)
    reader = batches(tmp_path, "<ps>" + "<patient><a>1</a></patient>" * 95)
    assert [next(reader).columns.num_rows for _ in range(9)] == [10] * 9
    with pytest.raises(ReadError, match="TAG_NOT_FINISHED"):
        next(reader)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("iso-8859-1", True),
        ("cp1252", True),
        ("utf-8-sig", False),
        ("utf-16", False),
        ("utf-8", True),
    ],
)
def test_the_encoding_is_the_declared_one(tmp_path: Path, encoding: str, declared: bool) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>' if declared else ""
    head = head.replace("cp1252", "windows-1252")
    content = f"{head}<ps><patient>Zoë</patient></ps>".encode(encoding)
    assert rows(tmp_path, content) == [{".": "Zoë"}]


def test_records_are_numbered_over_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "BATCH_ROWS", 4)
    content = "<ps>" + "".join(f"<patient>{n}</patient>" for n in range(1, 11)) + "</ps>"
    found = list(batches(tmp_path, content))
    assert [len(batch.source_rows) for batch in found] == [4, 4, 2]
    assert [n for batch in found for n in batch.source_rows.to_pylist()] == list(range(1, 11))
    assert [row["."] for row in rows(tmp_path, content)] == [str(n) for n in range(1, 11)]


def test_a_batch_is_bounded_in_bytes_and_in_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "<ps>" + "".join(f"<patient><a{n}/></patient>" for n in range(20)) + "</ps>"
    monkeypatch.setattr(xml, "BATCH_CELLS", 30)
    assert [len(b.source_rows) for b in batches(tmp_path, content)] == [5, 5, 5, 5]
    monkeypatch.setattr(xml, "BATCH_BYTES", 60)
    assert [len(b.source_rows) for b in batches(tmp_path, content)][:2] == [3, 3]


def test_a_record_with_too_many_cells_is_kept_as_text(tmp_path: Path) -> None:
    for inside in (
        "<a/>" * 20_000,
        "<a>" * 600 + "</a>" * 600,
        f"<{'a' * 2000}><b/></{'a' * 2000}>",
    ):
        content = f"<ps><patient>{inside}</patient><patient><a>1</a></patient></ps>"
        (batch,) = batches(tmp_path, content)
        assert batch.errors is not None
        assert batch.texts is not None
        assert batch.errors.to_pylist() == [xml.TOO_MANY, None]
        assert batch.columns.to_pylist() == [{"a": None}, {"a": "1"}]
        assert len(batch.texts[0].as_py()) >= len(inside)
    (batch,) = batches(tmp_path, f"<ps><patient>{'<a/>' * 20_000}</patient></ps>")
    assert batch.columns.num_rows == 1


def test_a_text_above_ten_megabytes_is_read(tmp_path: Path) -> None:
    content = "<ps><patient><scan>" + "A" * 12_000_000 + "</scan></patient></ps>"
    assert [len(row["scan"]) for row in rows(tmp_path, content)] == [12_000_000]


@pytest.mark.parametrize(
    "content",
    [
        "<ps><patient/><patient><a>" + "A" * 3000 + "</a></patient></ps>",
        "<ps><patient/><patient>" + "<a>A</a>" * 400 + "</patient></ps>",
        "<ps><patient/>" + "A" * 3000 + "</ps>",
        "<ps><patient/><!--" + "A" * 3000 + "--></ps>",
        "<ps><patient/><a x=" + quoteattr("A" * 3000) + "/></ps>",
        "<!--" + "A" * 9000 + "--><ps/>",
    ],
    ids=["text", "elements", "between", "comment", "attribute", "prologue"],
)
def test_one_thing_of_endless_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setattr(xml, "READ_BYTES", 100)
    monkeypatch.setattr(xml, "LONGEST_RECORD_BYTES", 2000)
    reason = refusal(tmp_path, content)
    assert "of more than" in reason or "no element begins" in reason


def test_what_is_not_a_record_takes_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml, "READ_BYTES", 100)
    monkeypatch.setattr(xml, "LONGEST_RECORD_BYTES", 2000)
    other = "<g><x>1</x><x><y>2</y></x></g>" * 500
    content = f"<ps>{other}<patient>1</patient>{other}<h><patient>2</patient>{other}</h></ps>"
    assert [row["."] for row in rows(tmp_path, content)] == ["1", "2"]
    with (tmp_path / "patients.xml").open("rb") as file:
        for element in xml._records(file, "patient", "ps"):
            assert sum(1 for _ in element.getroottree().iter()) < 40


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_the_size_of_a_read_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    content = (
        "<ps>t<patient i='1'>a<b>c</b>d<e>f</e><e>g</e></patient>u<g>"
        "<patient><patient/>x</patient></g>"
        "<!-- c --><h/><patient>é</patient></ps>"
    )
    expected = rows(tmp_path, content)
    monkeypatch.setattr(xml, "READ_BYTES", size)
    assert rows(tmp_path, content) == expected
    assert len(expected) == 3


def test_the_option_record_is_needed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="record"):
        list(batches(tmp_path, "<a/>", record=""))


CHARACTER = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXT = st.text(CHARACTER | st.sampled_from("\t\n <>&\"'"), max_size=30)


@settings(max_examples=200, deadline=None)
@given(values=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8), size=st.integers(1, 90))
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[str, str]], size: int
) -> None:
    entities = {"\n": "&#10;", "\t": "&#9;", '"': "&quot;"}
    content = "".join(
        f'<patient k="{escape(key, entities)}"><a>{escape(value)}</a></patient>'
        for key, value in values
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml, "READ_BYTES", size)
        found = rows(tmp_path_factory.getbasetemp(), f"<ps>{content}</ps>")
    assert [(row["@k"], row["a"]) for row in found] == values
