"""Large numbers in few digits. No Qt."""

from __future__ import annotations

_STEPS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def scaled(value: float) -> str:
    """`3.86 G`, `25.6 M`, `12 k`, `980`."""
    # What would be written as `1,000 k` is `1 M`.
    size, prefix = next((step for step in _STEPS if abs(value) >= step[0] * 0.9995), (1.0, ""))
    share = value / size
    text = f"{share:.0f}" if abs(share) >= 99.95 else f"{share:.3g}"
    return f"{text} {prefix}".rstrip()


def size_words(count: float) -> str:
    """Bytes as powers of ten, as the charts of runs have them: `102 MB`, `980 B`."""
    text = scaled(count)
    return f"{text}B" if text[-1].isalpha() else f"{text} B"
