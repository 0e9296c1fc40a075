"""What the actions do: one function each, given the window. The table is `designer.ui.actions`.

These modules are imported before the first paint, so they import nothing heavy at the top.
"""
