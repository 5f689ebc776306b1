"""How long a player lives after its last use."""

import weakref

from telephony.spent_players import COOL_DOWN_S, SpentPlayers


class Player:
    """Something that can be watched."""


def spent(at: float, players: SpentPlayers) -> "weakref.ref[Player]":
    player = Player()
    players.keep(player, at)
    return weakref.ref(player)


def test_a_spent_player_lives_until_it_has_cooled_down() -> None:
    players = SpentPlayers()
    watched = spent(100.0, players)
    players.let_go(100.0 + COOL_DOWN_S - 0.001)
    assert watched() is not None
    players.let_go(100.0 + COOL_DOWN_S)
    assert watched() is None


def test_each_player_cools_down_by_itself() -> None:
    players = SpentPlayers()
    first, second = spent(100.0, players), spent(101.0, players)
    players.let_go(100.0 + COOL_DOWN_S)
    assert (first() is None, second() is None) == (True, False)


def test_at_the_end_all_go() -> None:
    players = SpentPlayers()
    watched = spent(100.0, players)
    players.let_all_go()
    assert watched() is None
