"""`training`: a run from samples to a saved model; and the same on several devices."""

from __future__ import annotations

from functools import partial

from designer.codegen.program import Program
from designer.codegen.styles.style import Style
from designer.codegen.training.listing import arranged
from designer.codegen.training.strategies import STRATEGIES, refusal

STYLE = Style(
    name="training",
    title="Training script",
    when="To train: data, model, losses, loop and saving, as the run settings of the design say.",
    suffix=".py",
    arrange=arranged,
    reads_shapes=True,
)


def _refusal(program: Program) -> str:
    return refusal(program.training) if program.training else ""


_WORDS = {
    "mirrored": (
        "Training on several GPUs",
        "To train on all GPUs of one machine with tf.distribute.MirroredStrategy.",
    ),
    "multi_worker": (
        "Training on several machines",
        "To train on several machines with TensorFlow: start it on each, with TF_CONFIG set.",
    ),
    "jax": (
        "Training on several devices with JAX",
        "To train on all devices that JAX sees, with keras.distribution.DataParallel.",
    ),
    "torchrun": (
        "Training with torchrun",
        "To train with PyTorch in several processes: torchrun --nproc-per-node N FILE.",
    ),
}
DISTRIBUTED = tuple(
    Style(
        name=f"training_{name}",
        title=title,
        when=when,
        suffix=".py",
        arrange=partial(arranged, strategy=STRATEGIES[name]),
        refusal=_refusal,
        reads_shapes=True,
    )
    for name, (title, when) in _WORDS.items()
)
