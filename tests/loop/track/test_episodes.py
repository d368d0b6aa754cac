"""Alert episodes out of lights, and their match with the rows there are (R53)."""

from __future__ import annotations

from kpiloop.loop.track.alerting.episodes import Episode, Known, episodes_of, kind_of, reconcile, sequence, state_after


def spans(kinds: list[str]) -> set[tuple[str, int, int, bool]]:
    return {(found.kind, found.first, found.last, found.is_live) for found in episodes_of(kinds)}


def test_red_takes_over_from_amber() -> None:
    assert spans(["", "amber", "red", "red"]) == {("amber", 1, 1, False), ("red", 2, 3, True)}


def test_a_good_month_ends_and_the_next_miss_begins_anew() -> None:
    assert spans(["red", "", "red"]) == {("red", 0, 0, False), ("red", 2, 2, True)}


def test_no_target_is_nobodys_alert() -> None:
    assert [kind_of("na", "no_target"), kind_of("na", "division_by_zero"), kind_of("na", "no_rows")] == [
        "",
        "",
        "missing",
    ]


def test_months_without_light_end_an_episode() -> None:
    assert sequence({0: "red", 1: "red"}, 3) == ["red", "red", ""]
    assert spans(sequence({0: "red", 1: "red"}, 3)) == {("red", 0, 1, False)}


def test_an_episode_is_extended_not_opened_again() -> None:
    changes = reconcile([Episode("red", 1, 3, True)], [Known(7, "red", 1, 2, "acknowledged")])
    assert changes.opened == ()
    assert changes.moved == ((7, Episode("red", 1, 3, True)),)
    assert changes.resolved == ()


def test_unchanged_rows_are_not_written() -> None:
    changes = reconcile([Episode("red", 1, 3, True)], [Known(7, "red", 1, 3, "open")])
    assert (changes.opened, changes.moved, changes.resolved) == ((), (), ())


def test_a_corrected_month_resolves_the_row() -> None:
    assert reconcile([], [Known(7, "red", 1, 3, "open")]).resolved == (7,)
    assert reconcile([], [Known(7, "red", 1, 3, "resolved")]).resolved == ()


def test_amber_row_does_not_serve_a_red_episode() -> None:
    changes = reconcile([Episode("red", 1, 1, True)], [Known(7, "amber", 1, 1, "open")])
    assert changes.opened == (Episode("red", 1, 1, True),)
    assert changes.resolved == (7,)


def test_an_episode_that_splits_keeps_one_row_and_opens_one() -> None:
    wanted = [Episode("red", 0, 0, False), Episode("red", 2, 3, True)]
    changes = reconcile(wanted, [Known(7, "red", 0, 3, "open")])
    assert changes.moved == ((7, wanted[0]),)
    assert changes.opened == (wanted[1],)


def test_state_keeps_what_people_said() -> None:
    assert state_after("acknowledged", "done by Friday", is_live=True) == "acknowledged"
    assert state_after("resolved", "done by Friday", is_live=True) == "acknowledged"
    assert state_after("resolved", "", is_live=True) == "open"
    assert state_after("open", "", is_live=False) == "resolved"
