"""Each installed framework is asked in its own dialect, on request or when nothing happens."""

import threading
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest

import lossgui
from lossgui.backends.answer import Answer
from lossgui.backends.catalogue import find_worker, workers
from lossgui.backends.check import check_result  # noqa: F401 - its annotations need the real Host
from lossgui.backends.host import Host, HostState
from lossgui.core.api import evaluate_spec
from lossgui.core.spec import make_spec
from lossgui.ui import crosscheck
from lossgui.ui.crosscheck import CHECKING
from lossgui.ui.jobs import Jobs
from lossgui.ui.losses.badge import badge_of
from lossgui.ui.questions import NOT_CHECKED, in_dialect_of
from lossgui.ui.studio import Studio


@dataclass
class NamedHost:
    """A framework that repeats our own numbers, and counts who asks it at once."""

    worker: object
    python: str | None = None
    asked: list = field(default_factory=list)
    inside: int = 0
    most_inside: int = 0
    state: HostState = field(default_factory=lambda: HostState("ready", "It is ready."))
    gate: threading.Event = field(default_factory=threading.Event)

    def check(self, spec, tensors, *, sample_weight=None, mask=None, timeout=None):
        self.inside += 1
        self.most_inside = max(self.inside, self.most_inside)
        self.asked.append(spec)
        self.gate.wait(20)
        ours = evaluate_spec(spec, tensors, sample_weight=sample_weight, mask=mask)
        self.inside -= 1
        value, values = np.asarray(ours.value), np.asarray(ours.unreduced)
        return Answer("values", version="9", value=value, per_sample=values)

    def stop(self):
        self.gate.set()


@pytest.fixture
def hosts(monkeypatch):
    """Scripted hosts by framework, made when they are first needed."""
    made = {}

    def make(python=None, worker="tensorflow"):
        assert python is None
        made[worker] = NamedHost(find_worker(worker))
        made[worker].gate.set()
        return made[worker]

    monkeypatch.setattr("lossgui.backends.host.Host", make)
    installed = tuple(workers()[key] for key in ("tensorflow", "torch", "optax"))
    monkeypatch.setattr("lossgui.backends.interpreter.installed_workers", lambda _: installed)
    monkeypatch.setattr(crosscheck, "QUIET_TIME", 20)
    monkeypatch.setattr(crosscheck, "IDLE_TIME", 60)
    return made


@pytest.fixture
def quick(hosts, qtbot):
    """A studio with one loss, Keras' mean squared error, that asks by itself."""
    studio = Studio()
    studio.session.remove_loss(studio.session.state.losses[1].ident)
    qtbot.waitUntil(lambda: not isinstance(studio.check(first(studio)), str))
    yield SimpleNamespace(studio=studio, hosts=hosts)
    studio.close()
    studio.deleteLater()


def first(studio):
    return studio.snapshot.rows[0].row.ident


def others(studio):
    return {
        worker.key: answer if isinstance(answer, str) else answer.status
        for worker, _spec, answer in studio.other_checks(first(studio))
    }


def asked_in(host):
    return {spec.dialect for spec in host.asked}


def test_other_frameworks_are_not_started_by_themselves(quick):
    assert others(quick.studio) == {"torch": NOT_CHECKED, "optax": NOT_CHECKED}
    assert set(quick.hosts) == {"tensorflow"}


def test_f9_asks_each_framework_in_its_own_dialect(quick, qtbot):
    quick.studio.check_now()
    qtbot.waitUntil(lambda: others(quick.studio) == {"torch": "agrees", "optax": "agrees"})
    assert asked_in(quick.hosts["torch"]) == {"torch-2"}
    assert asked_in(quick.hosts["optax"]) == {"optax"}


def test_after_f9_the_others_follow_an_edit_when_nothing_else_happens(quick, qtbot):
    studio = quick.studio
    studio.check_now()
    qtbot.waitUntil(lambda: CHECKING not in others(studio).values())
    before = len(quick.hosts["torch"].asked)
    for value in (0.1, 0.2, 0.3):
        studio.session.set_cells("y_pred", (0, 0), value)
    assert others(studio) == {"torch": CHECKING, "optax": CHECKING}
    qtbot.waitUntil(lambda: others(studio) == {"torch": "agrees", "optax": "agrees"})
    assert len(quick.hosts["torch"].asked) == before + 1


def test_nobody_is_asked_about_what_nobody_sees(quick, qtbot):
    studio = quick.studio
    studio.check_now()
    qtbot.waitUntil(lambda: CHECKING not in others(studio).values())
    before = len(quick.hosts["torch"].asked)
    studio.watch_checks(False)
    studio.session.set_cells("y_pred", (0, 0), 0.25)
    qtbot.wait(200)
    assert len(quick.hosts["torch"].asked) == before
    studio.watch_checks(True)
    qtbot.waitUntil(lambda: others(studio)["torch"] == "agrees")


