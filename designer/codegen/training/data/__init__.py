"""How a run gets its samples: `load_data` of the script, a file for each kind of source.

Adding one: its kind in `designer/graph/run_settings.py`, a file here, and its line in `LOADERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from designer.codegen.training.data.arrays import from_npz
from designer.codegen.training.data.code import DataCode
from designer.codegen.training.data.images import from_folder
from designer.codegen.training.data.keras_sets import from_keras
from designer.codegen.training.data.learnable import learnable
from designer.codegen.training.data.random import at_random
from designer.codegen.training.data.sklearn import from_sklearn
from designer.codegen.training.data.table import from_table
from designer.codegen.training.training import Training
from designer.graph.run_settings import (
    IMAGES,
    KERAS,
    LEARNABLE,
    NPZ,
    RANDOM,
    SKLEARN,
    TABLE,
)

LOADERS: Mapping[str, Callable[[Training], DataCode]] = {
    LEARNABLE: learnable,
    RANDOM: at_random,
    SKLEARN: from_sklearn,
    KERAS: from_keras,
    NPZ: from_npz,
    TABLE: from_table,
    IMAGES: from_folder,
}

__all__ = ["LOADERS", "DataCode"]
