"""Menu: a right click asks what can be done here."""

from __future__ import annotations

from designer.ui.canvas.gestures.gesture import Gesture, Pointer


class AskMenu(Gesture):
    """Opens when the button goes up, so that a drag can still become something else."""

    def finish(self, pointer: Pointer, *, dragged: bool) -> None:
        if not dragged:
            self.canvas.open_menu(pointer)
