"""Runs pasted code with the names of one framework: the part of the workers that they share.

Like the worker programs beside it, which run it, it knows the standard library, NumPy and the
frameworks, and nothing of lossgui: the code is read by Python and calculated by the framework, so
that a mistake in lossgui's own reading shows. It runs with any Python >= 3.9.

The code has passed lossgui's parser, which knows no files and no attribute tricks. That it finds
few built-in functions and no import of its own here is a second lock, no sandbox.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import contextlib
import functools
import inspect
import itertools
import math
import runpy
import traceback
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Named = dict[str, Any]

FRAMEWORKS = runpy.run_path(str(Path(__file__).with_name("_frameworks.py")))["FRAMEWORKS"]
STEPS = runpy.run_path(str(Path(__file__).with_name("_steps.py")))

FILE = "<pasted code>"
LONGEST_MESSAGE = 4000
# A factory gives a function, and that may give one more.
MOST_CALLS = 4
MOST_TRIES = 16

BUILTINS = (
    *("abs", "all", "any", "bool", "dict", "divmod", "enumerate", "filter", "float", "int"),
    *("isinstance", "len", "list", "map", "max", "min", "object", "pow", "range", "reversed"),
    *("round", "set", "slice", "sorted", "str", "sum", "tuple", "zip", "super", "property"),
    *("staticmethod", "classmethod", "__build_class__", "Exception", "ArithmeticError"),
    *("IndexError", "KeyError", "NotImplementedError", "RuntimeError", "TypeError", "ValueError"),
)
PRIVATE_NAMES = ("__init__", "__call__", "__name__")
# Ways from a framework's names to files, other programs and Python as it is outside.
BARRED = {
    *("ctypeslib", "Dataset", "debugging", "f2py", "fromfile", "genfromtxt", "hub", "io", "load"),
    *("load_library", "loadtxt", "memmap", "multiprocessing", "numpy_function", "py_func"),
    *("py_function", "pure_callback", "io_callback", "save", "savetxt", "savez", "saved_model"),
    *("savez_compressed", "test", "testing", "tofile", "DataSource", "TextLineDataset"),
    *("TFRecordDataset", "FixedLengthRecordDataset"),
}


class NotRunError(Exception):
    """Why the code cannot be run here."""


def answer(framework: str, request: Named, arrays: Named) -> tuple[Named, Named]:
    """Run the code of a request: value, what the function itself returns, gradients and steps.

    The request has ``code`` and ``name`` (which definition to call; another text: the last one),
    ``arguments`` (the tensors' names), ``integers`` (those of them that are class numbers),
    ``numbers`` (values by name), ``wrt``, ``weights`` (which are given), ``dtype``, ``dialect``,
    ``reduction`` and ``factor``.
    """
    try:
        tools = FRAMEWORKS[framework](request["dtype"])
        with tools.precision():
            return fitting(Code(request, tools), tools, request, arrays)
    except Exception as problem:  # what the code or the framework raises is an answer
        said = (place_of(problem) + str(problem))[:LONGEST_MESSAGE]
        kind = type(problem).__name__
        if isinstance(problem, CANNOT_RUN) or kind == "UnimplementedError":
            return {"unsupported": f"This code cannot be run here: {said}"}, {}
        return {"raised": {"type": kind, "message": said}}, {}


CANNOT_RUN = (NotRunError, AttributeError, ImportError, NameError, NotImplementedError)


def fitting(code: Code, tools: Any, request: Named, arrays: Named) -> tuple[Named, Named]:
    """Give the answer with floats, or where the framework refuses them with integers or bools.

    lossgui's tensors are all floats, and some functions take class numbers and masks as such only.
    """
    first, *others = kinds_of(request, arrays, code.calculated_with)
    try:
        return calculated(code, tools, request, arrays, first)
    except CANNOT_RUN:
        raise
    except Exception:
        for kinds in others:
            with contextlib.suppress(Exception):
                return calculated(code, tools, request, arrays, kinds)
        raise


def kinds_of(request: Named, arrays: Named, plain: set[str]) -> Iterator[dict[str, str]]:
    """Give what the tensors may be instead of floats, by name, the fewest changes first.

    Those in `plain` are calculated with, so they are no truth values: TensorFlow's * of such is
    'and', without a word.
    """
    choices = []
    for name in request["arguments"]:
        held = arrays[name]
        whole = held.size and np.isfinite(held).all() and np.array_equal(held, np.floor(held))
        logical = whole and name not in plain and np.isin(held, (0, 1)).all()
        found = ["", *(["int"] if whole else []), *(["bool"] if logical else [])]
        choices.append(["int"] if name in request["integers"] else found)
    tries = sorted(itertools.product(*choices), key=lambda kinds: sum(map(bool, kinds)))
    for kinds in tries[:MOST_TRIES]:
        yield dict(zip(request["arguments"], kinds))


def calculated(
    code: Code, tools: Any, request: Named, arrays: Named, kinds: dict[str, str]
) -> tuple[Named, Named]:
    """Give header and arrays of the answer."""
    given = {name: tools.tensor(arrays[name], kind) for name, kind in kinds.items()}

    def value(changed: Named) -> Any:
        return reduced(tools, code.run({**given, **changed}), request, arrays)

    per_sample = code.run(given)
    answers = {"per_sample": tools.numbers(scaled(per_sample, request))}
    wanted = {name: given[name] for name in request["wrt"] if not kinds[name]}
    lacks = "A metric keeps variables, which have no gradient." if code.is_metric else tools.lacks
    if lacks or not tools.is_float(per_sample):
        result, slopes = value({}), {} if lacks else {n: 0 * given[n] for n in wanted}
    else:
        result, slopes = differentiated(tools, value, wanted)
    answers["value"] = tools.numbers(result)
    answers.update({f"gradient:{name}": tools.numbers(slope) for name, slope in slopes.items()})
    answers.update(code.steps(given))
    dtype = str(answers["value"].dtype)
    changed = "".join(f", {name} as {kind}" for name, kind in kinds.items() if kind)
    return {"source": f"{code.name}, as pasted{changed}", "dtype": dtype, "lacks": lacks}, answers


def differentiated(tools: Any, value: Callable[[Named], Any], wanted: Named) -> tuple[Any, Named]:
    """Give value and gradients; where the framework has none by one of the tensors, the others."""
    try:
        found: tuple[Any, Named] = tools.slopes(value, wanted)
    except Exception:
        slopes: Named = {}
        for name in wanted:
            with contextlib.suppress(Exception):
                slopes.update(tools.slopes(value, {name: wanted[name]})[1])
        if not slopes:
            raise
        return value({}), slopes
    return found


def scaled(values: Any, request: Named) -> Any:
    """Multiply by the factor that was chosen for the loss."""
    return values if request["factor"] == 1.0 else values * request["factor"]


def reduced(tools: Any, values: Any, request: Named, arrays: Named) -> Any:
    """Reduce what the function returns, with the framework's own rules for weights and mask."""
    weights = {name: arrays[name] for name in request["weights"]}
    values, reduction = scaled(values, request), request["reduction"]
    if request["dialect"] == "keras-3":
        return tools.keras_reduced(values, reduction, **weights)
    if weights:
        raise NotRunError("the framework itself puts no weights and no mask on a function's values")
    if reduction not in ("none", "mean", "sum"):
        raise NotRunError(f"the reduction {reduction!r} is not asked of a function's values")
    return values if reduction == "none" else tools.total(values, reduction)


# ---- the code


class Code:
    """Pasted source, compiled; `run` executes it from the start with other tensors.

    `name` is what is called there; `is_metric` is known after a run.
    """

    def __init__(self, request: Named, tools: Any) -> None:
        self._source = request["code"]
        tree = ast.parse(self._source, FILE)
        refuse_back_doors(tree)
        STEPS["leave_compilers_out"](tree)
        self.calculated_with = operands_of(tree)
        self.is_metric = False
        self._numbers = request["numbers"]
        self._tools = tools
        self._names = tools.names()
        self._result = keep_result(tree, request["name"])
        self.name = "the expression" if self._result == EXPRESSION else self._result
        self._code = compiled(tree)
        self._watched = compiled(STEPS["wrapped"](tree, self._source))

    def steps(self, tensors: Named) -> Named:
        """Run once more and give the values of the pieces; none where that does not work."""
        cells = sum(math.prod(item.shape) for item in tensors.values())
        if cells > STEPS["MOST_CELLS"]:
            return {}
        keeper = STEPS["Keeper"](self._tools.numbers)
        try:
            self.run(tensors, self._watched, {STEPS["KEEP"]: keeper.keep})
        except Exception:  # the run without watching has told what there is to tell
            return {}
        return dict(keeper.arrays())

    def run(self, tensors: Named, code: Any = None, more: Named | None = None) -> Any:
        """Execute the source and call what it defines; free names find tensors and numbers."""
        free = {name: typed(number, None) for name, number in self._numbers.items()}
        scope = {**tensors, **free, **self._names, "__name__": "pasted", **(more or {})}
        scope["__builtins__"] = built_in(self._tools)
        exec(code or self._code, scope)  # noqa: S102 - this is what the worker is for
        found = self._called(scope[self._result], tensors)
        if found is None or isinstance(found, (str, tuple, list, dict)):
            raise NotRunError(f"{self.name} returns {type(found).__name__}, not a tensor")
        return self._tools.converted(found)

    def _called(self, item: Any, tensors: Named) -> Any:
        for _ in range(MOST_CALLS):
            if hasattr(item, "update_state") and not isinstance(item, type):
                self.is_metric = True
                self._call(item.update_state, tensors)
                return item.result()
            if not callable(item):
                return item
            own = None if isinstance(item, type) else method_of(item)
            item = self._call(own or item, tensors)
        raise NotRunError(f"{self.name} gives functions without end, not a tensor")

    def _call(self, function: Callable[..., Any], tensors: Named) -> Any:
        """Call with the tensors and numbers of the same names as the arguments."""
        first, named = [], {}
        for name, argument in inspect.signature(function).parameters.items():
            default = None if argument.default is argument.empty else argument.default
            if name in tensors:
                value = tensors[name]
            elif name in self._numbers:
                value = typed(self._numbers[name], default)
            elif argument.default is argument.empty and argument.kind in NEEDED:
                raise NotRunError(f"the argument {name} of {self.name} has no value")
            else:
                continue
            if argument.kind is argument.POSITIONAL_ONLY:
                first.append(value)
            else:
                named[name] = value
        return function(*first, **named)


NEEDED = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.KEYWORD_ONLY,
)


