"""Program: scikit-learn's own metrics of all batches so far; nothing of lossgui in it."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import sklearn.metrics


def call(question, batches):
    """Call the function on batches put behind one another."""
    joined = {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}
    function = getattr(sklearn.metrics, question["name"])
    weight = {"sample_weight": joined["sample_weight"]} if "sample_weight" in joined else {}
    return np.asarray(
        function(joined["y_true"], joined["y_pred"], **question["settings"], **weight)
    )


def answer(question, batches):
    """Give the answers of one question by name, and what was raised."""
    found, errors = {}, {}
    for place in range(len(batches)):
        try:
            found[f"{place}/result"] = call(question, batches[: place + 1])
            found[f"{place}/returned"] = call(question, batches[place : place + 1])
        except Exception as problem:  # noqa: BLE001
            errors[place] = type(problem).__name__
            break
    return found, errors


def main(folder):
    """Answer every question of a folder."""
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
