"""A design and its run settings as a training script: what a run executes is what is exported.

Pure: no Qt, no keras. See `docs/decisions/0017-runs.md` and `0019-training-scripts.md`.
"""
