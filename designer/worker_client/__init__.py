"""The window's and the verbs' end of the pipe to the worker.

`client` is for the window (QtCore), `once` for a verb (no Qt). Nothing is imported here, so that
a verb does not pay for Qt.
"""
