"""Who may enter: registration, digest, numbers, in-dialog requests, and what does not parse."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony.registrar import FrontAwayError, Registrar
from tests.sip import front_peers as sip
from tests.sip.front_peers import NOT_THE_TRUNK, Front, Peers


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    async with sip.front(tmp_path / "front") as it:
        yield it


@pytest.fixture
async def peers(front: Front, tmp_path: Path) -> AsyncIterator[Peers]:
    async with Peers(tmp_path, front.target) as it:
        yield it


async def test_a_phone_with_its_password_registers_and_is_seen(front: Front, peers: Peers) -> None:
    front.may_register("1026", "1027")
    await peers.register("1026")
    assert await front.registrar.registered() == {"1026"}


async def test_a_wrong_password_is_challenged_again_and_registers_nobody(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    await peers.register("1026", sip.REGISTERS_IN_VAIN, password="guess")
    assert await front.registrar.registered() == set()


async def test_a_phone_cannot_register_another_ones_number(front: Front, peers: Peers) -> None:
    front.may_register("1026", "1027")
    await peers.register("1027", sip.registers_refused(403), account="1026")
    assert await front.registrar.registered() == set()


async def test_a_changed_password_holds_at_once_even_within_one_second(front: Front, peers: Peers) -> None:
    for users in (["1026"], [], ["1026"], [], ["1026"]):
        front.may_register(*users)
        await peers.register("1026", sip.REGISTERS if users else sip.REGISTERS_IN_VAIN)


async def test_a_phone_that_says_goodbye_is_gone(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    port = sip.free_port()
    await peers.register("1026", port=port)
    await peers.register("1026", sip.REGISTERS.replace("expires=60", "expires=0"), port=port)
    assert await front.registrar.registered() == set()


async def test_a_contact_that_needs_a_name_server_is_refused(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    named = sip.registers_refused(400).replace(
        "Contact: <sip:[service]@[local_ip]", "Contact: <sip:[service]@a.example"
    )
    await peers.register("1026", named)


async def test_five_hundred_registered_phones_fit_into_one_answer(front: Front, peers: Peers) -> None:
    users = [str(number) for number in range(1000, 1500)]
    front.may_register(*users)
    rows = peers.folder / "users.csv"
    rows.write_text(
        "SEQUENTIAL\n" + "".join(f"{user};[authentication username={user} password={sip.PASSWORD}]\n" for user in users)
    )
    many = sip.REGISTERS.replace("[service]", "[field0]").replace("[authentication]", "[field1]")
    await peers.call(many, "-inf", str(rows), "-m", "500", "-r", "250")
    assert await front.registrar.registered() == set(users)


async def test_a_strangers_call_is_asked_for_a_digest(peers: Peers) -> None:
    await peers.call(sip.refused(407), ip=NOT_THE_TRUNK)


async def test_a_phone_with_its_digest_may_call_the_hotline(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    worker = await peers.worker(sip.ANSWERS)
    await front.give(worker.port)
    await peers.call(sip.DIGEST_CALL_HANGS_UP, "-au", "1026", "-ap", sip.PASSWORD, ip=NOT_THE_TRUNK)
    assert await worker.finished()
    assert "Proxy-Authorization" not in worker.heard()
    assert "P-Asserted-Identity" not in worker.heard()


async def test_a_phone_calls_no_other_number(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    account = ("-au", "1026", "-ap", sip.PASSWORD)
    await peers.call(sip.DIGEST_CALL_REFUSED, *account, ip=NOT_THE_TRUNK, user="13912345678")


async def test_the_trunk_reaches_the_hotlines_number_only(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    await peers.register("1026")
    for user in ("13912345678", "1026"):
        await peers.call(sip.refused(403), user=user)


async def test_a_re_invite_of_an_unknown_dialog_is_no_way_round_the_rules(peers: Peers) -> None:
    await peers.call(sip.TO_TAG_TRICK, ip=NOT_THE_TRUNK, user="13912345678")


async def test_a_preloaded_route_is_no_way_round_the_rules(peers: Peers) -> None:
    await peers.call(sip.ROUTE_TRICK, ip=NOT_THE_TRUNK, user="13912345678")


async def test_a_workers_call_reaches_the_registered_phone(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    phone = await peers.phone("1026", sip.ANSWERS)
    dials = sip.free_port()
    await front.give(dials)
    await peers.call(sip.CALLS_AND_HANGS_UP, user="1026", port=dials)
    assert await phone.finished()


async def test_a_phone_may_ring_for_long(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    phone = await peers.phone("1026", sip.RINGS_THEN_ANSWERS)
    dials = sip.free_port()
    await front.give(dials)
    took = await peers.call(sip.CALLS_AND_HANGS_UP, user="1026", port=dials)
    assert await phone.finished()
    assert took > 3


async def test_a_phone_rings_no_longer_when_its_worker_is_dead(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    phone = await peers.phone("1026", sip.RINGS_UNTIL_CANCEL)
    dials = sip.free_port()
    await front.give(dials)
    worker = await peers.start(sip.CALLS_AND_STAYS, user="1026", port=dials)
    await phone.hears("180 Ringing")
    worker.kill()
    assert await front.registrar.end_dialogs_of(f"127.0.0.1:{dials}") == 1
    assert await phone.finished()


async def test_an_agents_phone_and_the_citizen_both_get_bye_when_their_worker_dies(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    worker = await peers.worker(sip.ANSWERS)
    phone = await peers.phone("1026", sip.ANSWERS)
    dials = sip.free_port()
    await front.give(worker.port, dials)
    citizen = await peers.start(sip.CALLS_AND_STAYS)
    await worker.hears("ACK sip")
    agent_leg = await peers.start(sip.CALLS_AND_STAYS, user="1026", port=dials)
    await phone.hears("ACK sip")
    worker.kill()
    agent_leg.kill()
    assert await front.registrar.end_dialogs_of(worker.sip) == 1
    assert await front.registrar.end_dialogs_of(agent_leg.sip) == 1
    assert await citizen.finished()
    assert await phone.finished()


async def test_a_phone_of_ours_that_is_not_registered_is_480(front: Front, peers: Peers) -> None:
    front.may_register("1026")
    dials = sip.free_port()
    await front.give(dials)
    await peers.call(sip.refused(480), user="1026", port=dials)


async def test_without_a_trunk_an_unknown_number_is_404(front: Front, peers: Peers) -> None:
    dials = sip.free_port()
    await front.give(dials)
    await peers.call(sip.refused(404), user="13912345678", port=dials)


async def test_with_a_trunk_a_workers_call_to_the_world_goes_there(tmp_path: Path) -> None:
    gateway = sip.free_port()
    async with (
        sip.front(tmp_path / "front", trunk_uri=f"sip:127.0.0.1:{gateway}") as front,
        Peers(tmp_path, front.target) as peers,
    ):
        trunk = await peers.worker(sip.ANSWERS, port=gateway)
        dials = sip.free_port()
        await front.give(dials)
        await peers.call(sip.CALLS_AND_HANGS_UP, user="13912345678", port=dials)
        assert await trunk.finished()
        assert f"INVITE sip:13912345678@127.0.0.1:{gateway}" in trunk.heard()


async def test_options_is_answered_and_what_we_do_not_do_is_405(peers: Peers) -> None:
    await peers.call(sip.request("OPTIONS") + sip.expect(200))
    for method in ("NOTIFY", "MESSAGE", "SUBSCRIBE", "PUBLISH"):
        await peers.call(sip.request(method) + sip.expect(405))


SOUND_INVITE = (
    "INVITE sip:12345@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK-{port}\r\n"
    "From: <sip:1@127.0.0.1>;tag=a\r\nTo: <sip:12345@127.0.0.1>\r\nCall-ID: {port}@x\r\nCSeq: 1 INVITE\r\n"
    "Contact: <sip:1@127.0.0.1:{port}>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
)


@pytest.mark.parametrize(
    ("good", "bad", "status"),
    [
        ("CSeq: 1 INVITE\r\n", "CSeq: 1 BYE\r\n", "400"),
        ("CSeq: 1 INVITE\r\n", "CSeq: many INVITE\r\n", "400"),
        ("From: <sip:1@127.0.0.1>;tag=a\r\n", "From: <sip:1@127.0.0.1\r\n", "400"),
        ("Contact: <sip:1@127.0.0.1:{port}>\r\n", "", "400"),
        ("Content-Length: 0", "Content-Length: 4000", "400"),
        ("Max-Forwards: 70", "Max-Forwards: 0", "483"),
        ("INVITE sip:12345@127.0.0.1", "INVITE mailto:12345@127.0.0.1", "4"),
        ("INVITE sip:12345@127.0.0.1", "INVITE sip:@:::", "4"),
    ],
)
async def test_a_malformed_invite_gets_its_error(front: Front, good: str, bad: str, status: str) -> None:
    assert good in SOUND_INVITE
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.bind(("127.0.0.1", sip.free_port()))
        phone.settimeout(3)
        text = SOUND_INVITE.replace(good, bad).format(port=phone.getsockname()[1])
        phone.sendto(text.encode(), ("127.0.0.1", front.settings.port))
        assert phone.recv(65535).decode().startswith(f"SIP/2.0 {status}")
    await front.registrar.ping()


UNANSWERABLE = [
    SOUND_INVITE.replace("Call-ID: {port}@x\r\n", "").encode(),
    SOUND_INVITE.replace("To: <sip:12345@127.0.0.1>\r\n", "").encode(),
    SOUND_INVITE.replace("From: <sip:1@127.0.0.1>;tag=a\r\n", "").encode(),
    SOUND_INVITE.replace("CSeq: 1 INVITE\r\n", "").encode(),
    SOUND_INVITE.replace("SIP/2.0\r\nVia", "SIP/7.0\r\nVia").encode(),
    b"",
    b"INVITE",
    b"INVITE sip:12345@127.0.0.1 SIP/2.0\r\n\r\n",
    bytes(2000),
    b"\xff" * 60000,
]


async def test_what_lacks_all_that_an_answer_needs_harms_nothing(front: Front, peers: Peers) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        for noise in UNANSWERABLE * 5:
            phone.sendto(noise, ("127.0.0.1", front.settings.port))
    worker = await peers.worker(sip.ANSWERS)
    await front.give(worker.port)
    await peers.call(sip.CALLS_AND_HANGS_UP)
    assert await worker.finished()


async def test_an_absent_kamailio_is_one_typed_error(tmp_path: Path) -> None:
    async with Registrar(tmp_path / "nobody.sock") as registrar:
        with pytest.raises(FrontAwayError, match=r"nobody\.sock"):
            await registrar.registered()


async def test_a_kamailio_that_comes_back_is_found_again(tmp_path: Path) -> None:
    async with sip.front(tmp_path / "front") as first:
        await first.registrar.ping()
        async with Registrar(first.settings.rpc_socket) as registrar:
            await registrar.ping()
            await sip.end(first.process)
            with pytest.raises(FrontAwayError):
                await registrar.ping()
            await first.start()
            await registrar.ping()
