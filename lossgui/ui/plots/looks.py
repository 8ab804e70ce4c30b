"""How each plot is being looked at: zoom, the way back, logarithmic or not."""

from dataclasses import dataclass, field

MOST_BACK = 50


@dataclass
class Look:
    """The zoom of one plot. A span None follows the figure.

    `range` is the x range that a ranged plot found for itself, `subject` what it was found for: it
    is kept while the subject stays, so that the axis stands still when numbers change.
    """

    x: tuple[float, float] | None = None
    y: tuple[float, float] | None = None
    logarithmic: bool = False
    choices: dict[str, str] = field(default_factory=dict)
    range: tuple[float, float] | None = None
    subject: object = None
    _back: list = field(default_factory=list)

    @property
    def can_go_back(self):
        """Whether there is a zoom to take back."""
        return bool(self._back)

    def remember(self):
        """Note the present zoom before it changes."""
        if not self._back or self._back[-1] != (self.x, self.y):
            self._back.append((self.x, self.y))
            del self._back[:-MOST_BACK]

    def go_back(self):
        """Return to the zoom before the last change."""
        if self._back:
            self.x, self.y = self._back.pop()

    def go_home(self):
        """Show everything; this can be taken back too."""
        if (self.x, self.y) != (None, None):
            self.remember()
        self.x = self.y = self.range = None

    def set_logarithmic(self, on):
        """Change the y axis; its zoom meant other numbers, so it ends."""
        self.logarithmic = on
        self.y = None
        self._back = [(x, None) for x, _ in self._back]

    def window(self, subject, value):
        """Return the x range to compute: the zoomed one, or the one kept for this subject.

        A kept range that no longer holds the present `value` is given up.
        """
        if self.x is not None:
            return self.x
        if subject != self.subject:
            self.subject, self.range = subject, None
        if self.range is not None and not self.range[0] <= value <= self.range[1]:
            self.range = None
        return self.range