def method_of(item: Any) -> Any:
    """Give the method that calculates a Loss or a Module; None for a function."""
    for name in ("call", "forward"):
        if inspect.ismethod(getattr(item, name, None)):
            return getattr(item, name)
    return None


def typed(number: Any, default: Any) -> Any:
    """Give a number the type that it has in the code: JSON and lossgui know floats only."""
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return number
    if isinstance(default, (bool, float)):
        return type(default)(number)
    return int(number) if number == int_or_none(number) else number


def int_or_none(number: float) -> int | None:
    """Give the integer part; None for NaN and infinity."""
    return int(number) if math.isfinite(number) else None


def keep_result(tree: ast.Module, wanted: str) -> str:
    """Give the name of the loss: `wanted` if there is such, else the last definition or lambda.

    Or the expression at the end, which gets a name for that; else the last assignment.
    """
    names = [name for name in map(defined_name, tree.body) if name]
    stores = [item for item in tree.body if isinstance(item, (ast.Assign, ast.AnnAssign))]
    targets = [x for item in stores for x in getattr(item, "targets", None) or [item.target]]  # type: ignore[union-attr]
    if wanted in names or wanted in [ast.unparse(x) for x in targets]:
        return wanted
    for place in range(len(tree.body) - 1, -1, -1):
        item = tree.body[place]
        if name := defined_name(item):
            return name
        if isinstance(item, ast.Expr) and not isinstance(item.value, ast.Constant):
            target = ast.Name(EXPRESSION, ast.Store())
            tree.body[place] = ast.copy_location(ast.Assign([target], item.value), item)
            ast.fix_missing_locations(tree)
            return EXPRESSION
        if not names and isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            return item.targets[0].id
    raise NotRunError("it has no function, no class and no expression at its end")


