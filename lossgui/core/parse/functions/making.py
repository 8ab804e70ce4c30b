"""Conversions, constant tensors, numbered places, one-hot vectors."""

from __future__ import annotations

import math
from typing import Any

from lossgui.core import ops
from lossgui.core.expr import Node, constant
from lossgui.core.parse.functions.choosing import truth
from lossgui.core.parse.functions.shaping import lengths, shape_of, tile
from lossgui.core.parse.functions.table import CONSTANTS, attribute, known
from lossgui.core.parse.values import (
    MOST_ELEMENTS,
    Dotted,
    is_logical,
    number,
    numeric,
    operand,
    stacked,
    tensor,
    whole,
)

FLOATS = ("float16", "bfloat16", "float32", "float64", "half", "float", "double", "floatx")
INTEGERS = ("int8", "int16", "int32", "int64", "int", "long", "uint8", "uint16", "uint32", "uint64")

for _module in ("tensorflow", "numpy", "jax.numpy", "torch"):
    for _name in (*FLOATS, *INTEGERS, "bool", "bool_", "short"):
        CONSTANTS[f"{_module}.{_name}"] = Dotted(f"{_module}.{_name}")
for _module in ("numpy", "jax.numpy", "math", "torch"):
    CONSTANTS |= {
        f"{_module}.pi": math.pi,
        f"{_module}.e": math.e,
        f"{_module}.inf": math.inf,
        f"{_module}.nan": math.nan,
    }
CONSTANTS |= {f"{_module}.newaxis": None for _module in ("numpy", "jax.numpy", "tensorflow")}
for _name in ("SUM", "NONE", "AUTO", "SUM_OVER_BATCH_SIZE"):
    CONSTANTS[f"keras.losses.Reduction.{_name}"] = _name.lower()


def converted(value: Any, dtype: Any) -> Any:
    """Turn a tensor into another kind of number: truth values, whole numbers, or real ones.

    Real numbers stay as they are: the dialect says in which dtype everything is computed.
    """
    name = kind_of(dtype)
    if name in ("bool", "bool_"):
        return truth(value)
    found = numeric(tensor(value) if isinstance(value, tuple | list) else value)
    if name in INTEGERS and isinstance(found, Node) and number(found) is None:
        return found if is_logical(value) else ops.truncate(found)
    return found


def kind_of(dtype: Any) -> str:
    """Give the short name of a dtype, however it is written.

    Raises
    ------
    TypeError
        If it is none.
    """
    if dtype is None:
        return "float32"
    if isinstance(dtype, Dotted):
        name = dtype.path.rpartition(".")[2]
    elif isinstance(dtype, str):
        name = dtype
    else:
        name = getattr(dtype, "__name__", "")
    if name not in (*FLOATS, *INTEGERS, "bool", "bool_", "short"):
        raise TypeError(f"{name or dtype!r} is no dtype; float32, int32 and bool are such")
    return name


@known("tf.cast K.cast ops.cast .astype .type")
def cast(x: Any, dtype: Any = None) -> Any:
    """Convert to another dtype."""
    return converted(x, dtype)


@known(".to .type_as .cpu .cuda")
def moved(x: Any, dtype: Any = None) -> Any:
    """Convert or move as PyTorch's methods do; where it is kept plays no part."""
    return x if dtype is None or isinstance(dtype, Node | str) else converted(x, dtype)


@known("tf.identity K.identity torch.clone .clone .contiguous .numpy .item .tolist .copy")
@known(".block_until_ready jax.block_until_ready")
@known("jax.jit np.ascontiguousarray np.positive torch.positive")
def unchanged(x: Any) -> Any:
    """Give the tensor as it is."""
    return x


@known("tf.ensure_shape")
def ensured(x: Any, *_: Any) -> Any:
    """Give the tensor as it is; its shape is known here."""
    return x


@known("tf.to_float .float .double .half .bfloat16 K.cast_to_floatx")
@known("np.float32 np.float64 np.float16")
def real(x: Any) -> Any:
    """Convert to real numbers."""
    return converted(x, "float32")


@known(".int .long tf.to_int32 tf.to_int64 np.int32 np.int64")
def integral(x: Any) -> Any:
    """Convert to whole numbers, cutting off what is behind the point."""
    return converted(x, "int32")


@known(".bool")
def boolean(x: Any) -> Any:
    """Convert to truth values."""
    return truth(x)


@known("tf.constant tf.convert_to_tensor K.constant K.variable tf.Variable np.array np.asarray")
@known("torch.tensor torch.as_tensor torch.asarray ops.convert_to_tensor ops.array torch.Tensor")
@known("np.asanyarray torch.FloatTensor torch.from_numpy")
def given(x: Any, dtype: Any = None) -> Any:
    """Make a tensor of numbers, or take one as it is."""
    found = tensor(x) if isinstance(x, tuple | list) else x
    return converted(found, dtype) if dtype is not None else numeric(found)


