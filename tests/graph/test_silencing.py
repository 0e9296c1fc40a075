from designer.catalog.table import shipped_catalog
from designer.graph.checks import problems_of
from designer.graph.edits import Disconnect
from designer.graph.problems import ERROR, WARNING
from designer.graph.silencing import (
    can_silence,
    heard_and_silenced,
    silencing,
    voicing,
)
from designer.storage.design_file import from_text, to_text
from tests.builders import chain


def broken():
    """A chain whose last wire is cut: an error at the output, warnings at what leads nowhere."""
    design = chain("Input", "Dense", "Dense")
    last = design.main.outputs()[0]
    Disconnect(design.main.inputs_of(last.id)[0]).apply(design)
    return design


def warning_of(design):
    return next(p for p in problems_of(design, shipped_catalog()) if p.severity == WARNING)


def test_a_silenced_warning_is_heard_again_after_undo():
    design = broken()
    warning = warning_of(design)
    undo = silencing(design, warning).apply(design)
    heard, silenced = heard_and_silenced(design, problems_of(design, shipped_catalog()))
    assert warning not in heard and silenced == (warning,)
    undo.apply(design)
    assert warning in heard_and_silenced(design, problems_of(design, shipped_catalog()))[0]


def test_letting_a_warning_be_heard_again_leaves_the_node_as_it_was():
    design = broken()
    warning = warning_of(design)
    before = design.main.node(warning.node)
    silencing(design, warning).apply(design)
    voicing(design, warning).apply(design)
    assert design.main.node(warning.node) == before


def test_errors_cannot_be_silenced():
    problems = problems_of(broken(), shipped_catalog())
    assert not any(can_silence(each) for each in problems if each.severity == ERROR)


def test_what_is_silenced_is_stored_with_the_design():
    design = broken()
    warning = warning_of(design)
    silencing(design, warning).apply(design)
    again = from_text(to_text(design)).design
    assert again.main.node(warning.node).silenced == (warning.code,)
