"""The cross-check: answers for the present numbers only, and a window that outlives any worker."""

import sys
import threading
from dataclasses import dataclass, field

import numpy as np
import pytest

from lossgui.backends.answer import Answer
from lossgui.backends.catalogue import Worker
from lossgui.backends.host import Host, HostState
from lossgui.core.spec import make_spec
from lossgui.ui.choices import CheckButton, tensorflow_version
from lossgui.ui.crosscheck import AUTOMATIC_LIMIT, CHECKING
from lossgui.ui.losses.badge import badge_of
from lossgui.ui.questions import NOT_CHECKED
from lossgui.ui.studio import Studio

HANGS = "import time\ntime.sleep(600)\n"
DIES = "import sys\nsys.stderr.write('out of luck')\nsys.exit(3)\n"
RUBBISH = "print('Hello, I am no worker', flush=True)\nimport time\ntime.sleep(600)\n"
READY = HostState("ready", "It is ready.", "tensorflow 9.9.9")


@dataclass
class ScriptedHost:
    """A host whose framework gives what it is told to, when it is told to."""

    answer: Answer = field(default_factory=lambda: Answer("not comparable", "Nothing like it."))
    state: HostState = READY
    asked: list = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def check(self, spec, tensors, **weights):
        self.asked.append((spec, {name: array.copy() for name, array in tensors.items()}))
        self.gate.wait(20)
        return self.answer

    def stop(self):
        self.gate.set()


@pytest.fixture
def host():
    """A scripted host that answers at once."""
    host = ScriptedHost()
    host.gate.set()
    return host


@pytest.fixture
def make_studio(qapp):
    """Return a function that makes a studio, closed at the end."""
    made = []

    def make(host, **options):
        studio = Studio(host=host, **options)
        made.append(studio)
        return studio

    yield make
    for studio in made:
        studio.close()
        studio.deleteLater()


def answers(studio):
    return [studio.check(row.row.ident) for row in studio.snapshot.rows]


def all_answered(studio):
    return not any(isinstance(answer, str) for answer in answers(studio))


def framework_host(tmp_path, program, **options):
    """A host whose worker is this program."""
    file = tmp_path / "worker.py"
    file.write_text(program)
    worker = Worker("fake", "Fake framework", (), "fake", ("keras-3", "textbook"), file)
    return Host(worker=worker, **options)


def test_every_loss_is_checked_by_itself_soon_after_the_start(make_studio, host, qtbot):
    studio = make_studio(host)
    assert answers(studio) == [CHECKING, CHECKING]
    qtbot.waitUntil(lambda: all_answered(studio))
    assert [answer.status for answer in answers(studio)] == ["not comparable"] * 2
    assert len(host.asked) == 2


def test_changes_in_quick_succession_are_asked_about_once(make_studio, host, qtbot):
    studio = make_studio(host)
    for value in (0.1, 0.2, 0.3):
        studio.session.set_cells("y_pred", (0, 0), value)
    qtbot.waitUntil(lambda: all_answered(studio))
    assert len(host.asked) == 2
    assert all(tensors["y_pred"][0, 0] == 0.3 for _, tensors in host.asked)


def test_an_answer_about_older_numbers_is_dropped(make_studio, qtbot):
    host = ScriptedHost()
    studio = make_studio(host, check_automatically=False)
    studio.check_now()
    qtbot.waitUntil(lambda: len(host.asked) == 1)
    studio.session.set_cells("y_pred", (0, 0), 0.25)
    host.gate.set()
    qtbot.waitUntil(lambda: len(host.asked) == 2)
    first = studio.snapshot.rows[0].row.ident
    assert studio.check(first) == NOT_CHECKED


def test_a_change_of_one_loss_keeps_the_other_s_answer(make_studio, host, qtbot):
    studio = make_studio(host)
    qtbot.waitUntil(lambda: all_answered(studio))
    first, second = studio.snapshot.rows
    studio.session.set_spec(first.row.ident, first.row.spec.replace(reduction="sum"))
    assert studio.check(first.row.ident) == CHECKING
    assert studio.check(second.row.ident).status == "not comparable"
    qtbot.waitUntil(lambda: all_answered(studio))
    assert len(host.asked) == 3


def test_renaming_a_loss_asks_nothing(make_studio, host, qtbot):
    studio = make_studio(host)
    qtbot.waitUntil(lambda: all_answered(studio))
    studio.session.rename_loss(studio.snapshot.rows[0].row.ident, "mine")
    assert all_answered(studio)


def test_f9_asks_about_everything_again(make_studio, host, qtbot):
    studio = make_studio(host)
    qtbot.waitUntil(lambda: all_answered(studio))
    studio.check_now()
    assert answers(studio) == [CHECKING, CHECKING]
    qtbot.waitUntil(lambda: all_answered(studio))
    assert len(host.asked) == 4


