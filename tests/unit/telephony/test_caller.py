import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.caller import called_number, calling_number, header_values


def invite(*headers: str, target: str = "sip:12345@10.0.0.1") -> str:
    return "\r\n".join([f"INVITE {target} SIP/2.0", *headers, "", "v=0"])


@pytest.mark.parametrize(
    ("headers", "number"),
    [
        (["From: <sip:13812345678@trunk.example>;tag=1"], "13812345678"),
        (['From: "市民" <sip:+8613812345678@trunk.example;user=phone>;tag=1'], "+8613812345678"),
        (["f: <sip:010-8888-1234@trunk.example>;tag=1"], "01088881234"),
        (["From: <tel:+86-10-88881234>;tag=1"], "+861088881234"),
        (["From: <sip:anonymous@anonymous.invalid>;tag=1"], ""),
        (["From: <sip:13800000000@a>", "P-Asserted-Identity: <sip:13911112222@trunk>"], "13911112222"),
        (["From: <sip:anonymous@x>", "P-Asserted-Identity: <sip:a@x>, <tel:+8613911112222>"], "+8613911112222"),
        (["From: <sip:13800000000@a>", "p-asserted-identity:\r\n <sip:13911112222@trunk>"], "13911112222"),
        (["From: sip:13812345678@trunk.example;tag=1"], "13812345678"),
        (["From: <sip:13812345678;cpc=ordinary@trunk.example>"], "13812345678"),
        (['From: "sip:13800000000@a" <sip:1026@b>;tag=1'], "1026"),
        (['From: "tel:13800000000" <sip:anonymous@anonymous.invalid>'], ""),
        (['From: "\\"<sip:13800000000@a>" <sip:anonymous@anonymous.invalid>'], ""),
        (['From: "<sip:13800000000@a>'], ""),
        (["From: tel:13800000000 <sip:anonymous@anonymous.invalid>"], ""),
        (["From: <sip:10.1.2.3>;tag=1"], ""),
        ([], ""),
    ],
)
def test_the_callers_number_is_read_from_the_invite(headers: list[str], number: str) -> None:
    assert calling_number(invite(*headers)) == number


@pytest.mark.parametrize(
    ("target", "to", "number"),
    [
        ("sip:12345@10.0.0.1:7103", "<sip:027-12345@city>", "12345"),
        ("sip:10.0.0.1:7103", "<sip:12345@city>", "12345"),
        ("tel:12345", "<sip:x@city>", "12345"),
        ("sip:10.0.0.1", "<sip:city>", ""),
    ],
)
def test_the_called_number_is_the_request_uris(target: str, to: str, number: str) -> None:
    assert called_number(invite(f"To: {to}", target=target)) == number


def test_a_body_holds_no_headers() -> None:
    assert header_values("INVITE sip:x SIP/2.0\r\nA: 1\r\n\r\nFrom: <sip:1@x>", "from") == []


@given(st.text())
def test_no_message_makes_it_raise(message: str) -> None:
    assert isinstance(calling_number(message), str)
    assert isinstance(called_number(message), str)
