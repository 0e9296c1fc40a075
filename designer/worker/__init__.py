"""The process in which keras lives: `python -m designer.worker`.

Imports keras, numpy, psutil, pydot and, of the designer, only `designer.protocol`: these two
packages are sent to whatever Python the person points the designer at. Nobody imports
this package; it is started and spoken to.
"""