def test_large_arrays_are_checked_on_request_only(make_studio, host, qtbot):
    studio = make_studio(host)
    large = np.zeros((AUTOMATIC_LIMIT // 1000, 1000), np.float32)
    with qtbot.waitSignal(studio.snapshot_changed, timeout=20000):
        studio.session.set_tensors({"y_true": large, "y_pred": large})
    assert answers(studio) == [NOT_CHECKED, NOT_CHECKED]
    studio.check_now()
    qtbot.waitUntil(lambda: all_answered(studio), timeout=20000)


def test_a_removed_loss_is_not_asked_about(make_studio, qtbot):
    host = ScriptedHost()
    studio = make_studio(host, check_automatically=False)
    studio.check_now()
    qtbot.waitUntil(lambda: len(host.asked) == 1)
    for row in studio.snapshot.rows:
        studio.session.remove_loss(row.row.ident)
    host.gate.set()
    qtbot.wait(50)
    assert len(host.asked) == 1


def test_closing_does_not_wait_for_an_answer(qtbot):
    host = ScriptedHost()
    studio = Studio(host=host, check_automatically=False)
    studio.check_now()
    qtbot.waitUntil(lambda: len(host.asked) == 1)
    studio.close()
    studio.deleteLater()
    assert not [t for t in threading.enumerate() if t.name.startswith("cross-check")]


@pytest.mark.parametrize(
    ("program", "options", "said"),
    [
        (HANGS, {"start_timeout": 0.5}, "did not start within 0.5 s"),
        (DIES, {}, "exit status 3"),
        (RUBBISH, {}, "rubbish"),
    ],
    ids=["hangs", "dies", "prints rubbish"],
)
def test_a_worker_that_misbehaves_leaves_the_window_alive(
    tmp_path, make_window, qtbot, program, options, said
):
    studio = Studio(host=framework_host(tmp_path, program, **options))
    window = make_window(studio)
    qtbot.waitUntil(lambda: all_answered(studio), timeout=20000)
    assert [answer.status for answer in answers(studio)] == ["failed", "failed"]
    assert said in answers(studio)[0].sentence
    button = window.findChild(CheckButton)
    assert "no answer" in button.text()
    assert said in button.toolTip()
    studio.session.set_cells("y_pred", (0, 0), 0.5)
    assert window.isVisible()
    assert studio.snapshot.state.tensors["y_pred"].values[0, 0] == 0.5


def test_a_missing_framework_is_a_state_and_names_the_command(tmp_path, make_window, qtbot):
    studio = Studio(host=Host(python=str(tmp_path / "no-python-here")))
    window = make_window(studio)
    qtbot.waitUntil(lambda: all_answered(studio), timeout=20000)
    assert [answer.status for answer in answers(studio)] == ["missing", "missing"]
    assert "not installed" in window.findChild(CheckButton).text()
    assert window.notices.text == ""


def test_the_window_s_process_never_imports_tensorflow(make_studio, qtbot):
    """With the real framework where it is installed; without it the answer is "missing"."""
    studio = make_studio(Host())
    qtbot.waitUntil(lambda: all_answered(studio), timeout=180_000)
    assert {answer.status for answer in answers(studio)} <= {"agrees", "missing"}
    assert {"tensorflow", "keras", "torch", "jax"} & set(sys.modules) == set()


def test_the_button_reads_the_version_out_of_the_host_s_list():
    assert tensorflow_version("tensorflow 2.21.0, keras 3.15.1") == "2.21.0"
    assert tensorflow_version("unknown version") == "unknown version"


def test_a_row_of_another_dialect_is_asked_of_its_own_framework(make_studio, qtbot):
    studio = make_studio(Host())
    ident = studio.session.state.losses[0].ident
    studio.session.set_spec(ident, make_spec("smooth_l1", dialect="torch-2"))
    qtbot.waitUntil(lambda: not isinstance(studio.check(ident), str), timeout=120_000)
    found = studio.check(ident)
    assert (found.status, found.framework) == ("agrees", "PyTorch"), found.sentence
    assert badge_of(found).text == "Torch ok"


def test_the_button_names_the_framework_that_differs(make_studio, qtbot):
    """PyTorch's gradient by y_true is infinite where y_pred is 0: it clamps for the value only."""
    studio = make_studio(Host())
    first, second = (row.ident for row in studio.session.state.losses)
    studio.session.set_spec(first, make_spec("binary_crossentropy", dialect="torch-2"))
    studio.session.remove_loss(second)
    button = CheckButton(studio)
    qtbot.addWidget(button)
    qtbot.waitUntil(lambda: not isinstance(studio.check(first), str), timeout=120_000)
    assert "y_true [0, 0]" in studio.check(first).first_difference
    assert button.text() == "PyTorch differs: 1"
