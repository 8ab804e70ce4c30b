"""Reading tables as spreadsheets, programs and people write them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lossgui.session import files_table
from lossgui.session.files import FileProblem, read_tensors


def read(path):
    [array] = read_tensors(path).values()
    assert array.dtype == np.float64
    return array.tolist()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1,2\n3,4\n", [[1, 2], [3, 4]]),
        ("1, 2\n3 ,4", [[1, 2], [3, 4]]),
        ("1;2\n3;4\n", [[1, 2], [3, 4]]),
        ("1\t2\n3\t4\n", [[1, 2], [3, 4]]),
        ("1 2\n  3   4  \n", [[1, 2], [3, 4]]),
        ("1\n2\n", [[1], [2]]),
        ("0.5", [[0.5]]),
        ("1,2\r\n3,4\r\n", [[1, 2], [3, 4]]),
        ("1,2\r3,4\r", [[1, 2], [3, 4]]),
        ("\n1,2\n\n3,4\n\n\n", [[1, 2], [3, 4]]),
        ("a,b\n1,2\n", [[1, 2]]),
        ("sample 1,y2\n1,2\n", [[1, 2]]),
        ("温度;湿度\n1;2\n", [[1, 2]]),
        ("a b\n1 2\n", [[1, 2]]),
        ("x\n1\n2\n", [[1], [2]]),
        ("# made by numpy\n# 2\n1 2\n", [[1, 2]]),
        ("# a\nname,other\n# b\n1,2\n", [[1, 2]]),
        ("1,2,\n3,4,\n", [[1, 2], [3, 4]]),
        ("a;b;\n1;2;\n", [[1, 2]]),
        ("0,5;1\n0,7;2\n", [[0.5, 1], [0.7, 2]]),
        ("a;b\n0,5;1,000\n", [[0.5, 1]]),
        ("0,5\t1,5\n", [[0.5, 1.5]]),
        ("0,5 0,7\n1,5 2\n", [[0.5, 0.7], [1.5, 2]]),
        ("sep=;\n1;2\n", [[1, 2]]),
        ("SEP=,\na,b\n1,2\n", [[1, 2]]),
        ('"1","2"\n"3","4"\n', [[1, 2], [3, 4]]),
        ('"a, b",c\n"0,5",2\n', [[0.5, 2]]),
        ("1/3,1e-3,-2\n", [[1 / 3, 1e-3, -2]]),
        ("１，２\n".replace("，", ","), [[1, 2]]),
        ("−1,2\n", [[-1, 2]]),
        ("inf,-inf,1e5\n", [[np.inf, -np.inf, 1e5]]),
        ("\ufeff1,2\n", [[1, 2]]),
        ("1.000000000000000000e+00 2.500000000000000000e-01\n", [[1, 0.25]]),
        ("1,2 \n3,4\t\n".replace("\t", ""), [[1, 2], [3, 4]]),
    ],
)
def test_tables_are_read_however_they_are_written(write, text, rows):
    for name in ("a.csv", "a.txt", "a.tsv"):
        assert read(write(name, text)) == rows


def test_nan_is_a_value(write):
    assert np.isnan(read(write("a.csv", "1,nan\nNaN,2\n"))).tolist() == [
        [False, True],
        [True, False],
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "latin-1"]
)
def test_what_spreadsheets_save_is_decoded(write, encoding):
    title = {"latin-1": "größe"}.get(encoding, "损失")
    text = f"{title}\tb\r\n0.5\t1\r\n".encode(encoding)
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    assert read(write("a.csv", marks.get(encoding, b"") + text)) == [[0.5, 1]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "a.csv is empty"),
        (" \n\n", "a.csv is empty"),
        ("\ufeff", "a.csv is empty"),
        ("# nothing\n", "a.csv has no numbers in it"),
        ("a,b\n", "a.csv has no numbers in it"),
        ("1,2,3\n1,2\n", "a.csv: line 2 has 2 values but line 1 has 3: give every line the same"),
        ("a,b\n\n1,2\n3\n", "line 4 has 1 value but line 3 has 2"),
        ("1 2\n3 4 5\n", "line 2 has 3 values but line 1 has 2"),
        ("1;2\n3;4;5\n", "line 2 has 3 values but line 1 has 2"),
        ("1,2\n3,abc\n", "line 2, column 2: 'abc' is not a number"),
        ("a,b\n1,2\nx,4\n", "line 3, column 1: 'x' is not a number"),
        ("1,x\n3,4\n", "line 1, column 2: 'x' is not a number"),
        ("a,b\nc,d\n1,2\n", "line 2, column 1: 'c' is not a number"),
        ("1,\n3,4\n", "line 1, column 2 is empty: write nan for a missing value"),
        ("1,2\n,4\n", "line 2, column 1 is empty"),
        ("1,2\n3,\n", "line 2, column 2 is empty"),
        ("1,000;2,000\n3;4\n", "line 1, column 1: '1,000' could mean 1000 or 1.000"),
        ("0,5;1.000\n", "line 1, column 2: '1.000' has its digits in groups"),
        ("1;1,000.5\n", "line 1, column 2: '1,000.5' has its digits in groups: write 1000.5"),
        ("1_0,2_0\n3,4\n", "line 1, column 1: '1_0' is not a number"),
        ("1e999,2\n", "line 1, column 1: '1e999' is too large"),
        ('"1,2\n3,4\n', "line 1 has a quotation mark"),
        ('1,2\n3,"4"5\n', "line 2 has a quotation mark"),
        (b"1,2\n3,\x004\n", "line 2 has a NUL byte"),
        ("1,2\n".encode("utf-16-le"), "line 1 has a NUL byte"),
        ("1,2\n".encode("utf-16")[:-1], "begins as UTF-16 text but goes on as something else"),
        (b"\xef\xbb\xbf1,2\n\xff\xff", "begins as UTF-8 text but goes on as something else"),
        (b"\x89PNG\r\n\x1a\n\xff\xd8rest", "a.csv"),
        ("x" * 200_000 + ",1\n1,2\n" + '"' + "y" * 200_000 + '",2\n', "a.csv: line"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused_with_the_place(write, content, sentence):
    path = write("a.csv", content)
    with pytest.raises(FileProblem) as caught:
        read_tensors(path)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_text_that_is_too_large_is_refused_unread(write, monkeypatch):
    monkeypatch.setattr(files_table, "LARGEST_TEXT", 1_000_000)
    with pytest.raises(FileProblem, match=r"a.csv has 2 MB: lossgui reads text up to 1 MB.*\.npy"):
        read_tensors(write("a.csv", "1,2\n" * 500_000))


def test_the_table_is_called_after_the_file(write):
    assert list(read_tensors(write("y_true.csv", "1\n"))) == ["y_true"]
    assert list(read_tensors(write("my y-pred.tsv", "1\n"))) == ["y_pred"]
    assert list(read_tensors(write("results 1.txt", "1\n"))) == ["results_1"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    array=hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=5)),
    separator=st.sampled_from([",", ";", "\t", " "]),
    header=st.booleans(),
)
def test_what_numpy_writes_comes_back_bit_for_bit(write, array, separator, header):
    stream = io.StringIO()
    names = separator.join(f"x{n}" for n in range(array.shape[1])) if header else ""
    np.savetxt(stream, array, fmt="%r", delimiter=separator, header=names, comments="")
    path = write("a.csv", stream.getvalue().replace("np.float64(", "").replace(")", ""))
    [back] = read_tensors(path).values()
    assert back.shape == array.shape
    same = (back.view(np.uint64) == array.view(np.uint64)) | (np.isnan(back) & np.isnan(array))
    assert same.all()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    content=st.binary(max_size=60)
    | st.text("0123456789.,;\t \n\r\"'#aeinf-=", max_size=60).map(str.encode)
)
def test_any_bytes_are_a_table_or_a_problem(write, content):
    try:
        read_tensors(write("a.csv", content))
    except FileProblem as problem:
        sentence = str(problem)
    else:
        sentence = "a.csv"
    assert sentence.startswith("a.csv")


def test_a_comma_in_the_first_line_of_a_ragged_table_is_its_separator(tmp_path):
    path = tmp_path / "y_pred.csv"
    path.write_text("1,2\n3\n", encoding="utf-8")
    with pytest.raises(FileProblem, match=r"line 2 has 1 value but line 1 has 2"):
        read_tensors(path)
