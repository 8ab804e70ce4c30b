"""Program: the states of TorchMetrics' own metrics after each update; nothing of lossgui in it."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
import torchmetrics
from torchmetrics import aggregation, classification, regression


def find(name):
    """Find the class, which stands in one of three places."""
    places = (regression, classification, aggregation)
    return next(getattr(place, name) for place in places if hasattr(place, name))


def tensor(array, dtype):
    """Give whole numbers as they are, others in the metric's dtype."""
    made = torch.from_numpy(np.ascontiguousarray(array))
    return made.to(dtype) if made.is_floating_point() else made


def arguments(given, dtype):
    """Give the tensors in TorchMetrics' order: predictions first, weights last."""
    names = [n for n in ("y_pred", "y_true", "sample_weight") if n in given]
    if isinstance(given.get("first"), str):
        names = [given["first"], *(n for n in names if n != given["first"])]
    return [tensor(given[name], dtype) for name in names]


def answer(question, batches):
    """Give the answers of one question by name, and what was raised."""
    found, errors = {}, {}
    metric = find(question["name"])(**question["settings"])
    dtype = getattr(torch, question["dtype"] or "float32")
    for place, given in enumerate(batches):
        # KLDivergence(p, q) is called with the truth first.
        first = {"first": "y_true"} if question["name"] == "KLDivergence" else {}
        try:
            returned = metric(*arguments({**given, **first}, dtype))
            result = metric.compute()
        except Exception as problem:  # noqa: BLE001
            errors[place] = type(problem).__name__
            break
        for name in metric._defaults:
            state = getattr(metric, name)
            found[f"{place}/state/{name}"] = (
                torch.cat(state) if isinstance(state, list) else state
            ).numpy()
        found[f"{place}/result"] = np.asarray(result)
        found[f"{place}/returned"] = np.asarray(returned)
    return found, errors


def main(folder):
    """Answer every question of a folder."""
    assert torchmetrics.__version__
    warnings.simplefilter("ignore")
    questions = json.loads((folder / "questions.json").read_text("utf-8"))
    arrays = dict(np.load(folder / "questions.npz"))
    answers, errors = {}, {}
    for number, question in enumerate(questions):
        batches = [{} for _ in range(question["updates"])]
        for place, batch in enumerate(batches):
            start = f"{number}/{place}/"
            batch |= {k[len(start) :]: a for k, a in arrays.items() if k.startswith(start)}
        found, raised = answer(question, batches)
        answers |= {f"{number}/{name}": array for name, array in found.items()}
        errors |= {f"{number}/{place}": name for place, name in raised.items()}
    np.savez(folder / "answers.npz", **answers)
    (folder / "answers.json").write_text(json.dumps(errors), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
