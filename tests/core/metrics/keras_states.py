"""Program: the states of Keras 3's own metrics after each update. Nothing of lossgui is in it."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf


def update(metric, given):
    """Call the metric; a mask is put on the predictions, or on the values."""
    first, second = given["y_true"], given.get("y_pred")
    arguments = [tf.constant(first)] if second is None else [first, tf.constant(second)]
    if "mask" in given:
        keras.src.backend.set_keras_mask(arguments[-1], tf.constant(given["mask"]))
    return metric(*arguments, sample_weight=given.get("sample_weight"))


def answer(question, batches):
    """Give the answers of one question by name, and what was raised."""
    found, errors = {}, {}
    metric = getattr(keras.metrics, question["name"])(
        **question["settings"], dtype=question["dtype"]
    )
    for place, given in enumerate(batches):
        try:
            returned = update(metric, given)
        except Exception as problem:  # noqa: BLE001
            errors[place] = type(problem).__name__
            break
        for variable in metric.variables:
            found[f"{place}/state/{variable.name}"] = variable.numpy()
        found[f"{place}/result"] = np.asarray(metric.result())
        found[f"{place}/returned"] = np.asarray(returned)
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