def defined_name(item: ast.stmt) -> str:
    """Give the name that a definition, or the assignment of a lambda, makes; empty for others."""
    if isinstance(item, (ast.FunctionDef, ast.ClassDef)):
        return item.name
    if isinstance(item, ast.Assign) and isinstance(item.value, ast.Lambda):
        return ast.unparse(item.targets[0])
    return ""


def compiled(tree: ast.Module) -> Any:
    """Compile; type hints stay texts, so that they may name what is not here."""
    flags = __future__.annotations.compiler_flag
    return compile(tree, FILE, "exec", flags, dont_inherit=True)


EXPRESSION = "the_expression"


def refuse_back_doors(tree: ast.Module) -> None:
    """Refuse names that lead out of the code."""
    for node in ast.walk(tree):
        name = getattr(node, "attr", None) or getattr(node, "id", None) or ""
        barred = isinstance(node, ast.Attribute) and name in BARRED
        if barred or (name.startswith("__") and name not in PRIVATE_NAMES):
            raise NotRunError(f"line {node.lineno}: {name} is not run")  # type: ignore[attr-defined]


def operands_of(tree: ast.Module) -> set[str]:
    """List the names that arithmetic and comparisons work on."""
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and not isinstance(node.op, (ast.BitAnd, ast.BitOr)):
            found += [node.left, node.right]
        elif isinstance(node, ast.Compare):
            found += [node.left, *node.comparators]
    return {item.id for item in found if isinstance(item, ast.Name)}


