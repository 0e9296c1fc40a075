import pytest

from designer.protocol import ProtocolError
from designer.protocol.run import MemorySample


def test_a_sample_of_memory_survives_the_wire() -> None:
    sample = MemorySample(1.5, 12, 2, 700, 300, None, 40)
    assert MemorySample.from_json(sample.to_json()) == sample
    assert MemorySample.from_json([1.5, 12, 2, 700, 300]).device_bytes is None


@pytest.mark.parametrize(
    "plain", [None, 3, [], [1, 2], [1, 2, 3, 4, None], list(range(9)), "12345"]
)
def test_what_is_no_sample_is_refused(plain: object) -> None:
    with pytest.raises(ProtocolError, match="Not a sample of memory"):
        MemorySample.from_json(plain)
