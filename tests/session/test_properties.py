"""Random edits: every position of the history comes back bit for bit, also across files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lossgui.core.dialects import DIALECTS
from lossgui.core.losses import LOSSES
from lossgui.core.spec import make_spec
from lossgui.session.cells import DTYPES
from lossgui.session.session import Session
from lossgui.session.storage import load_session, save_session
from tests.session.conftest import bits, refusal

NAMES = ("y_true", "y_pred", "z_mean", "extra", "预测")
ARRAYS = hnp.arrays(
    st.sampled_from(DTYPES), hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
)
FLOATS = st.sampled_from([0.0, -0.0, 1.0, 0.5, np.nan, np.inf, 5e-324, -1e300]) | st.floats()
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "axis": st.none() | st.integers(-2, 2),
        "inner": st.sampled_from(["mean", "sum"]),
        "factor": st.floats(-4, 4),
        "dtype": st.sampled_from([None, "float16", "float32", "float64"]),
        "loss": st.sampled_from(sorted(LOSSES)),
        "dialect": st.sampled_from(sorted(DIALECTS)),
    },
)


class Edits(RuleBasedStateMachine):
    """Any edits in any order, with a mirror that learns of cells from the told boxes only."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self.told = 0
        self.mirror = {n: r.values.copy() for n, r in self.session.state.tensors.items()}
        self.positions = [bits(self.session.state)]
        self.session.changed.subscribe(self.listen)

    def listen(self, before, after):
        self.told += 1
        assert after is self.session.state
        assert after.revision == before.revision + 1
        for name, record in after.tensors.items():
            old = before.tensors.get(name)
            if old is record:
                continue
            assert old is None or record.revision == old.revision + 1
            if record.touched is None:
                self.mirror[name] = record.values.copy()
            else:
                self.mirror[name][record.touched] = record.values[record.touched]
        self.mirror = {name: self.mirror[name] for name in after.tensors}

    def edit(self, action):
        """Do what may be refused or change nothing; keep what each position looks like."""
        position, told, before = self.session.history_position, self.told, self.session.state
        known = bits(before)
        if problem := refusal(action):
            assert len(problem) > 20
            assert self.session.state is before
            assert (bits(before), self.told) == (known, told)
            return
        assert self.told == told + (self.session.state is not before)
        if self.session.state is before:
            assert bits(before) == known
            return
        now = self.session.history_position
        assert now in (position, position + 1)
        del self.positions[now:]
        self.positions.append(bits(self.session.state))

    @rule(data=st.data(), value=FLOATS, merge=st.sampled_from([None, "drag", "other"]))
    def set_cells(self, data, value, merge):
        name = data.draw(st.sampled_from(sorted(self.session.state.tensors)))
        shape = self.session.state.tensors[name].values.shape
        region = tuple(
            data.draw(st.integers(-length, length) | st.slices(length)) for length in shape
        )
        self.edit(lambda: self.session.set_cells(name, region, value, merge=merge))

    @rule(name=st.sampled_from(NAMES), array=ARRAYS)
    def set_tensor(self, name, array):
        self.edit(lambda: self.session.set_tensor(name, array))

    @rule(arrays=st.dictionaries(st.sampled_from(NAMES), ARRAYS, max_size=3))
    def set_tensors(self, arrays):
        self.edit(lambda: self.session.set_tensors(arrays, text="Open files"))

    @rule(name=st.sampled_from(NAMES))
    def remove_tensor(self, name):
        self.edit(lambda: self.session.remove_tensor(name))

    @rule(key=st.sampled_from(sorted(LOSSES)))
    def add_loss(self, key):
        self.edit(lambda: self.session.add_loss(make_spec(key)))

    @rule(
        ident=st.integers(1, 6),
        action=st.sampled_from(["duplicate_loss", "remove_loss", "set_reference"]),
    )
    def change_rows(self, ident, action):
        self.edit(lambda: getattr(self.session, action)(ident))

    @rule(ident=st.integers(1, 6), name=st.text(max_size=4))
    def rename_loss(self, ident, name):
        self.edit(lambda: self.session.rename_loss(ident, name))

    @rule(ident=st.integers(1, 6), changes=CHANGES, merge=st.sampled_from([None, "spin"]))
    def set_spec(self, ident, changes, merge):
        spec = {row.ident: row.spec for row in self.session.state.losses}.get(ident)

        def change():
            # Some losses have no axis or inner reduction to choose.
            changed = spec.replace(**changes) if spec else None
            self.session.set_spec(ident, changed, merge=merge)

        self.edit(change)

    @rule(ident=st.integers(1, 6), tensor=st.sampled_from(NAMES), weight=st.sampled_from(NAMES))
    def set_sources(self, ident, tensor, weight):
        sources = {"y_true": tensor, "y_pred": "y_pred", "sample_weight": weight}
        self.edit(lambda: self.session.set_sources(ident, sources))

    @rule(dtype=st.sampled_from([None, "float16", "float32", "float64", "int3"]))
    def set_dtype(self, dtype):
        self.edit(lambda: self.session.set_dtype(dtype))

    @rule(key=st.sampled_from([*DIALECTS, "keras-0"]))
    def set_dialect(self, key):
        self.edit(lambda: self.session.set_dialect(key))

    @rule(
        values=st.lists(FLOATS, max_size=3),
        fails=st.booleans(),
        key=st.sampled_from([None, "group"]),
    )
    def group(self, values, fails, key):
        def together():
            with self.session.group("Several", key):
                for value in values:
                    self.session.set_cells("y_pred", (), value)
                    self.session.set_tensor("extra", np.full(2, value))
                if fails:
                    self.session.remove_loss(10**6)

        self.edit(together)

    @precondition(lambda self: self.session.can_undo)
    @rule()
    def undo(self):
        text = self.session.undo_text
        self.session.undo()
        assert self.session.redo_text == text

    @precondition(lambda self: self.session.can_redo)
    @rule()
    def redo(self):
        self.session.redo()

    @rule(data=st.data())
    def go_to(self, data):
        self.session.go_to(data.draw(st.integers(0, len(self.session.history))))

    @rule()
    def end_merge(self):
        self.session.end_merge()

    @rule()
    def save(self):
        """A saved session reads back bit for bit, and undo goes on as if nothing had been."""
        with TemporaryDirectory() as folder:
            path = Path(folder, "a.lossgui")
            save_session(path, self.session.state)
            loaded = load_session(path)
        assert bits(loaded) == bits(self.session.state)
        self.session.mark_saved()
        assert self.session.saved

    @initialize(start=st.booleans())
    def from_file(self, start):
        """Start from a loaded session as often as from the example."""
        if start:
            with TemporaryDirectory() as folder:
                path = Path(folder, "a.lossgui")
                save_session(path, self.session.state)
                self.session.open(load_session(path))
            assert bits(self.session.state) == self.positions[0]

    @invariant()
    def the_position_shows_what_it_showed_before(self):
        assert bits(self.session.state) == self.positions[self.session.history_position]
        assert len(self.positions) == len(self.session.history) + 1

    @invariant()
    def the_boxes_told_everything(self):
        live = {n: r.values for n, r in self.session.state.tensors.items()}
        assert list(live) == list(self.mirror)
        for name, values in live.items():
            assert values.tobytes() == self.mirror[name].tobytes()
            assert not values.flags.writeable

    @invariant()
    def the_rows_are_consistent(self):
        state = self.session.state
        idents = [row.ident for row in state.losses]
        assert len(set(idents)) == len(idents)
        assert (state.reference in idents) if idents else state.reference is None
        for row in state.losses:
            assert set(row.sources.values()) <= set(state.tensors)

    def teardown(self):
        """Undo all gives the first state, redo all the last."""
        last = self.positions[-1]
        while self.session.can_undo:
            self.session.undo()
        assert bits(self.session.state) == self.positions[0]
        while self.session.can_redo:
            self.session.redo()
        assert bits(self.session.state) == last


Edits.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestEdits = Edits.TestCase
