"""What is asked of the frameworks: about a row as it is, or in the dialect of another one."""

from dataclasses import dataclass, replace

from lossgui.core.dialects import DIALECTS

NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Question:
    """A loss and the revisions of the tensors that it reads."""

    spec: object
    data: tuple


def question(spec, row, state):
    """Give what the answer about a row, or about its loss in another dialect, depends on."""
    used = sorted(row.row.sources.items())
    return Question(
        spec, tuple((name, source, state.tensors[source].revision) for name, source in used)
    )


def in_dialect_of(worker, spec):
    """Give the loss as this framework has it; None where its dialects lack it.

    Axis and reduction are what they mean there. A dtype that the dialect does not compute in
    becomes its own one.
    """
    for key in worker.dialects:
        rules = DIALECTS[key]
        if rules.own is not None and spec.loss in rules.own:
            dtype = spec.dtype if spec.dtype in rules.dtypes else None
            try:
                return spec.replace(dialect=key, dtype=dtype)
            except ValueError:
                return None
    return None


def tensors_of(row, state):
    """Give the arrays that a row reads, by argument."""
    return {name: state.tensors[source].values for name, source in row.row.sources.items()}


def ask(host, row, state):
    """Ask the framework about one row; blocks, so it runs in a thread of its own.

    A row without a value is asked about too: where the dialect says that the framework raises,
    the framework should. Arrays that do not fit for another reason are no question for it.
    """
    return _with_name(host, _asked(host, row, state))


def ask_in(host, spec, row, state):
    """Ask another framework about a row's loss in its own dialect, against our number there."""
    from lossgui.backends.check import Check, check_spec

    arrays, weights = _split(row, state)
    try:
        found = check_spec(spec, arrays, host=host, **weights)
    except (ValueError, TypeError) as problem:
        found = Check("not comparable", str(problem))
    return _with_name(host, found)


def _asked(host, row, state):
    from lossgui.backends.check import check_result, check_spec

    arrays, weights = _split(row, state)
    if row.result is None:
        try:
            return check_spec(row.row.spec, arrays, host=host, **weights)
        except (ValueError, TypeError):
            return NOT_CHECKED
    answer = host.check(row.row.spec, arrays, **weights)
    return check_result(row.result, arrays, answer, **weights)


def _split(row, state):
    arrays = tensors_of(row, state)
    return arrays, {name: arrays.pop(name, None) for name in ("sample_weight", "mask")}


def _with_name(host, found):
    worker = getattr(host, "worker", None)
    if worker is None or isinstance(found, str):
        return found
    return replace(found, framework=worker.title)
