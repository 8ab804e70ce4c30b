"""Runs emitted source in its own framework: a program for a process of its own, and who asks it.

A framework is never imported where the tests run. As a program it takes the name of a framework and
a folder with ``jobs.json`` and ``arrays.npz``, and writes ``answers.json`` and ``answers.npz``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FRAMEWORKS = {
    "keras": "tensorflow",
    "keras on jax": "jax",
    "keras on torch": "torch",
    "tf.keras-2": "tensorflow",
    "torch": "torch",
    "jax": "jax",
}


@dataclass(frozen=True)
class Job:
    """A source to run on tensors; with `wrt`, what the framework's own derivative of it is.

    `said` names it in a message; `wrt` is the place of a tensor.
    """

    said: str
    source: str
    tensors: tuple[Any, ...]
    wrt: int | None = None


def run_jobs(framework: str, jobs: list[Job], folder: Path) -> list[Any]:
    """Give what each source returns in its framework: an array, or what was raised as text."""
    kept = [{"source": job.source, "count": len(job.tensors), "wrt": job.wrt} for job in jobs]
    (folder / "jobs.json").write_text(json.dumps(kept), encoding="utf-8")
    arrays = {
        f"{place}_{number}": np.asarray(tensor)
        for place, job in enumerate(jobs)
        for number, tensor in enumerate(job.tensors)
    }
    np.savez(folder / "arrays.npz", **arrays)
    backend = {"KERAS_BACKEND": FRAMEWORKS[framework]} if framework.startswith("keras") else {}
    environment = {**os.environ, **backend, "CUDA_VISIBLE_DEVICES": "-1"}
    subprocess.run(
        [sys.executable, __file__, framework, str(folder)],
        check=True,
        timeout=280,
        env={**environment, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
    )
    said = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    with np.load(folder / "answers.npz") as found:
        return [found[str(n)] if text is None else text for n, text in enumerate(said)]


# ------------------------------------------------------------------------- in the other process


def main(framework: str, folder: Path) -> None:
    """Run every job."""
    jobs = json.loads((folder / "jobs.json").read_text(encoding="utf-8"))
    said: list[str | None] = []
    answers = {}
    with np.load(folder / "arrays.npz") as arrays:
        for place, job in enumerate(jobs):
            tensors = [arrays[f"{place}_{number}"] for number in range(job["count"])]
            try:
                answers[str(place)] = run(framework, job, tensors)
                said.append(None)
            except Exception as problem:  # noqa: BLE001 - whatever is raised is the answer
                said.append(f"{type(problem).__name__}: {problem}")
    np.savez(folder / "answers.npz", **answers)
    (folder / "answers.json").write_text(json.dumps(said), encoding="utf-8")


def run(framework: str, job: dict[str, Any], tensors: list[Any]) -> Any:
    """Run one source by itself, or differentiate it."""
    own = FRAMEWORKS[framework]
    if own == "jax":
        import jax

        jax.config.update("jax_enable_x64", False)  # a source that wants it says so itself
    names: dict[str, Any] = {}
    exec(compile(job["source"], "emitted", "exec"), names)
    function = [item for item in names.values() if callable(item)][-1]
    if job["wrt"] is None:
        found = function(*tensors)
        return np.asarray(found.detach().cpu() if own == "torch" else found)
    return SLOPES[own](function, tensors, job["wrt"])


def slope_of_tensorflow(function: Any, tensors: list[Any], wrt: int) -> Any:
    import tensorflow as tf

    given = [tf.constant(tensor) for tensor in tensors]
    with tf.GradientTape() as tape:
        tape.watch(given[wrt])
        value = function(*given)
    slope = tape.gradient(value, given[wrt])
    return np.zeros_like(tensors[wrt]) if slope is None else np.asarray(slope)


def slope_of_torch(function: Any, tensors: list[Any], wrt: int) -> Any:
    import torch

    given = [torch.as_tensor(tensor) for tensor in tensors]
    given[wrt].requires_grad_(True)
    total = function(*given).sum()
    if not total.requires_grad:
        return np.zeros_like(tensors[wrt])
    slope = torch.autograd.grad(total, given[wrt], allow_unused=True)[0]
    return np.zeros_like(tensors[wrt]) if slope is None else slope.numpy()


def slope_of_jax(function: Any, tensors: list[Any], wrt: int) -> Any:
    import jax
    import jax.numpy as jnp

    given = [jnp.asarray(tensor) for tensor in tensors]

    def total(moved: Any) -> Any:
        return jnp.sum(function(*given[:wrt], moved, *given[wrt + 1 :]))

    return np.asarray(jax.grad(total)(given[wrt]))


SLOPES = {
    "tensorflow": slope_of_tensorflow,
    "torch": slope_of_torch,
    "jax": slope_of_jax,
}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
    os._exit(0)  # a framework's own threads can delay an ordinary exit
