import pytest

from telephony.referral import referred_to

FRONT = "sip:10.0.0.1:5080"


@pytest.mark.parametrize(
    "refer_to",
    [
        "sip:1027@10.0.0.1:5080",
        "<sip:1027@10.0.0.1:5080>",
        '"水务, <局>" <sip:1027@10.0.0.1:5080>',
        "Water <SIP:1027@10.0.0.1:5080;user=phone;transport=UDP>;tag=1",
    ],
)
def test_a_number_behind_the_front_may_be_called(refer_to: str) -> None:
    assert referred_to(refer_to, FRONT) == "1027"


@pytest.mark.parametrize(
    "refer_to",
    [
        "",
        "nonsense",
        "tel:1027",
        "sip:1027@10.0.0.1:5080;method=BYE",
        "sip:10.0.0.1:5080",
        "sips:1027@10.0.0.1:5080",
        "<sip:1027@10.0.0.2:5080>",
        "<sip:1027@10.0.0.1>",
        "<sip:1027@10.0.0.1:5080",
        "<sip:1027@10.0.0.1:5080;method=BYE>",
        "<sip:1027@10.0.0.1:5080;maddr=10.9.9.9>",
        "<sip:1027@10.0.0.1:5080;transport=tcp>",
        "<sip:1027@10.0.0.1:5080?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>",
        "<sip:1027@10.0.0.1:5080?P-Asserted-Identity=sip:110@x>",
        "<sip:1027:secret@10.0.0.1:5080>",
        "<sip:1027%0d%0aX@10.0.0.1:5080>",
        "<sip:" + "1" * 33 + "@10.0.0.1:5080>",
        "<sip:1027@10.0.0.1:5080>, <sip:1028@10.0.0.1:5080>",
    ],
)
def test_anything_else_may_not(refer_to: str) -> None:
    assert referred_to(refer_to, FRONT) is None


def test_a_front_at_the_usual_port_needs_no_port() -> None:
    assert referred_to("sip:1027@10.0.0.1", "sip:10.0.0.1") == "1027"
    assert referred_to("sip:1027@10.0.0.1:5060", "sip:10.0.0.1") == "1027"


def test_without_a_front_nobody_can_be_called() -> None:
    assert referred_to("sip:1027@10.0.0.1:5080", None) is None
