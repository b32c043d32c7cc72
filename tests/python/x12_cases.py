"""X12 files, one way of being broken each, and what must become of them.

Every name, number and amount is made up.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from orchestration.ingestion.x12 import LONGEST_PIECE_BYTES

ISA = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         "
    "*260105*0900*^*00501*{control:09}*0*T*:~"
)
GROUP_835 = "GS*HP*PAYER*CLINIC*20260105*0900*1*X*005010X221A1~"
GROUP_837 = "GS*HC*CLINIC*PAYER*20260105*0900*1*X*005010X222A1~"


def envelope(control: int, group: str, *transactions: str) -> str:
    """One interchange with one group around transactions."""
    body = "".join(transactions)
    return (
        ISA.format(control=control) + group + body + f"GE*{len(transactions)}*1~IEA*1*{control:09}~"
    )


def transaction(code: str, number: str, segments: str) -> str:
    """ST, the segments, SE with the right count."""
    count = segments.count("~") + 2
    return f"ST*{code}*{number}~{segments}SE*{count}*{number}~"


def remittance(
    number: str = "0001",
    claim: str = "A100",
    paid: str = "80",
    charge: str = "100",
    trace: str = "T1",
    extra: str = "",
    payment: str | None = None,
    date: str = "20260105",
) -> str:
    """An 835 transaction with one claim of one line; CO-45 takes what was not paid."""  # fmt: skip
    return transaction(
        "835",
        number,
        f"BPR*I*{payment or paid}*C*ACH*CCP*01*1*DA*1*1999999999**01*1*DA*1*{date}~"
        f"TRN*1*{trace}{claim}{number}*1999999999~"
        "N1*PR*TEST PAYER*XV*PAY1~N1*PE*TEST CLINIC*XX*1234567893~LX*1~"
        f"CLP*{claim}*1*{charge}*{paid}**12*P{claim}*11*1~NM1*QC*1*DOE*JANE****MI*M1~"
        f"SVC*HC:99213*{charge}*{paid}**1~DTM*472*{date}~CAS*CO*45*20~{extra}",
    )


def claim(number: str = "0001", claim_id: str = "A100", charge: str = "100") -> str:
    """An 837P transaction with one claim of one line."""
    return transaction(
        "837",
        number,
        f"BHT*0019*00*B{claim_id}*20260105*0900*CH~NM1*41*2*TEST CLINIC*****46*C1~"
        "NM1*40*2*TEST PAYER*****46*P1~HL*1**20*1~NM1*85*2*TEST CLINIC*****XX*1234567893~"
        "HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*JANE****MI*M1~NM1*PR*2*TEST PAYER*****PI*PAY1~"
        f"CLM*{claim_id}*{charge}***11:B:1*Y*A*Y*Y~HI*ABK:J069~LX*1~"
        f"SV1*HC:99213*{charge}*UN*1***1~DTP*472*D8*20260102~REF*6R*L{claim_id}~",
    )


@dataclass(frozen=True)
class Case:
    """A file, its expected status, and issue codes that must be found in it."""

    name: str
    content: bytes
    status: str
    issues: frozenset[str] = frozenset()
    used: int = 0
    quarantined: int = 0


def case(
    name: str, content: str | bytes, status: str, *issues: str, used: int = 0, quarantined: int = 0
) -> Case:
    """Shorthand."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    return Case(name, data, status, frozenset(issues), used, quarantined)


def interchange(control: int, **changes: str) -> str:
    """A sound interchange with one remittance; its claim is named by the control number."""
    return envelope(control, GROUP_835, remittance(claim=f"A{control}", **changes))


