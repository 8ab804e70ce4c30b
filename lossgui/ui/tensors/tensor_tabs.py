"""A tab for each pair of tensors; out of sight while there is only one pair."""

from PySide6.QtCore import QEvent, QMargins, Signal
from PySide6.QtWidgets import QTabBar


class TensorTabs(QTabBar):
    """Chooses the pair of tensors that the grids show.

    The tabs are high enough for names with an underscore: Fusion cuts it off where a tab is not
    the current one.
    """

    pair_chosen = Signal(tuple)
    """The names of the pair that the student chose."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("tensor_tabs")
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self._pairs = ()
        self.currentChanged.connect(self._choose)
        self._retranslate()

    @property
    def pairs(self):
        """The pairs of names, one per tab."""
        return self._pairs

    @property
    def pair(self):
        """The names of the current pair; () without tensors."""
        return self._pairs[self.currentIndex()] if self._pairs else ()

    def show_pairs(self, pairs):
        """Offer these pairs; the current one stays current if it is among them."""
        current = self.pair
        before = self.blockSignals(True)
        while self.count() > len(pairs):
            self.removeTab(self.count() - 1)
        for number, names in enumerate(pairs):
            text = " | ".join(names).replace("&", "&&")
            if number < self.count():
                self.setTabText(number, text)
            else:
                self.addTab(text)
        self._pairs = pairs
        self.setCurrentIndex(pairs.index(current) if current in pairs else min(0, len(pairs) - 1))
        self.blockSignals(before)
        self.setVisible(len(pairs) > 1)

    def show_tensor(self, name):
        """Go to the first pair with this tensor, unless the current pair has it."""
        if name not in self.pair:
            place = next((n for n, pair in enumerate(self._pairs) if name in pair), None)
            if place is not None:
                self.setCurrentIndex(place)

    def tabSizeHint(self, index):
        return super().tabSizeHint(index).grownBy(QMargins(0, 0, 0, 4))

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self):
        self.setAccessibleName(self.tr("Tensors"))

    def _choose(self, number):
        if 0 <= number < len(self._pairs):
            self.pair_chosen.emit(self._pairs[number])
