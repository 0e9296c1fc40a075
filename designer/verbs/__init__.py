"""The headless verbs, one file each. Adding one: a file here and its line in `VERBS`.

Verbs that need keras ask a worker process, as the window does: when TensorFlow crashes, that has
words too. `export` and `check` need none.
"""
