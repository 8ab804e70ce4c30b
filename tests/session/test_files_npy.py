"""Reading .npy and .npz, whoever wrote them."""

from __future__ import annotations

import io
import os
import pickle
import struct
import threading
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lossgui.session.cells import DTYPES
from lossgui.session.files import SUFFIXES, FileProblem, read_tensors

ARRAYS = hnp.arrays(
    st.sampled_from(DTYPES), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
)


def npy(array, **options) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asanyarray(array), **options)
    return stream.getvalue()


def npy_header(header: str | bytes, cells: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    data = header.encode() if isinstance(header, str) else header
    length = struct.pack("<H" if version[0] == 1 else "<I", len(data))
    return b"\x93NUMPY" + version + length + data + cells


def npz(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def refused(path) -> str:
    with pytest.raises(FileProblem) as caught:
        read_tensors(path)
    message = str(caught.value)
    assert path.name in message
    assert "\n" not in message
    return message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    array=ARRAYS,
    big=st.booleans(),
    fortran=st.booleans(),
    version=st.sampled_from([(1, 0), (2, 0)]),
)
def test_every_array_of_numbers_comes_back_bit_for_bit(write, array, big, fortran, version):
    stored = array.astype(
        array.dtype.newbyteorder(">" if big else "="), order="F" if fortran else "C"
    )
    path = write("a.npy", npy(stored, version=version))
    [read] = read_tensors(path).values()
    assert read.dtype == array.dtype
    assert read.dtype.isnative
    assert read.flags.c_contiguous
    assert read.flags.writeable
    assert read.shape == array.shape
    assert read.tobytes() == array.tobytes()


def test_the_array_is_called_after_the_file(write):
    assert list(read_tensors(write("y-true.npy", npy([1.0])))) == ["y_true"]
    assert list(read_tensors(write("2 b.npy", npy([1.0])))) == ["t_2_b"]
    assert list(read_tensors(str(write("Y_PRED.NPY", npy([1.0]))))) == ["y_pred"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"hello world", "is not an .npy file"),
        (pickle.dumps([1.0]), "is not an .npy file"),
        (npz({"a.npy": npy([1.0])}), "is not an .npy file"),
        (b"\x93NUM", "ends inside its header"),
        (npy([1.0])[:9], "ends inside its header"),
        (npy([1.0])[:60], "ends inside its header"),
        (npy([1.0, 2.0])[:-1], r"shape is (2,), which takes 16 bytes, but 15 are there"),
        (npy([1.0, 2.0]) + b"x", "goes on for 1 bytes after its array"),
        (npy([1.0]) * 2, "save one array per .npy file"),
        (npy([{"a": 1}, None]), "Python objects as a pickle"),
        (npy([1j]), "complex numbers"),
        (npy(["text"]), "holds text"),
        (npy([b"text"]), "holds text"),
        (npy(np.zeros(2, "f4,i4")), "table of records"),
        (npy(np.array(["2020-01-01"], "M8[D]")), "holds dates"),
        (npy(np.zeros(1, "m8[s]")), "time spans"),
        (npy(np.zeros(2, "V3")), "table of records"),
        (
            npy_header("{'descr': '<f16', 'fortran_order': False, 'shape': (1,)}", b"0" * 16),
            "'<f16'",
        ),
        (
            npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,)}"),
            "1 000 000 000 cells",
        ),
        (
            npy_header("{'descr': '|b1', 'fortran_order': False, 'shape': (100000, 10000)}"),
            "shape (100000, 10000)",
        ),
        (
            npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (" + "9" * 4000 + ",)}"),
            "cells",
        ),
        (
            npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}"),
            "damaged header: its shape is (-1,)",
        ),
        (
            npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (True,)}", b"0" * 8),
            "damaged header",
        ),
        (
            npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': 3}", b"0" * 24),
            "damaged header",
        ),
        (
            npy_header(
                "{'descr': '<f8', 'fortran_order': False, 'shape': " + repr((1,) * 40) + "}"
            ),
            "40 axes",
        ),
        (npy_header("{'descr': 3, 'fortran_order': False, 'shape': (1,)}"), "damaged header"),
        (
            npy_header("{'descr': '<f8,<f8', 'fortran_order': False, 'shape': (1,)}"),
            "damaged header",
        ),
        (
            npy_header("{'descr': ('<f8', (2,)), 'fortran_order': False, 'shape': (1,)}"),
            "table of records",
        ),
        (npy_header("{'shape': (1,)}"), "damaged header"),
        (npy_header("__import__('os').system('true')"), "damaged header"),
        (npy_header("(" * 5000), "damaged header"),
        (npy_header("-" * 9000 + "1"), "damaged header"),
        (npy_header(b"\xff" * 20), "damaged header"),
        (npy_header("x" * 20_000, version=b"\x02\x00"), "header of 20000 bytes"),
        (npy_header("", version=b"\x03\x00"), "version 3.0"),
        (npy_header("", version=b"\x09\x07"), "version 9.7"),
    ],
)
def test_what_is_no_array_of_numbers_is_refused(write, content, sentence):
    assert sentence in refused(write("bad.npy", content))


