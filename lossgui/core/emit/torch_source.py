"""PyTorch source: tensors of ``torch``, whose functions mostly want tensors, not numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.emit.numpy_source import positions_of
from lossgui.core.emit.target import ARITHMETIC, CALL, COMPARISONS, LACKING, Target, Text
from lossgui.core.emit.torch_calls import CALLS
from lossgui.core.formula import cut_text
from lossgui.core.ops.moving import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.expr import Node

BACKWARDS = (None, None, -1)

HELPERS = {
    "divide_no_nan": '''
def divide_no_nan(a, b):
    """Divide; 0 where the divisor is 0."""
    zero = b == 0
    return torch.where(zero, 0.0, a / torch.where(zero, 1.0, b))
''',
    "prod": '''
def prod(x, dim, keepdim=False):
    """Multiply over one axis or several."""
    axes = dim if isinstance(dim, tuple) else (dim,)
    for axis in sorted((axis % x.ndim for axis in axes), reverse=True):
        x = torch.prod(x, dim=axis, keepdim=keepdim)
    return x
''',
    "unslice": '''
def unslice(x, like, *place):
    """Put a cut back at its place in zeros of the shape of `like`."""
    whole = torch.zeros_like(like)
    whole[place] = x
    return whole
''',
}


def _chosen(given: list[Text], node: Node) -> str:
    """Write where, which takes no True and False of Python's own."""
    condition, first, second = (text.code for text in given)
    condition = f"torch.tensor({condition})" if given[0].kind == "flag" else condition
    return f"torch.where({condition}, {first}, {second})"


def _limited(name: str, word: str) -> Callable[[list[Text], Node], str]:
    """Write maximum and minimum, which take two tensors; clamp takes a number."""

    def spelled(given: list[Text], node: Node) -> str:
        for limit, other in (given, given[::-1]):
            if limit.kind == "number":
                return f"torch.clamp({other.code}, {word}={limit.code})"
        return f"torch.{name}({given[0].code}, {given[1].code})"

    return spelled


def _clipped(given: list[Text], node: Node) -> str:
    """Write clamp, whose limits are two numbers or two tensors."""
    x, *limits = given
    if len({limit.kind for limit in limits}) == 1:
        return f"torch.clamp({x.code}, {limits[0].code}, {limits[1].code})"
    low, high = (_tensor(limit) for limit in limits)
    return f"torch.clamp({x.code}, {low}, {high})"


def _quotient(given: list[Text], node: Node) -> str:
    return f"divide_no_nan({given[0].code}, {_tensor(given[1])})"


def _tensor(text: Text) -> str:
    return f"torch.tensor({text.code}, dtype={{dtype}})" if text.kind == "number" else text.code


def _cut(given: list[Text], node: Node) -> str:
    """Write a cut; PyTorch takes no steps backwards, but turns whole axes round."""
    parts = node.attributes["parts"]
    turned = tuple(axis for axis, part in enumerate(parts) if part == BACKWARDS)
    if any((step or 1) < 0 for axis, (*_, step) in enumerate(parts) if axis not in turned):
        raise ValueError(f"the cut [{cut_text(parts)}] steps backwards, which PyTorch can not")
    rest = tuple(WHOLE if part == BACKWARDS else part for part in parts)
    code = given[0].within(CALL)
    code = code if set(rest) == {WHOLE} else f"{code}[{cut_text(rest)}]"
    return f"torch.flip({code}, dims={turned})" if turned else code


def _put_back(given: list[Text], node: Node) -> str:
    parts = node.attributes["parts"]
    if any((step or 1) < 0 for *_, step in parts):
        raise ValueError(f"the cut [{cut_text(parts)}] steps backwards, which PyTorch can not")
    slices = ", ".join(f"slice{part}" for part in parts)
    return f"unslice({given[0].code}, {given[1].code}, {slices})"


def _constant(given: list[Text], node: Node) -> str:
    return f"{given[0].within(CALL)}.detach()"


def _softened(given: list[Text], node: Node) -> str:
    """Write softplus; by itself it takes x for it from 20 on, too soon for float64."""
    return f"torch.logaddexp({given[0].code}, torch.zeros((), dtype={{dtype}}))"


TARGET = Target(
    key="torch",
    title="PyTorch",
    imports={"torch": "import torch"},
    module="torch",
    spelling=("torch", "numpy"),
    dtype="torch.{0}",
    taken="torch.as_tensor({0}, dtype={dtype})",
    made="torch.tensor({0}, dtype={dtype})",
    cast="{0}.to({dtype})",
    filled="torch.full_like({1}, {0})",
    length="{0}.shape[{1}]",
    count="{0}.numel()",
    words={"axis": "dim", "keepdims": "keepdim"},
    float32_numbers=True,
    infix=ARITHMETIC | COMPARISONS,
    spelled={
        "divide_no_nan": _quotient,
        "maximum": _limited("maximum", "min"),
        "minimum": _limited("minimum", "max"),
        "clip": _clipped,
        "sigmoid": "torch.sigmoid({0})",
        "softplus": _softened,
        "min": "torch.amin({0}, dim={axis}{kept})",
        "max": "torch.amax({0}, dim={axis}{kept})",
        "logsumexp": "torch.logsumexp({0}, dim={axis}{kept})",
        "median": "torch.quantile({0}, 0.5, dim={axis})",
        "where": _chosen,
        "expand_dims": "torch.unsqueeze({0}, dim={axis})",
        "stop_gradient": _constant,
        "broadcast_like": "torch.broadcast_to({0}, {1}.shape)",
        "index": positions_of("torch"),
        "argmax": "torch.argmax({0}, dim={axis}{kept}).to({dtype})",
        "argmin": "torch.argmin({0}, dim={axis}{kept}).to({dtype})",
        "prod": "prod({0}, {axis}{kept})",
        "erf": "torch.erf({0})",
        "reshape": "torch.reshape({0}, {shape})",
        "slice": _cut,
        "unslice": _put_back,
        "concatenate": "torch.cat([{inputs}], dim={axis})",
        "transpose": "torch.permute({0}, {axes})",
    },
    helpers=HELPERS,
    lacking=LACKING,
    dialects=("torch-2",),
    calls=CALLS,
)
