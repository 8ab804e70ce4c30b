"""The corpus of pasted losses in the real frameworks: that it runs, and that its claims hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import lossgui
from tests.backends.native_answers import native_answers
from tests.pasted import CORPUS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.pasted import Pasted

CLAIMING = [key for key, case in CORPUS.items() if case.relation or case.terms]
# The frameworks compute in float32, whose unit is 1.2e-7: some hundred roundings, exp and log among
# them, and 1e-6 where what is added up nearly cancels. A wrong factor or term is far above this.
NEAR = {"rtol": 2e-5, "atol": 1e-6}


@pytest.mark.parametrize("key", CORPUS)
def test_every_pasted_loss_gives_numbers_in_its_own_framework(key):
    case = CORPUS[key]
    for sizes, _, answer in native_answers(case):
        rows = {"scalar": (), "per sample": (sizes["n"],)}.get(case.result)
        assert rows is None or answer["value"].shape == rows
        assert set(answer) == {"value", *case.trained}
        for name, array in answer.items():
            assert np.isfinite(array).all() or case.tensors[name].startswith("nan_holes")
            if name != "value":
                assert array.shape == case.shape(name, sizes)


@pytest.mark.parametrize("key", CLAIMING)
def test_what_is_claimed_of_a_pasted_loss_holds_on_its_framework_s_numbers(key):
    case = CORPUS[key]
    for sizes, seed, answer in native_answers(case):
        claims = (case.relation,) if case.relation else case.terms
        values = [claimed(case, claim, seed, sizes) for claim in claims]
        total = sum(value.mean() if case.result == "scalar" else value for value in values)
        same = np.allclose(answer["value"], total, **NEAR)
        assert np.shape(total) == answer["value"].shape
        assert same is (claims[0].get("kind") != "different")


def claimed(case: Pasted, claim: Mapping[str, Any], seed: int, sizes: Mapping[str, int]) -> Any:
    """Compute the catalogue loss of a claim in float64, times its ratio."""
    drawn = case.draw(seed, sizes)
    needed = lossgui.make_spec(claim["loss"]).entry.arguments
    named = claim.get("arguments", list(drawn))[: len(needed)]
    choices = {"dialect": "textbook", "reduction": "none", "dtype": "float64"}
    choices |= claim.get("choices", {}) | {k: claim[k] for k in ("dialect",) if k in claim}
    found = lossgui.evaluate(claim["loss"], *(drawn[name] for name in named), **choices)
    return np.asarray(found.value) * float(eval(claim.get("ratio", "1"), {}, dict(sizes)))