def zipped(name: str, content: bytes) -> bytes:
    """A zip with one member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def wrapped(text: str, width: int = 80) -> str:
    """The text in lines of ``width`` characters."""
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def cases() -> list[Case]:
    """Every case; the control number of each is its own."""
    sound = interchange(9)
    other_delimiters = (
        interchange(10).replace("*", "|").replace(":", ">").replace("~", "'").replace("^", "!")
    )
    return [
        case("sound.835", interchange(1), "used", used=1),
        case("lf.835", interchange(2).replace("~", "~\n"), "used", used=1),
        case("crlf.835", interchange(3).replace("~", "~\r\n"), "used", used=1),
        case("cr.835", interchange(4).replace("~", "~\r"), "used", used=1),
        case("newline_terminator.835", interchange(5).replace("~", "\n"), "used", used=1),
        case("crlf_terminator.835", interchange(6).replace("~", "\r\n"), "used", used=1),
        case("wrapped.835", wrapped(interchange(7)), "used", used=1),
        case("wrapped_105.835", wrapped(interchange(8), 105), "used", used=1),
        case("unpadded_isa.835", " ".join(sound.split()).replace(" *", "*"), "used", used=1),
        case("other_delimiters.835", other_delimiters, "used", used=1),
        case("backslash_terminator.835", interchange(11).replace("~", "\\"), "used", used=1),
        case("bom.835", "\ufeff" + interchange(12), "used", "byte_order_mark", used=1),
        case(
            "latin1.835",
            interchange(13, extra="LQ*HE*N\u00d11~").encode("latin-1"),
            "used", "not_utf8", used=1,
        ),
        case("utf8.835", interchange(14, extra="LQ*HE*N\u00d11~"), "used", used=1),
        case(
            "junk_first.835", "cover sheet\n" + interchange(15), "used in part", "no_interchange",
            used=1,
        ),
        case("two_interchanges.835", interchange(16) + "\n" + interchange(17), "used", used=2),
        case(
            "junk_between.835", interchange(18) + "page 2\n" + interchange(19), "used in part",
            "text_after_trailer", used=2,
        ),
        case("name_with_isa.835", interchange(20).replace("DOE", "LISA*ISA"), "used", used=1),
        case("empty.835", b"", "quarantined", "empty_file"),
        case("report.835", b"%PDF-1.7\n\x00\x01\xff\xfe binary", "quarantined", "no_interchange"),
        case("utf16.835", sound.encode("utf-16"), "quarantined", "unreadable_file"),
        case("noise.bin", bytes(range(256)) * 20, "quarantined", "no_interchange"),
        case("no_isa.835", GROUP_835 + remittance() + "GE*1*1~", "quarantined", "no_interchange"),
        case(
            "truncated.835", interchange(21)[:-90], "quarantined",
            "se_missing", "ge_missing", "iea_missing", quarantined=1,
        ),
        case(
            "no_se.835", interchange(22).replace("SE*12*0001~", ""), "quarantined", "se_missing",
            quarantined=1,
        ),
        case("no_ge.835", interchange(23).replace("GE*1*1~", ""), "used", "ge_missing", used=1),
        case(
            "no_iea.835", interchange(24).replace("IEA*1*000000024~", ""), "used", "iea_missing",
            used=1,
        ),
        case(
            "wrong_se_count.835", interchange(25).replace("SE*12*", "SE*99*"), "used",
            "se_segment_count", used=1,
        ),
        case(
            "wrong_se_control.835", interchange(26).replace("SE*12*0001", "SE*12*0002"),
            "quarantined", "se_control_number", quarantined=1,
        ),
        case(
            "wrong_ge.835", interchange(27).replace("GE*1*1~", "GE*2*7~"), "used",
            "ge_transaction_count", "ge_control_number", used=1,
        ),
        case(
            "wrong_iea.835", interchange(28).replace("IEA*1*000000028", "IEA*2*000000099"), "used",
            "iea_group_count", "iea_control_number", used=1,
        ),
        case(
            "one_of_two.835",
            envelope(
                29, GROUP_835, remittance("0001", "A29"),
                remittance("0002", "B29").replace("CLP*B29*1*100", "CLP*B29*1*1OO"),
            ),
            "used in part", "amount_invalid", used=1, quarantined=1,
        ),
        case(
            "exponent.835", interchange(30, paid="8e1"), "quarantined", "amount_invalid",
            quarantined=1,
        ),
        case(
            "three_decimals.835", interchange(31, paid="80.125"), "quarantined", "amount_invalid",
            quarantined=1,
        ),
        case(
            "impossible_date.835", interchange(32, date="20260230"), "used", "date_invalid", used=1
        ),
        case(
            "claim_in_835_folder.835", envelope(33, GROUP_837, claim(claim_id="A33")), "used",
            used=1,
        ),
        case("packed.835.gz", gzip.compress(interchange(34).encode(), mtime=0), "used", used=1),
        case(
            "damaged.835.gz", gzip.compress(interchange(35).encode(), mtime=0)[:-12],
            "quarantined", "unreadable_file",
        ),
        case("packed.zip", zipped("inside.835", interchange(36).encode()), "used", used=1),
        case(
            "damaged.zip", zipped("inside.835", interchange(37).encode())[:-30], "quarantined",
            "unreadable_file",
        ),
        case("same_1.835", interchange(38), "used", "control_number_reused", used=1),
        case(
            "same_2.835", interchange(38) + "\n", "quarantined", "duplicate_transaction",
            "control_number_reused", quarantined=1,
        ),
        case(
            "line_out_of_balance.835", interchange(39).replace("CAS*CO*45*20~", "CAS*CO*45*19.99~"),
            "used", "balance_line", "balance_claim", used=1,
        ),
        case(
            "claim_out_of_balance.835", interchange(47).replace("*1*100*80**", "*1*101*80**"),
            "used", "balance_claim", used=1,
        ),
        case(
            "claim_lines_out_of_balance.835",
            interchange(48).replace("*1*100*80**", "*1*100*70**").replace("*45*20~", "*45*30~"),
            "used", "balance_line", "balance_claim_lines", "balance_transaction", used=1,
        ),
        case(
            "patient_share_out_of_balance.835",
            interchange(49).replace("*1*100*80**", "*1*100*80*5*"), "used",
            "balance_patient_share", used=1,
        ),
        case(
            "endless_segment.835",
            interchange(50).replace("*JANE*", f"*{'J' * LONGEST_PIECE_BYTES}*"), "quarantined",
            "cut_hard", quarantined=1,
        ),
        case(
            "check_out_of_balance.835", interchange(40, payment="80.01"), "used",
            "balance_transaction", used=1,
        ),
        case(
            "no_payment.835",
            envelope(41, GROUP_835, transaction("835", "0001", "TRN*1*T*1~LX*1~")),
            "quarantined", "payment_missing", quarantined=1,
        ),
        case(
            "wrong_delimiter.835", interchange(42).replace("SVC*HC:99213", "SVC*HC>99213"), "used",
            "component_separator_differs", used=1,
        ),
        case(
            "bad_segment.835", interchange(43).replace("LX*1~", "*1~"), "quarantined",
            "segment_id_invalid", quarantined=1,
        ),
        case(
            "eligibility.270",
            envelope(
                44, "GS*HS*CLINIC*PAYER*20260105*0900*1*X*005010X279A1~",
                transaction("270", "0001", "BHT*0022*13*1*20260105*0900~HL*1**20*1~"),
            ),
            "not modelled", "not_modelled",
        ),
        case(
            "dental.837",
            envelope(
                45, "GS*HC*CLINIC*PAYER*20260105*0900*1*X*005010X224A2~",
                transaction("837", "0001", "BHT*0019*00*1*20260105*0900*CH~"),
            ),
            "not modelled", "not_modelled",
        ),
        case(
            "old_version.835",
            interchange(46).replace("005010X221A1", "004010X091A1"), "used", "older_version",
            used=1,
        ),
    ]  # fmt: skip


def small_cases() -> list[Case]:
    """The cases that can be copied by the thousand."""
    return [item for item in cases() if len(item.content) < 100_000]


def write_cases(folder: Path) -> None:
    """Write every case's file into ``folder``."""
    folder.mkdir(parents=True)
    for item in cases():
        (folder / item.name).write_bytes(item.content)
