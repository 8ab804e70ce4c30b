"""Messages: what is sent arrives, and what is no message is refused before it costs memory."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest

from lossgui.backends.messages import LARGEST_ANSWER, MessageError, encode, read_message


def stream(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)


def message(header: object, *contents: bytes) -> io.BytesIO:
    return stream(json.dumps(header).encode() + b"\n" + b"".join(contents))


@pytest.mark.parametrize(
    "array",
    [
        np.float32(0.25),
        np.array(3.0),
        np.zeros((0, 3)),
        np.arange(6, dtype=np.float16).reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array([True, False]),
        np.arange(24)[::2],
        np.array([np.nan, np.inf, -0.0]),
    ],
    ids=lambda array: f"{array.dtype}{array.shape}",
)
def test_an_array_arrives_as_it_was_sent(array):
    sent = b"".join(encode({"id": 1}, {"a": array, "again": array}))
    received = read_message(stream(sent))
    assert received.header == {"id": 1}
    for found in received.arrays.values():
        assert (found.dtype, found.shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(found, array)


def test_the_end_of_the_stream_is_no_message():
    assert read_message(stream(b"")) is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"2026 WARNING something\n", "it is not an answer"),
        (b"\xff\xfe\x00\n", "it is not an answer"),
        (b"[1, 2]\n", "not an answer with a number"),
        (b'{"arrays": []}\n', "not an answer with a number"),
        (b'{"id": [], "arrays": []}\n', "not an answer with a number"),
        (b'{"id": 1}\n', "does not list its arrays"),
        (b'{"id": 1, "arrays": [["a", -1]]}\n', "does not list its arrays"),
        (b'{"id": 1, "arrays": [["a", true]]}\n', "does not list its arrays"),
        (b'{"id": 1, "arr', "breaks off"),
        (b"x" * 2_000_000, "breaks off"),
        (b"[" * 500_000 + b"\n", "it is not an answer"),
    ],
)
def test_a_line_that_is_no_header_is_refused(content, said):
    with pytest.raises(MessageError, match=said):
        read_message(stream(content))


def test_an_absurd_size_is_refused_before_anything_is_read():
    with pytest.raises(MessageError, match=f"announces {10**15} bytes"):
        read_message(message({"id": 1, "arrays": [["a", 10**15]]}))


def test_an_announced_size_allocates_nothing():
    with pytest.raises(MessageError, match=f"a breaks off after 9 of {LARGEST_ANSWER} bytes"):
        read_message(message({"id": 1, "arrays": [["a", LARGEST_ANSWER]]}, b"123456789"))


def npy(header: dict, content: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"PK\x03\x04 a zip", id="zip"),
        pytest.param(
            npy({"descr": "<f8", "fortran_order": False, "shape": (10**12,)}), id="huge shape"
        ),
        pytest.param(
            npy({"descr": "<f8", "fortran_order": False, "shape": (2,)}, b"12345678"), id="short"
        ),
        pytest.param(
            npy({"descr": "|O", "fortran_order": False, "shape": (1,)}, b"\x80\x04N."), id="pickle"
        ),
        pytest.param(
            npy({"descr": "<U1", "fortran_order": False, "shape": (2,)}, b"a000b000"), id="text"
        ),
        pytest.param(b"\x93NUMPY\x09\x00" + b"\x00" * 20, id="version"),
    ],
)
def test_bytes_that_are_no_array_of_numbers_are_refused(content):
    with pytest.raises(MessageError, match="a is not an array of numbers"):
        read_message(message({"id": 1, "arrays": [["a", len(content)]]}, content))
