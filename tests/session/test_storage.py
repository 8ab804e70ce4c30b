"""Saving and opening session files."""

from __future__ import annotations

import errno
import io
import json
import stat
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lossgui.core.losses import LOSSES
from lossgui.core.spec import make_spec
from lossgui.session.example import founding_example
from lossgui.session.session import Session
from lossgui.session.storage import FileProblem, load_session, save_session
from tests.session.conftest import bits


@pytest.fixture
def saved(session, tmp_path):
    path = tmp_path / "a.lossgui"
    save_session(path, session.state)
    return path


def refused(path) -> str:
    with pytest.raises(FileProblem) as caught:
        load_session(path)
    message = str(caught.value)
    assert message.startswith(path.name)
    assert "\n" not in message
    assert len(message) < 400
    return message


def rewritten(path, index=None, members=None, **options):
    """Save the file again with another session.json, or other members; None removes one."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if index is not None:
        entries = json.loads(parts["session.json"])
        changed = index(entries)
        parts["session.json"] = (
            changed if isinstance(changed, bytes) else json.dumps(entries).encode()
        )
    parts |= members or {}
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, data in parts.items():
            if data is not None:
                archive.writestr(name, data)
    return path


# ---------------------------------------------------------------------------- there and back


def test_everything_comes_back(session, tmp_path):
    session.set_tensors(
        {
            "weights": np.array([1, 2, 3], np.uint8),
            "mask": np.array([True, False, True]),
            "odd": np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324]),
            "cube": np.zeros((2, 0, 3), np.float16),
            "scalar": np.float32(0.1),
            "预测": np.ones((2, 2), np.int64),
        }
    )
    for key in LOSSES:
        several = LOSSES[key].has_axis and not LOSSES[key].one_axis
        axis = {"axis": (0, -1)} if several else {}
        session.add_loss(make_spec(key, factor=0.1, dtype="float16", **axis))
    session.set_sources(
        1, {"y_true": "y_true", "y_pred": "cube", "sample_weight": "weights", "mask": "mask"}
    )
    session.set_spec(1, make_spec("huber", delta=float("inf"), axis=None))
    session.rename_loss(2, "½ Σ “quoted” \\")
    session.set_reference(2)
    session.duplicate_loss(2)
    path = tmp_path / "预 测.lossgui"
    save_session(path, session.state)
    loaded = load_session(path)
    assert bits(loaded) == bits(session.state)
    other = Session(loaded)
    assert bits(other.state) == bits(session.state)
    assert other.saved
    assert other.add_loss(make_spec("mse")) > max(row.ident for row in loaded.losses)


def test_a_session_without_anything_can_be_saved(session, tmp_path):
    session.remove_loss(1)
    session.remove_loss(2)
    session.remove_tensor("y_true")
    session.remove_tensor("y_pred")
    save_session(tmp_path / "a.lossgui", session.state)
    assert bits(load_session(tmp_path / "a.lossgui")) == ([], (), None)
    other = Session(load_session(tmp_path / "a.lossgui"))
    other.add_loss(make_spec("mse"))
    assert list(other.state.tensors) == ["y_true", "y_pred"]


def test_the_lesson_comes_back_and_no_edit_changes_it(tmp_path):
    session = Session(replace(founding_example(), lesson="half-sum"))
    session.set_cells("y_pred", (0, 0), 0.5)
    session.undo()
    save_session(tmp_path / "a.lossgui", session.state)
    assert load_session(tmp_path / "a.lossgui").lesson == "half-sum"
    session.new()
    assert session.state.lesson == ""


def test_the_same_session_gives_the_same_bytes(session, saved, tmp_path):
    path = tmp_path / "b.lossgui"
    session.set_cells("y_pred", (0, 0), 5.0)
    session.undo()
    save_session(str(path), session.state)
    assert path.read_bytes() == saved.read_bytes()
    Session(load_session(path))
    save_session(path, Session(load_session(path)).state)
    assert path.read_bytes() == saved.read_bytes()


def test_numpy_and_a_text_editor_can_read_it(saved):
    with zipfile.ZipFile(saved) as archive:
        index = json.loads(archive.read("session.json"))
        values = np.load(io.BytesIO(archive.read("tensors/1.npy")), allow_pickle=False)
    assert (index["format"], index["version"]) == ("lossgui session", 1)
    assert values.tolist() == [[0, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]]


# -------------------------------------------------------------------------------- atomically


def fail_at(monkeypatch, place, error):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr(place, fail)


@pytest.mark.parametrize(
    ("place", "error", "sentence"),
    [
        (
            "os.fsync",
            OSError(errno.ENOSPC, "No space left on device"),
            "a.lossgui cannot be saved: the disk is full",
        ),
        ("os.fsync", OSError(errno.EDQUOT, "Disk quota exceeded"), "quota"),
        ("os.fsync", OSError(errno.EIO, "Input/output error"), "the disk reports an error"),
        (
            "pathlib.Path.replace",
            PermissionError(errno.EACCES, "Permission denied"),
            "no permission",
        ),
        ("shutil.copymode", OSError(errno.EROFS, "Read-only file system"), "the disk is read-only"),
        (
            "lossgui.session.storage.npy_format.write_array",
            OSError(errno.ENOSPC, ""),
            "the disk is full",
        ),
        ("pathlib.Path.replace", OSError(999_999, "Something new"), "Something new"),
    ],
)
def test_a_failed_save_leaves_the_old_file_and_nothing_else(
    session, saved, monkeypatch, place, error, sentence
):
    old = saved.read_bytes()
    session.set_cells("y_pred", (0, 0), 9.0)
    with monkeypatch.context() as patch:
        fail_at(patch, place, error)
        with pytest.raises(FileProblem, match=sentence):
            save_session(saved, session.state)
    assert saved.read_bytes() == old
    assert list(saved.parent.iterdir()) == [saved]
    save_session(saved, session.state)
    assert load_session(saved).tensors["y_pred"][0, 0] == 9


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, SystemExit])
def test_an_interrupted_save_leaves_the_old_file_and_nothing_else(
    session, saved, monkeypatch, error
):
    old = saved.read_bytes()
    fail_at(monkeypatch, "os.fsync", error())
    with pytest.raises(error):
        save_session(saved, session.state)
    assert saved.read_bytes() == old
    assert list(saved.parent.iterdir()) == [saved]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere/a.lossgui", "there is no such file or folder"),
        ("b.lossgui/a.lossgui", "a part of its path is a file"),
        ("folder", "it is a folder"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_a_sentence(session, tmp_path, name, sentence):
    (tmp_path / "b.lossgui").write_bytes(b"kept")
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileProblem, match=sentence):
        save_session(tmp_path / name, session.state)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.lossgui", "folder"]


def test_permissions_of_the_file_are_kept(session, saved):
    saved.chmod(0o640)
    session.set_cells("y_pred", (0, 0), 9.0)
    save_session(saved, session.state)
    assert stat.S_IMODE(saved.stat().st_mode) == 0o640


def test_a_new_file_has_the_permissions_of_any_new_file(saved, tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    assert saved.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_read_only_file_is_not_replaced(session, saved, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(FileProblem, match="cannot be saved: the file is read-only"):
        save_session(saved, session.state)


def test_a_link_stays_a_link(session, saved, tmp_path):
    link = tmp_path / "link.lossgui"
    link.symlink_to(saved)
    session.set_cells("y_pred", (0, 0), 9.0)
    save_session(link, session.state)
    assert link.is_symlink()
    assert load_session(saved).tensors["y_pred"][0, 0] == 9


# ------------------------------------------------------------------------------- defensively


def change(key, value):
    return lambda index: index.__setitem__(key, value)


def change_loss(key, value):
    return lambda index: index["losses"][0].__setitem__(key, value)


def change_spec(key, value):
    return lambda index: index["losses"][0]["spec"].__setitem__(key, value)


def change_tensor(key, value):
    return lambda index: index["tensors"][0].__setitem__(key, value)


@pytest.mark.parametrize(
    ("index", "sentence"),
    [
        (change("format", "something else"), "is no lossgui session"),
        (change("version", 2), "has the session format 2, this lossgui reads format 1"),
        (change("version", 0), "has the session format 0"),
        (change("version", "1"), "'version' must be a whole number"),
        (change("version", True), "'version' must be a whole number"),
        (change("tensors", {}), "'tensors' must be a list"),
        (change("tensors", None), "'tensors' must be a list"),
        (change("tensors", ["x"]), "tensor 1: the entry 'name' must be text"),
        (change("tensors", []), "no part of a session: 'tensors/0.npy'"),
        (change("losses", 5), "'losses' must be a list"),
        (change("losses", [None]), "loss 1: the entry 'ident' must be a whole number"),
        (change("reference", 9), "the reference must be one of the losses, not 9"),
        (change("reference", None), "the reference must be one of the losses"),
        (change("reference", "A"), "'reference' must be a whole number"),
        (change("reference", 1.5), "'reference' must be a whole number"),
        (change_tensor("name", "2 x"), "tensor 1: '2 x' cannot be a tensor's name"),
        (change_tensor("name", "y_pred"), "tensor 2 is listed twice: y_pred"),
        (change_tensor("name", 3), "'name' must be text"),
        (change_tensor("file", "tensors/1.npy"), "tensor 2 is listed twice"),
        (change_tensor("file", "tensors/7.npy"), "no part of a session"),
        (change_tensor("file", "../../secret.npy"), "which is no place for a tensor"),
        (change_tensor("file", "/etc/passwd"), "which is no place for a tensor"),
        (change_tensor("file", "tensors/0.npy\n"), "which is no place for a tensor"),
        (change_tensor("file", "session.json"), "which is no place for a tensor"),
        (change_loss("ident", 2), "two losses have the ident 2"),
        (change_loss("ident", 0), "out of range"),
        (change_loss("ident", 10**30), "out of range"),
        (change_loss("colour", -1), "out of range"),
        (change_loss("name", "B"), "two losses have the name 'B'"),
        (change_loss("name", ""), "visible characters"),
        (change_loss("name", "x" * 100), "visible characters"),
        (change_loss("sources", []), "'sources' must be an object"),
        (change_loss("sources", {"y_true": 1, "y_pred": "y_pred"}), "names of tensors"),
        (change_loss("sources", {"y_true": "gone", "y_pred": "y_pred"}), "no tensor called 'gone'"),
        (change_loss("sources", {"y_true": "y_true"}), "needs a tensor for its argument y_pred"),
        (change_loss("spec", "mse"), "'spec' must be an object"),
        (change_spec("loss", "tomorrows_loss"), "loss 1: there is no loss called 'tomorrows_loss'"),
        (change_spec("loss", None), "loss 1: a loss needs the entry 'loss'"),
        (change_spec("dialect", "keras-9"), "loss 1: there is no dialect called 'keras-9'"),
        (change_spec("dialect", []), "loss 1: there is no dialect"),
        (change_spec("reduction", {}), "loss 1: "),
        (change_spec("axis", "x"), "loss 1: axis must be"),
        (change_spec("axis", [0, 1.5]), "loss 1: axis must be"),
        (change_spec("factor", {"number": "inf"}), "loss 1: factor must be a finite number"),
        (change_spec("factor", "2"), "loss 1: factor must be a number"),
        (change_spec("dtype", "float8"), "loss 1: dtype must be one of"),
        (change_spec("dtype", []), "loss 1: dtype must be one of"),
        (change_spec("parameters", {"delta": 1}), "loss 1: "),
        (change_spec("parameters", []), "loss 1: parameters must be"),
        (lambda index: index.update(lesson=5), "'lesson' must be text, not '5'"),
        (change_spec("colour", 1), "loss 1: a loss has the unknown entry 'colour'"),
        (lambda index: b"", "session.json is damaged"),
        (lambda index: b"[1]", "is no lossgui session"),
        (lambda index: b"\xff\xfe", "session.json is damaged"),
        (lambda index: b"{" * 100_000, "session.json is damaged"),
        (lambda index: b'{"a":' * 100_000, "session.json is damaged"),
        (lambda index: b'{"format": 1, "format": 2}', "an entry is there twice"),
        (lambda index: b'{"format": NaN}', "NaN is no JSON"),
        (lambda index: b'{"format": 1e999}', "too large"),
        (lambda index: b'{"format": ' + b"1" * 5000 + b"}", "session.json is damaged"),
        (lambda index: b" " * 5_000_000, "which is too large"),
    ],
)
def test_an_index_that_does_not_fit_is_refused(saved, index, sentence):
    assert sentence in refused(rewritten(saved, index, compression=zipfile.ZIP_DEFLATED))


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"session.json": None}, "it has no session.json in it"),
        ({"tensors/0.npy": None}, "y_true: its numbers are missing, there is no tensors/0.npy"),
        ({"tensors/0.npy": b""}, "a.lossgui, y_true is empty"),
        ({"tensors/0.npy": b"text"}, "a.lossgui, y_true is not an .npy file"),
        ({"../evil.txt": b"x"}, "no part of a session: '../evil.txt'"),
        ({"/evil.txt": b"x"}, "no part of a session"),
        ({"tensors/0.npy/../../evil": b"x"}, "no part of a session"),
    ],
)
def test_members_that_do_not_fit_are_refused(saved, members, sentence):
    assert sentence in refused(rewritten(saved, members=members))
    assert list(saved.parent.iterdir()) == [saved]


def test_an_array_of_objects_is_refused(saved):
    stream = io.BytesIO()
    np.save(stream, np.array([{}]), allow_pickle=True)
    assert "pickle" in refused(rewritten(saved, members={"tensors/0.npy": stream.getvalue()}))


def test_a_member_that_is_there_twice_is_refused(saved):
    with zipfile.ZipFile(saved, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("session.json", b"{}")
    assert "two members called 'session.json'" in refused(saved)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04"])
def test_what_is_no_zip_is_refused(write, content):
    assert "damaged or cut off" in refused(write("a.lossgui", content))


def test_what_is_no_file_is_refused(tmp_path):
    assert "there is no such file" in refused(tmp_path / "nothing.lossgui")
    (tmp_path / "folder.lossgui").mkdir()
    assert "it is a folder" in refused(tmp_path / "folder.lossgui")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data())
def test_a_damaged_session_is_read_or_refused_never_more(saved, data):
    whole = saved.read_bytes()
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    broken = broken[: data.draw(st.integers(0, len(broken)) | st.just(len(broken)))]
    path = saved.with_name("b.lossgui")
    path.write_bytes(bytes(broken))
    try:
        loaded = load_session(path)
    except FileProblem:
        return
    Session(loaded)


def test_a_refused_file_leaves_the_session_as_it_is(session, ear, write):
    before = session.state
    with pytest.raises(FileProblem):
        session.open(load_session(write("a.lossgui", b"hello")))
    assert session.state is before
    assert not ear.heard
