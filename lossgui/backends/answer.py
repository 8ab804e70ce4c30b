"""What came back from a framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from numpy.typing import NDArray

from lossgui.backends.messages import Message, MessageError
from lossgui.core.spans import Span

GRADIENT_PREFIX = "gradient:"
STEP_PREFIX = "step:"

AnswerKind = Literal["values", "refused", "missing", "failed", "cancelled", "not comparable"]


@dataclass(frozen=True)
class Answer:
    """A framework's answer to one check, or why there is none.

    ``"values"``: the numbers are there. ``"refused"``: the framework raised `raised` with the text
    `message`, which is an ordinary answer. ``"missing"``: it is not installed. ``"failed"``: its
    process hung, died or sent rubbish. ``"cancelled"``: the question was withdrawn. ``"not
    comparable"``: it cannot calculate this at all. `message` says why there are no numbers.

    `per_sample` is the unreduced loss without weights and mask; `gradients` are those of the summed
    value by argument; `source` names what was called. `lacks` is a sentence about what the
    framework cannot give at all, such as gradients: then `per_sample` may be None. `steps` is what
    the pieces of pasted code gave there, by their place in the text.
    """

    kind: AnswerKind
    message: str = ""
    version: str = ""
    source: str = ""
    dtype: str = ""
    raised: str = ""
    value: NDArray[Any] | None = None
    per_sample: NDArray[Any] | None = None
    gradients: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    lacks: str = ""
    steps: Mapping[Span, NDArray[Any]] = field(default_factory=dict)


def answer_from(message: Message, version: str) -> Answer:
    """Read a worker's reply to a loss request; MessageError if it is none."""
    header, arrays = message.header, message.arrays
    if "raised" in header:
        raised = header["raised"]
        if not isinstance(raised, dict):
            raise MessageError("the answer says that something was raised, and not what")
        return Answer(
            "refused", str(raised.get("message")), version, raised=str(raised.get("type"))
        )
    if "missing" in header:
        return Answer("missing", str(header["missing"]), version)
    if "unsupported" in header:
        return Answer("not comparable", str(header["unsupported"]), version)
    lacks = str(header.get("lacks", ""))
    if "value" not in arrays or ("per_sample" not in arrays and not lacks):
        raise MessageError(f"the answer has no value or no per_sample, only {sorted(arrays)}")
    gradients = {
        name.removeprefix(GRADIENT_PREFIX): array
        for name, array in arrays.items()
        if name.startswith(GRADIENT_PREFIX)
    }
    return Answer(
        "values",
        version=version,
        source=str(header.get("source", "")),
        dtype=str(header.get("dtype", "")),
        value=arrays["value"],
        per_sample=arrays.get("per_sample"),
        gradients=gradients,
        lacks=lacks,
        steps=_steps(arrays),
    )


def _steps(arrays: Mapping[str, NDArray[Any]]) -> dict[Span, NDArray[Any]]:
    found = {}
    for name, array in arrays.items():
        if name.startswith(STEP_PREFIX):
            numbers = name.removeprefix(STEP_PREFIX).split(":")
            if len(numbers) != 4 or not all(number.isdecimal() for number in numbers):
                raise MessageError(f"{name!r} is no step with a place in the code")
            found[Span(*map(int, numbers))] = array
    return found