def test_a_shape_that_is_too_large_takes_no_memory(write):
    path = write(
        "a.npy", npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,)}")
    )
    tracemalloc.start()
    try:
        refused(path)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_shape_that_the_file_does_not_hold_takes_no_memory(write):
    path = write(
        "a.npy", npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (200000000,)}")
    )
    tracemalloc.start()
    try:
        assert "takes 1600000000 bytes, but 0 are there" in refused(path)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_pickle_is_never_run(write, tmp_path):
    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "run"),)

    objects = np.array([Bomb()], dtype=object)
    assert "pickle" in refused(write("a.npy", npy(objects)))
    assert "pickle" in refused(write("a.npz", npz({"x.npy": npy(objects)})))
    assert not (tmp_path / "run").exists()


def test_a_boolean_is_0_or_1_whatever_its_byte_says(write):
    header = "{'descr': '|b1', 'fortran_order': False, 'shape': (4,)}"
    [read] = read_tensors(write("a.npy", npy_header(header, b"\x00\x01\x02\xff"))).values()
    assert read.view(np.uint8).tolist() == [0, 1, 1, 1]


# --------------------------------------------------------------------------------------- npz


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_the_arrays_of_an_npz_keep_their_names(tmp_path, save):
    path = tmp_path / "data.npz"
    save(
        path,
        y_true=np.eye(3),
        y_pred=np.ones((3, 3), np.float32),
        empty=np.zeros((0, 2)),
        n=np.int16(3),
    )
    read = read_tensors(path)
    assert list(read) == ["y_true", "y_pred", "empty", "n"]
    assert read["y_true"].tolist() == np.eye(3).tolist()
    assert read["y_pred"].dtype == np.float32
    assert read["n"].shape == ()


def test_names_of_members_become_names_of_tensors(write):
    members = {"../../etc/x.npy": npy([1.0]), "my data.npy": npy([2.0]), "readme.txt": b"hello"}
    read = read_tensors(write("a.npz", npz(members)))
    assert {name: values.tolist() for name, values in read.items()} == {
        "etc_x": [1],
        "my_data": [2],
    }


def patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """Change the directory entry or local header that begins with `signature`."""
    place = data.index(signature) + offset
    return data[:place] + value + data[place + len(value) :]


DIRECTORY = b"PK\x01\x02"
ONE = npz({"x.npy": npy(np.arange(1000.0))}, zipfile.ZIP_STORED)
ZEROS = npz({"x.npy": npy(np.zeros(100_000))})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is damaged or cut off"),
        (b"hello", "is damaged or cut off"),
        (ONE[: len(ONE) // 2], "is damaged or cut off"),
        (ONE[:-30], "is damaged or cut off"),
        (ONE[500:], "is damaged or cut off"),
        (ONE.replace(npy(np.arange(1000.0))[-8:], b"changed!"), "is damaged or cut off"),
        (npz({}), "has no arrays in it"),
        (npz({"readme.txt": b"hello"}), "has no arrays in it"),
        (npz({"x.npy": npy([{}])}), "a.npz, array 'x' holds Python objects as a pickle"),
        (npz({"x.npy": npy(["a"])}), "array 'x' holds text"),
        (npz({"x.npy": npy([1.0])[:-3]}), "array 'x' says that its shape is (1,)"),
        (npz({"x.npy": b"text"}), "array 'x' is not an .npy file"),
        (npz({"x.npy": npy([1.0]), "y.npy": b""}), "array 'y' is empty"),
        (npz({"a b.npy": npy([1.0]), "a-b.npy": npy([1.0])}), "two arrays called a_b"),
        (npz({"x.npy": npy([1.0])}, zipfile.ZIP_LZMA), "packed in a way that NumPy does not use"),
        (npz({"x.npy": npy([1.0])}, zipfile.ZIP_BZIP2), "packed in a way that NumPy does not use"),
        (npz({f"x{n}.npy": npy([1.0]) for n in range(1001)}), "1001 members"),
        (patched(ONE, DIRECTORY, 8, b"\x01\x00"), "is encrypted"),
        (patched(ZEROS, DIRECTORY, 24, struct.pack("<I", 1_500_000_000)), "cannot be"),
        (patched(ONE, DIRECTORY, 24, struct.pack("<I", 3_000_000_000)), "would unpack to 3.0 GB"),
        (patched(ONE, DIRECTORY, 24, struct.pack("<I", 100)), "is damaged or cut off"),
        (patched(ONE, DIRECTORY, 42, struct.pack("<I", 4_000_000)), "is damaged or cut off"),
    ],
)
def test_what_is_no_npz_of_numbers_is_refused(write, content, sentence):
    assert sentence in refused(write("a.npz", content))


