"""Every layer and op of the palette: dropped, given values, wired, exported, executed and built."""

import pytest

from designer.catalog.samples import sample_of
from designer.catalog.spec import Spec
from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.document import Document
from designer.graph.checks import problems_of
from designer.graph.nodes import Edge, InputNode
from designer.graph.problems import ERROR
from tests.keras_runs import run_scripts

LEFT_OUT = {
    "keras.layers.Equalization": "its symbolic output is its input, which keras.Model takes for a "
    "cycle (Keras 3.15)",
}
"""Paths that cannot be built this way, with the reason."""


def drawn(document: Document, spec: Spec) -> None:
    """Draw a model of one call of this layer or op, through the document's verbs."""
    sample = sample_of(spec)
    document.new()
    node = document.add_node(spec.path, (300.0, 0.0))
    if sample.values:
        assert document.set_values([node], sample.values)
    for slot, shapes in sample.inputs.items():
        for index, shape in enumerate(shapes):
            source = document.add_node("input", (0.0, 100.0 * index))
            fed = InputNode(
                source,
                f"{slot}_{index}",
                shape=shape,
                dtype=sample.dtypes.get(slot, "float32"),
                batch_size=sample.batch_sizes.get(slot),
            )
            assert document.change_node(fed, "Change input")
            assert document.connect_edge(Edge(source, 0, node, slot, index))
    output = document.add_node("output", (600.0, 0.0))
    assert document.connect_edge(Edge(node, 0, output, "inputs"))


def scripts_of(specs: tuple[Spec, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Exported scripts by path; and what the checks refuse, which should be nothing."""
    document = Document(shipped_catalog())
    scripts, refused = {}, {}
    for spec in specs:
        if spec.path in LEFT_OUT:
            continue
        drawn(document, spec)
        errors = [
            problem.sentence
            for problem in problems_of(document.design, document.catalog)
            if problem.severity == ERROR
        ]
        if errors:
            refused[spec.path] = " ".join(errors)
        else:
            program = program_of(document.design, document.catalog)
            scripts[spec.path] = STYLES["script"].arrange(program).text
    return scripts, refused


@pytest.mark.worker
@pytest.mark.parametrize("family", ["layers", "ops"])
def test_all_of_the_palette_can_be_drawn_exported_and_built(qapp: object, family: str) -> None:
    specs: tuple[Spec, ...] = getattr(shipped_catalog(), family)
    scripts, refused = scripts_of(specs)
    assert refused == {}
    results = run_scripts(scripts)
    failed = {path: found["error"] for path, found in results.items() if "error" in found}
    assert not failed, "\n".join(f"{path}\n{scripts[path]}\n{why}" for path, why in failed.items())
    assert len(results) == len(specs) - len(LEFT_OUT.keys() & {spec.path for spec in specs})
