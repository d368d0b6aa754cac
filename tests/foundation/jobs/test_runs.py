"""One effect for one key, however often the work is delivered, killed or cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM, Actor
from kpiloop.foundation.jobs import registry, selectors, services
from kpiloop.foundation.jobs.models import Beat, BusinessRun
from kpiloop.foundation.jobs.rows import RunRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def effects() -> Iterator[list[int]]:
    """A kind of work "count" that leaves one beat row per effect, and a list of what was begun."""
    begun: list[int] = []

    @services.work("count")
    def count(run: RunRow, arguments: Mapping[str, object]) -> registry.Effect:
        begun.append(run.id)

        def leave() -> dict[str, object]:
            Beat.objects.create(name=f"effect {Beat.objects.count()}", beat_at=timezone.now())
            return {"left": 1}

        return leave

    yield begun
    registry.forget("count")


def ask(kind: str = "count", key: str = "k1", actor: Actor = SYSTEM) -> RunRow:
    return services.enqueue(actor, kind=kind, key=key, arguments={"first": "2026-01"})


def age(run_id: int, seconds: int) -> None:
    BusinessRun.objects.filter(pk=run_id).update(heartbeat_at=timezone.now() - timedelta(seconds=seconds))


def test_the_same_key_is_the_same_work(effects: list[int]) -> None:
    first, second = ask(), ask()
    assert first.id == second.id
    assert OrmQ.objects.count() == 1
    assert ask(key="k2").id != first.id


def test_asking_and_queueing_are_undone_together(effects: list[int]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask()
        1 / 0  # noqa: B018
    assert (BusinessRun.objects.count(), OrmQ.objects.count()) == (0, 0)


def test_a_doubled_delivery_has_one_effect(effects: list[int]) -> None:
    run = ask()
    assert [services.execute(run.id) for _ in range(3)] == ["done", "left", "left"]
    assert Beat.objects.count() == 1
    done = selectors.run(SYSTEM, run.id)
    assert (done.state, done.outcome, done.attempt) == ("done", {"left": 1}, 1)


def test_a_live_run_is_left_alone_and_a_dead_one_taken_over(effects: list[int]) -> None:
    run = ask()
    assert services.claim(run.id) is not None
    assert services.claim(run.id) is None
    age(run.id, 59)
    assert services.execute(run.id) == "left"
    age(run.id, 61)
    assert services.execute(run.id) == "done"
    assert selectors.run(SYSTEM, run.id).attempt == 2


def test_two_that_both_worked_leave_one_effect(effects: list[int]) -> None:
    run = ask()
    services.claim(run.id)
    age(run.id, 61)
    services.claim(run.id)  # the first one only slept and now wakes up: both finish
    outcomes = []
    for _ in range(2):
        try:
            with transaction.atomic():
                Beat.objects.create(name=f"effect {Beat.objects.count()}", beat_at=timezone.now())
                services.finish_run(run.id, {})
                outcomes.append("done")
        except Refusal as refused:
            outcomes.append(refused.code)
    assert outcomes == ["done", "run_already_finished"]
    assert Beat.objects.count() == 1


def test_a_killed_run_is_handed_over_again_once(effects: list[int]) -> None:
    run = ask()
    services.claim(run.id)
    OrmQ.objects.all().delete()
    age(run.id, 61)
    now = timezone.now()
    assert [services.requeue_stale(now) for _ in range(2)] == [1, 0]
    assert OrmQ.objects.count() == 1
    assert services.execute(run.id) == "done"
    assert services.requeue_stale(now) == 0


def test_a_cancelled_run_leaves_nothing(effects: list[int]) -> None:
    run = ask()
    services.claim(run.id)
    services.beat(run.id, "reading", 1, 9)
    services.cancel_run(SYSTEM, run_id=run.id)
    assert services.is_cancelled(run.id)
    with pytest.raises(Refusal, match="run_cancelled"):
        services.beat(run.id, "reading", 2, 9)
    with pytest.raises(Refusal, match="run_cancelled"), transaction.atomic():
        Beat.objects.create(name="effect", beat_at=timezone.now())
        services.finish_run(run.id, {})
    assert not Beat.objects.exists()
    assert services.execute(run.id) == "left"
    with pytest.raises(Refusal, match="run_already_finished"):
        services.cancel_run(SYSTEM, run_id=run.id)


def test_who_may_cancel_and_see(effects: list[int]) -> None:
    zhang, li = Actor(1, "zhang", frozenset()), Actor(2, "li", frozenset())
    run = ask(actor=zhang)
    with pytest.raises(Refusal, match="permission_denied"):
        services.cancel_run(li, run_id=run.id)
    with pytest.raises(Refusal, match="run_unknown"):
        selectors.run(li, run.id)
    assert [page.total for page in (selectors.runs(zhang), selectors.runs(li), selectors.runs(SYSTEM))] == [1, 0, 1]
    services.cancel_run(zhang, run_id=run.id)
    assert selectors.run(zhang, run.id).state == "cancelled"


def test_refusals_and_faults_are_kept_on_the_run() -> None:
    @services.work("refuse")
    def refuse(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
        raise Refusal("period_closed", period="2026-01")

    @services.work("break")
    def fall(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
        raise ZeroDivisionError("secret detail")

    found = {}
    for kind in ("refuse", "break", "nobody"):
        run = ask(kind=kind, key=kind)
        assert services.execute(run.id) == "failed"
        row = selectors.run(SYSTEM, run.id)
        found[kind] = (row.error_code, row.error_fields)
    assert found == {
        "refuse": ("period_closed", {"period": "2026-01"}),
        "break": ("internal_error", {"fault": "ZeroDivisionError"}),
        "nobody": ("work_unknown", {"kind": "nobody"}),
    }
    for kind in ("refuse", "break"):
        registry.forget(kind)


def test_failed_work_is_tried_again_when_asked_again(effects: list[int]) -> None:
    run = ask()
    services.claim(run.id)
    services.fail_run(run.id, code="period_closed")
    OrmQ.objects.all().delete()
    ask()
    assert OrmQ.objects.count() == 1
    assert services.execute(run.id) == "done"
    services.fail_run(run.id, code="late")
    assert selectors.run(SYSTEM, run.id).state == "done"


def test_nobody_sees_no_runs() -> None:
    ask()
    assert selectors.runs(ANONYMOUS).rows == ()
