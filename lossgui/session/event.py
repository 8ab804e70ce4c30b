"""The session's one event."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import ExitStack

from lossgui.session.state import State

Callback = Callable[[State, State], object]


class Event:
    """Tells subscribers that the session went from one state to the next.

    Every subscriber hears of every change once and in order: a change made inside a callback is
    told after everyone has heard of the present one.
    """

    def __init__(self) -> None:
        self._callbacks: dict[object, Callback] = {}
        self._waiting: deque[tuple[State, State]] = deque()
        self._telling = False

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call ``callback(before, after)`` after each change; gives the function that ends it."""
        key = object()
        self._callbacks[key] = callback

        def unsubscribe() -> None:
            self._callbacks.pop(key, None)

        return unsubscribe

    def tell(self, before: State, after: State) -> None:
        """Tell all subscribers; an error of one is raised after the others have been told."""
        self._waiting.append((before, after))
        if self._telling:
            return
        self._telling = True
        try:
            self._tell_waiting()
        finally:
            self._telling = False

    def _tell_waiting(self) -> None:
        while self._waiting:
            before, after = self._waiting.popleft()
            # The stack calls in reverse and goes on where one raises; the rest of the line is last.
            with ExitStack() as stack:
                stack.callback(self._tell_waiting)
                for key in reversed(list(self._callbacks)):
                    stack.callback(self._call, key, before, after)

    def _call(self, key: object, before: State, after: State) -> None:
        callback = self._callbacks.get(key)  # gone if an earlier callback has unsubscribed it
        if callback is not None:
            callback(before, after)