def test_undo_brings_the_answers_back_without_a_question(quick, qtbot):
    studio = quick.studio
    studio.check_now()
    qtbot.waitUntil(lambda: CHECKING not in others(studio).values())
    studio.session.set_cells("y_pred", (0, 0), 0.25)
    qtbot.waitUntil(lambda: CHECKING not in others(studio).values())
    counts = {key: len(host.asked) for key, host in quick.hosts.items()}
    studio.session.undo()
    qtbot.waitUntil(lambda: CHECKING not in others(studio).values())
    qtbot.waitUntil(lambda: not isinstance(studio.check(first(studio)), str))
    assert {key: len(host.asked) for key, host in quick.hosts.items()} == counts


def test_each_framework_has_one_question_at_a_time_and_none_waits_for_another(quick, qtbot):
    studio = quick.studio
    for _ in range(3):
        studio.session.duplicate_loss(first(studio))
    studio.check_now()
    qtbot.waitUntil(lambda: {"torch", "optax"} <= set(quick.hosts))
    qtbot.waitUntil(lambda: CHECKING not in others(studio).values())
    qtbot.waitUntil(lambda: len(quick.hosts["optax"].asked) == 4)
    assert {host.most_inside for host in quick.hosts.values()} == {1}


def test_a_framework_without_the_loss_has_no_badge(quick, qtbot):
    studio = quick.studio
    studio.session.set_spec(first(studio), make_spec("squared_hinge"))
    studio.check_now()
    qtbot.waitUntil(lambda: not isinstance(studio.check(first(studio)), str))
    assert others(studio) == {}


def test_the_loss_in_another_dialect_keeps_what_that_dialect_has():
    torch = find_worker("torch")
    spec = in_dialect_of(torch, make_spec("mse", dtype="float64", factor=0.5))
    assert (spec.dialect, spec.dtype, spec.factor, spec.axis) == ("torch-2", "float64", 0.5, ())
    assert in_dialect_of(torch, make_spec("squared_hinge")) is None


def test_the_real_frameworks_agree_each_in_its_dialect(qapp, qtbot):
    studio = Studio(host=Host(), check_automatically=False)
    try:
        studio.check_now()
        qtbot.waitUntil(lambda: CHECKING not in others(studio).values(), timeout=180_000)
        assert set(others(studio).values()) <= {"agrees", "missing"}
    finally:
        studio.close()
        studio.deleteLater()


def test_closing_does_not_wait_for_work_that_never_began(qapp):
    jobs, started, gate = Jobs("test"), threading.Event(), threading.Event()
    jobs.start(1, lambda: (started.set(), gate.wait(20)))
    assert started.wait(10)
    jobs.start(2, lambda: None)
    jobs.close(interrupt=gate.set)
    jobs.deleteLater()
    assert not [t for t in threading.enumerate() if t.name.startswith("test")]


TORCH_CODE = "def spread(y_true, y_pred):\n    return torch.mean(torch.square(y_pred - y_true), -1)"


def test_pasted_code_is_asked_of_the_framework_that_it_is_written_for(quick, qtbot):
    session = quick.studio.session
    session.add_loss(make_spec(lossgui.parse(TORCH_CODE)))
    ident = session.state.losses[-1].ident
    qtbot.waitUntil(lambda: not isinstance(quick.studio.check(ident), str))
    found = quick.studio.check(ident)
    assert (found.status, found.framework) == ("agrees", "PyTorch")
    assert [spec.entry.name for spec in quick.hosts["torch"].asked] == ["spread"]
    assert badge_of(found).text == "Torch ok"


def test_an_edit_asks_pasted_code_again_and_f9_asks_no_other_framework(quick, qtbot):
    session, studio = quick.studio.session, quick.studio
    session.add_loss(make_spec(lossgui.parse(TORCH_CODE)))
    ident = session.state.losses[-1].ident
    qtbot.waitUntil(lambda: not isinstance(studio.check(ident), str))
    session.set_cells("y_pred", (0, 0), 0.25)
    assert studio.check(ident) == CHECKING
    qtbot.waitUntil(lambda: not isinstance(studio.check(ident), str))
    assert len(quick.hosts["torch"].asked) == 2
    studio.check_now()
    qtbot.waitUntil(lambda: CHECKING not in {studio.check(ident), *others(studio).values()})
    assert studio.other_checks(ident) == ()