def test_a_member_that_is_there_twice_is_refused(write):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x.npy", npy([1.0]))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("x.npy", npy([2.0]))
    assert "two members called 'x.npy'" in refused(write("a.npz", stream.getvalue()))


def test_a_bomb_is_refused_before_it_goes_off(write):
    """300 arrays of 64 MB zeros: 20 GB out of 20 MB, by the directory alone."""
    packed = npz({"x.npy": npy(np.zeros(8_000_000))})
    start, end = packed.index(DIRECTORY), packed.index(b"PK\x05\x06")
    entry = packed[start:end]
    entries = b"".join(entry.replace(b"x.npy", b"%05d" % n) for n in range(300))
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 300, 300, len(entries), start, 0)
    path = write("a.npz", packed[:start] + entries + tail)
    tracemalloc.start()
    try:
        assert "would unpack to 19.2 GB" in refused(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data(), suffix=st.sampled_from(["npy", "npz"]), compressed=st.booleans())
def test_a_damaged_file_is_read_or_refused_never_more(write, data, suffix, compressed):
    whole = npy(np.arange(12.0).reshape(3, 4))
    if suffix == "npz":
        method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        whole = npz({"a.npy": whole, "b.npy": npy(np.eye(2, dtype=np.int8))}, method)
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    broken = broken[: data.draw(st.integers(0, len(broken)) | st.just(len(broken)))]
    try:
        read = read_tensors(write(f"a.{suffix}", bytes(broken)))
    except FileProblem:
        return
    assert all(array.dtype in DTYPES for array in read.values())


# --------------------------------------------------------------------------------- the system


def test_what_is_no_file_is_refused(tmp_path):
    assert "there is no such file" in refused(tmp_path / "nothing.npy")
    (tmp_path / "folder.npy").mkdir()
    assert "it is a folder" in refused(tmp_path / "folder.npy")
    assert "a part of its path is a file" in refused(_file(tmp_path / "f.npy") / "x.npy")
    assert "name is too long" in refused(tmp_path / ("x" * 300 + ".npy"))


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    with pytest.raises(FileProblem, match="no file has such a name"):
        read_tensors(tmp_path / "a\0.npy")


def _file(path):
    path.write_bytes(b"")
    return path


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.npy")
    waiting = threading.Thread(target=lambda: refused(tmp_path / "a.npy"), daemon=True)
    waiting.start()
    waiting.join(30)
    assert not waiting.is_alive()


def test_a_file_that_the_system_keeps_is_refused(write, monkeypatch):
    path = write("a.npy", npy([1.0]))

    def deny(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", deny)
    assert "you have no permission" in refused(path)


def test_too_little_memory_is_a_sentence(write, monkeypatch):
    path = write("a.npy", npy([1.0]))

    def full(*arguments, **options):
        raise MemoryError

    monkeypatch.setattr("lossgui.session.files_npy.np.empty", full)
    assert "more memory than is free" in refused(path)


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.npy.gz", ".npy"])
def test_other_kinds_of_files_are_refused_with_the_kinds_that_are_read(write, name):
    assert ".npy, .npz, .csv, .tsv, .txt" in refused(write(name, b""))
    assert SUFFIXES == (".npy", ".npz", ".csv", ".tsv", ".txt")
