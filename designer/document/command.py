"""The one undo command: it holds an edit and its inverse."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from designer.graph.edits import Edit, Several

if TYPE_CHECKING:
    from designer.document.document import Document


class Step(QUndoCommand):
    """A step, applied before it is pushed; undo and redo swap the edit and its inverse."""

    def __init__(
        self, document: Document, edit: Edit, inverse: Edit, text: str, merge: str = ""
    ) -> None:
        super().__init__(text)
        self._document = document
        self._edit = edit
        self._inverse = inverse
        self._merge = merge
        self._place = document.graph_name
        self._is_new = True

    def redo(self) -> None:
        if self._is_new:
            self._is_new = False
            return
        self._inverse = self._edit.apply(self._document.design)
        self._document.tell(self._edit, self._inverse, self._place)

    def undo(self) -> None:
        self._edit = self._inverse.apply(self._document.design)
        self._document.tell(self._inverse, self._edit, self._place)

    def id(self) -> int:
        """Qt offers to merge neighbours of one id; -1 never merges. A hash may collide, so
        `mergeWith` compares the keys themselves."""
        return zlib.crc32(self._merge.encode()) & 0x7FFFFFFF if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Step) or other._merge != self._merge:
            return False
        self._edit = Several((self._edit, other._edit))
        self._inverse = Several((other._inverse, self._inverse))
        return True
