"""Export of 1,000 and 10,000 nodes, beside what Python needs to compile the same text.

The peer is `compile()`: a generator should cost about as much as reading what it wrote.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from benchmarks.designs import chain_of
from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, Memo, program_of
from designer.graph.design import Design
from designer.graph.edits import Change
from designer.graph.nodes import LayerNode

RUNS = 7


def median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    catalog = shipped_catalog()
    print("Export as `script`, median of", RUNS, "runs")
    print(
        f"{'nodes':>8} {'export ms':>10} {'after an edit ms':>17} {'compile() ms':>13} {'ratio':>6}"
    )
    for count in (1_000, 10_000):
        design = chain_of(count)
        text = _export(design)
        export = median_ms(lambda design=design: _export(design))  # type: ignore[misc]
        memo: Memo = {}
        program_of(design, catalog, memo)
        again = median_ms(lambda design=design, memo=memo: _edit_and_write(design, memo))  # type: ignore[misc]
        peer = median_ms(lambda text=text: compile(text, "x", "exec"))  # type: ignore[misc]
        print(f"{count:>8} {export:>10.0f} {again:>17.0f} {peer:>13.0f} {export / peer:>6.2f}")


def _export(design: Design) -> str:
    return STYLES["script"].arrange(program_of(design, shipped_catalog())).text


def _edit_and_write(design: Design, memo: Memo) -> None:
    node = design.main.node("n2")
    assert isinstance(node, LayerNode)
    units = int(node.values["units"]) % 100 + 1
    Change(LayerNode(node.id, node.name, layer=node.layer, values={"units": units})).apply(design)
    program_of(design, shipped_catalog(), memo)


if __name__ == "__main__":
    main()
