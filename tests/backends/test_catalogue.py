"""Workers are found by their files, without running them."""

from __future__ import annotations

import ast
import sys

import pytest

from lossgui.backends.catalogue import WORKER_FOLDER, find_worker, read_worker, workers
from lossgui.core.dialects import DIALECTS

MAY_IMPORT = {"numpy", "tensorflow", "keras", "jax", "optax", "torch", "sklearn"}


@pytest.mark.parametrize("worker", workers().values(), ids=lambda worker: worker.key)
def test_a_worker_checks_dialects_that_exist(worker):
    assert set(worker.dialects) <= set(DIALECTS)
    assert worker.title
    assert worker.install


@pytest.mark.parametrize("file", sorted(WORKER_FOLDER.glob("*.py")), ids=lambda file: file.stem)
def test_a_worker_stands_alone_and_so_do_the_parts_that_workers_share(file):
    imported = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module.partition(".")[0])
    assert imported <= MAY_IMPORT | set(sys.stdlib_module_names)


def test_tensorflow_is_one_of_them():
    worker = find_worker("tensorflow")
    assert worker.title == "TensorFlow"
    assert worker.dialects == ("keras-3", "textbook")


def test_an_unknown_backend_gets_the_nearest_name():
    with pytest.raises(ValueError, match="backend 'tensorflo' is not known: did you mean"):
        find_worker("tensorflo")
    with pytest.raises(ValueError, match=r"known are .*'tensorflow'"):
        find_worker("x")


def test_a_file_that_does_not_say_what_it_is_is_no_worker(tmp_path):
    file = tmp_path / "other.py"
    file.write_text("raise SystemExit\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"other.py has no WORKER"):
        read_worker(file)
