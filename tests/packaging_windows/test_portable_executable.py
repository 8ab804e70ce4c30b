"""What is read of a Windows library, on libraries whose bytes are written here."""

from __future__ import annotations

import pytest
from portable_executable import NotAProgramError, read_program

from tests.packaging_windows.pe_files import library


@pytest.fixture
def read(tmp_path):
    def reading(**content):
        path = tmp_path / "a.dll"
        path.write_bytes(library(**content))
        return read_program(path)

    return reading


def test_functions_are_imported_by_the_small_name_of_their_library(read):
    program = read(imports={"KERNEL32.dll": ["ExitProcess", "Sleep"], "b.dll": ["run"]})
    assert program.imports == {
        "kernel32.dll": frozenset({"ExitProcess", "Sleep"}),
        "b.dll": frozenset({"run"}),
    }


def test_a_function_taken_by_number_has_no_name(read):
    assert read(imports={"OLEAUT32.dll": [2, "Free", 7]}).imports == {
        "oleaut32.dll": frozenset({"Free"})
    }


def test_what_is_loaded_on_first_use_counts_as_imported(read):
    program = read(imports={"b.dll": ["run"]}, delayed={"b.dll": ["stop"], "c.dll": ["go"]})
    assert program.imports == {"b.dll": frozenset({"run", "stop"}), "c.dll": frozenset({"go"})}


def test_exports_are_read(read):
    assert read(exports=["first", "second"]).exports == {"first", "second"}


def test_a_library_may_have_no_tables(read):
    program = read()
    assert (program.imports, program.exports) == ({}, frozenset())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x7fELF" + bytes(200), id="for Linux"),
        pytest.param(b"MZ" + bytes(10), id="cut off in the head"),
        pytest.param(library(imports={"b.dll": ["run"]})[:0x210], id="cut off in a table"),
        pytest.param(library(machine=0x14C), id="32 bits"),
    ],
)
def test_what_is_no_whole_64_bit_program_is_refused_by_name(tmp_path, content):
    path = tmp_path / "broken.dll"
    path.write_bytes(content)
    with pytest.raises(
        NotAProgramError, match=r"broken\.dll is not a whole 64-bit Windows program"
    ):
        read_program(path)
