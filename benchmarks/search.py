"""How long the search for a number takes, as a ratio to computing one loss once.

Prints, for tensors that grow, the time to the first answer and to the end, both in units of one
evaluation of the mean squared error with all its steps on the same tensors, and in seconds. Goal:
two seconds for the founding example.

    python benchmarks/search.py [--repeats 3]
"""

import argparse
import statistics
import time

import numpy as np

import lossgui
from lossgui.core.search import Target, search
from lossgui.session.example import PREDICTION, TARGET

GOAL = 2.0


def founding():
    return {"y_true": np.array(TARGET), "y_pred": np.array(PREDICTION)}


def random_tensors(shape):
    random = np.random.default_rng(1)
    return {"y_true": random.random(shape), "y_pred": random.random(shape)}


def evaluation(tensors, repeats=50):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        lossgui.evaluate("mean_squared_error", *tensors.values())
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def one_search(tensors, target):
    start, first, count = time.perf_counter(), None, 0
    for answer in search(target, tensors):
        first = first or time.perf_counter() - start
        count += answer.matches
    return first, time.perf_counter() - start, count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3, help="searches for each case")
    repeats = parser.parse_args().repeats
    cases = [(f"founding example, {text}", founding(), text) for text in ("0.237", "0.355", "0.9")]
    for shape in ((100, 10), (1000, 100)):
        tensors = random_tensors(shape)
        value = float(lossgui.evaluate("mse", *tensors.values()).value)
        cases.append((f"random {shape}, {value:.5f}", tensors, f"{value:.5f}"))
    one_search(founding(), Target(0.5, 0.05, "0.5"))  # what is imported and cached at first
    print(f"{'tensors and number':32} {'first':>9} {'all':>9} {'seconds':>8} {'answers':>8}")
    for title, tensors, text in cases:
        target = Target(float(text), 0.5 * 10.0 ** -len(text.partition(".")[2]), text)
        unit = evaluation(tensors)
        times = [one_search(tensors, target) for _ in range(repeats)]
        first, whole = (statistics.median(found[place] for found in times) for place in (0, 1))
        note = "" if whole <= GOAL else f"   above the goal of {GOAL:g} s"
        print(
            f"{title:32} {first / unit:8.0f}x {whole / unit:8.0f}x {whole:8.2f} "
            f"{times[0][2]:8}{note}"
        )


if __name__ == "__main__":
    main()