@attribute("dtype")
def dtype_of(x: Any) -> Dotted:
    """Give the dtype: whole tensors are computed in that of the dialect."""
    return Dotted("numpy.bool" if is_logical(x) else "numpy.float32")


@attribute("data")
@known("torch.Tensor.item torch.Tensor.tolist torch.Tensor.numpy")
def cut_off(x: Any) -> Any:
    """Give the numbers of a tensor of PyTorch, which have no gradient."""
    return ops.stop_gradient(tensor(x))


@attribute("device")
def the_same(x: Any) -> Any:
    """Give the tensor itself, or what plays no part."""
    return x


@attribute("real")
def real_part(x: Any) -> Any:
    """Give the tensor: complex numbers are not read."""
    return x


@known("tf.ones_like K.ones_like np.ones_like torch.ones_like ops.ones_like")
def ones_like(x: Any) -> Node:
    """Give a 1 for every element."""
    return ops.broadcast_like(constant(1.0), tensor(x))


@known("tf.zeros_like K.zeros_like np.zeros_like torch.zeros_like ops.zeros_like")
def zeros_like(x: Any) -> Node:
    """Give a 0 for every element."""
    return ops.broadcast_like(constant(0.0), tensor(x))


@known("np.full_like torch.full_like ops.full_like")
def full_like(x: Any, fill_value: Any) -> Node:
    """Give the same number for every element."""
    return ops.broadcast_like(tensor(fill_value), tensor(x))


def filled(value: Any, wanted: tuple[Any, ...]) -> Node:
    """Give a tensor of a shape with one number in it."""
    source = _whole_tensor(wanted)
    if source is not None:
        return ops.broadcast_like(tensor(value), source)
    node = tensor(value)
    for place in range(len(wanted)):
        node = ops.expand_dims(node, place)
    return tile(node, tuple(wanted)) if wanted else node


def _whole_tensor(wanted: tuple[Any, ...]) -> Node | None:
    """Find the tensor whose shape this is, if the lengths are its own in their order."""
    sources = {
        id(item.inputs[0]): item.inputs[0]
        for item in wanted
        if isinstance(item, Node) and item.operation == "size"
    }
    if len(sources) != 1:
        return None
    source = next(iter(sources.values()))
    own = shape_of(source)
    same = len(own) == len(wanted) and all(
        isinstance(item, Node) and item.operation == "size" and item.attributes == mine.attributes
        for item, mine in zip(wanted, own, strict=True)
    )
    return source if same else None


@known("tf.ones K.ones np.ones ops.ones torch.ones")
def ones(shape: Any, *more: Any) -> Node:
    """Give a tensor of ones."""
    return filled(1.0, lengths(shape, *more))


@known("tf.zeros K.zeros np.zeros ops.zeros torch.zeros")
def zeros(shape: Any, *more: Any) -> Node:
    """Give a tensor of zeros."""
    return filled(0.0, lengths(shape, *more))


@known("tf.fill np.full torch.full ops.full")
def full(shape: Any, fill_value: Any = None, value: Any = None) -> Node:
    """Give a tensor of one number."""
    return filled(value if fill_value is None else fill_value, lengths(shape))


@known("tf.range K.arange np.arange torch.arange ops.arange")
def numbered(start: Any, limit: Any = None, delta: Any = 1) -> Node:
    """Give the numbers 0, 1, ... as a vector."""
    if limit is None and isinstance(start, Node) and start.operation == "size":
        axis = start.attributes["axis"]
        if len(axis) == 1:
            node = ops.index(start.inputs[0], axis[0])
            for place in reversed(range(1, len(node.shape))):
                node = ops.squeeze(node, place)
            return node
    first, last = (0, whole(start)) if limit is None else (whole(start), whole(limit))
    places = range(first, last, whole(delta) or 1)
    if not 0 < len(places) <= MOST_ELEMENTS:
        raise TypeError(f"1 to {MOST_ELEMENTS} numbers may be listed, not {len(places)}")
    return stacked([constant(float(place)) for place in places], 0)


@known("tf.eye np.eye torch.eye ops.eye K.eye np.identity ops.identity")
def identity_matrix(n: Any, m: Any = None) -> Node:
    """Give ones on the diagonal of a matrix of zeros."""
    rows, columns = numbered(n), numbered(n if m is None else m)
    same = ops.equal(ops.expand_dims(rows, 1), ops.expand_dims(columns, 0))
    return ops.where(same, 1.0, 0.0)


@known("tf.one_hot K.one_hot jax.nn.one_hot F.one_hot ops.one_hot keras.utils.to_categorical")
def one_hot(
    x: Any, num_classes: Any = None, on_value: Any = 1.0, off_value: Any = 0.0, depth: Any = None
) -> Node:
    """Give a 1 at the place of the class number and 0 elsewhere, along a new last axis."""
    count = depth if num_classes is None else num_classes
    if count is None:
        raise TypeError("the number of classes has to be said: it can't follow from the labels")
    same = ops.equal(ops.expand_dims(tensor(x), -1), numbered(count))
    return ops.where(same, operand(on_value), operand(off_value))