def place_of(problem: Exception) -> str:
    """Say in which line of the code it was raised."""
    lines = [f.lineno for f in traceback.extract_tb(problem.__traceback__) if f.filename == FILE]
    return f"line {lines[-1]}: " if lines else ""


def built_in(tools: Any) -> Named:
    """Give the built-in functions that the code finds."""
    found = {name: getattr(builtins, name) for name in BUILTINS}
    return {**found, "print": lambda *_, **__: None, "__import__": importer(tools)}


TOOLS = SimpleNamespace(partial=functools.partial, reduce=functools.reduce, wraps=functools.wraps)


def importer(tools: Any) -> Callable[..., Any]:
    """Make an import that gives the framework's names, and for others what tells so when used."""
    always = {"numpy": np, "math": math, "functools": TOOLS, "__future__": __future__}
    roots = {**tools.imports(), **always}

    def load(name: str, _globals: Any, _locals: Any, fromlist: Any = (), level: int = 0) -> Any:
        root, *parts = name.split(".")
        if level or root not in roots:
            return Absent(name, tools.title)
        if "*" in (fromlist or ()):
            raise NotRunError(f"import * is not run: name what is used of {name}")
        found = roots[root]
        for part in parts if fromlist else ():
            found = getattr(found, part)
        return found

    return load


class Absent:
    """What an import line of another module gives; many are never used."""

    def __init__(self, name: str, title: str) -> None:
        self._told = (name, title)

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(f"{self._told[0]}.{name}", self._told[1])

    def __call__(self, *_: Any, **__: Any) -> Any:
        name, title = self._told
        raise NotRunError(f"{name} is not there: the code is run with {title}, NumPy and math only")
