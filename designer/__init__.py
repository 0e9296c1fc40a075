"""Keras Model Designer: draw a network, see what it means, leave with clean Keras code.

Importing this package costs nothing: no Qt, no networkx, no keras.
"""

__version__ = "0.1.0"
