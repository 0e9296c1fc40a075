"""What the worker found out about a node, at the foot of the inspector: shapes and parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from designer.graph.answers import Answer, Tensor, shape_text
from designer.graph.dimensions import dimension_words
from designer.ui.elided import WrappedLabel
from designer.ui.style import mark

Pairs = Sequence[tuple[str, str]]


class Results(QWidget):
    """Pairs of a muted word and what it stands for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[tuple[QLabel, QLabel]] = []

    def show_answer(
        self, answer: Answer | None, names: Sequence[str], letters: Callable[[int], str]
    ) -> None:
        """What a node gives; `names` are those of its outputs, `letters` tells of each what its
        dimensions mean."""
        if answer is None:
            self.show_pairs([(self.tr("Output"), self.tr("not known yet"))])
        elif answer.error:
            self.show_pairs([(self.tr("Output"), self.tr("none: the layer refuses its input"))])
        elif answer.waits:
            self.show_pairs([(self.tr("Output"), self.tr("waits for its inputs"))])
        else:
            shapes = [
                (name, self._words_of(tensor, letters(number)))
                for number, (name, tensor) in enumerate(
                    zip(self._named(answer, names), answer.outputs, strict=True)
                )
            ]
            self.show_pairs([*shapes, *self.parameters(answer.params, answer.trainable_params)])

    def show_received(self, tensor: Tensor | None, letters: str, *, is_wired: bool) -> None:
        """What an output of the model gets."""
        words = self.tr("not known yet") if is_wired else self.tr("nothing yet")
        self.show_pairs(
            [(self.tr("Receives"), self._words_of(tensor, letters) if tensor else words)]
        )

    def parameters(self, params: int, trainable: int) -> Pairs:
        """How many there are, and how many training changes where that is not all of them."""
        pairs = [(self.tr("Parameters"), f"{params:,}")]
        if trainable != params:
            pairs.append((self.tr("Trainable"), f"{trainable:,}"))
        return pairs

    def show_pairs(self, pairs: Pairs) -> None:
        """Show these; labels are used again, so that following a running edit does not flicker."""
        while len(self._labels) < len(pairs):
            self._add_labels()
        for (word, text), (left, right) in zip(pairs, self._labels, strict=False):
            left.setText(word)
            right.setText(text)
        for row, labels in enumerate(self._labels):
            for label in labels:
                label.setVisible(row < len(pairs))

    def _named(self, answer: Answer, names: Sequence[str]) -> list[str]:
        if len(answer.outputs) == 1:
            return [self.tr("Output")]
        spare = [self.tr("Output {n}").format(n=n) for n in range(len(answer.outputs))]
        return [*names, *spare[len(names) :]][: len(answer.outputs)]

    def _words_of(self, tensor: Tensor, letters: str) -> str:
        words = f"{shape_text(tensor.shape)}  {tensor.dtype}"
        if tensor.masked:
            words = self.tr("{tensor}, masked").format(tensor=words)
        return "\n".join(filter(None, (words, dimension_words(letters))))

    def _add_labels(self) -> None:
        left, right = QLabel(self), WrappedLabel(parent=self)
        mark(left, "muted")
        right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        left.setTextFormat(Qt.TextFormat.PlainText)
        row = len(self._labels)
        self._grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(right, row, 1)
        self._labels.append((left, right))
