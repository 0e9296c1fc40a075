from designer.graph.edits import Remove
from designer.graph.snapshot import snapshot
from designer.storage import to_text
from tests.builders import two_branch, used_twice


def test_a_copy_is_the_design_of_the_moment_whatever_happens_to_it_since():
    design = used_twice()
    before = to_text(design)
    copy = snapshot(design)
    Remove(design.main.nodes()[0].id).apply(design)
    assert to_text(copy()) == before != to_text(design)


def test_what_happens_to_a_copy_leaves_design_and_other_copies_alone():
    design = two_branch()
    before, copy = to_text(design), snapshot(design)
    one = copy()
    Remove(one.main.nodes()[0].id).apply(one)
    assert to_text(design) == to_text(copy()) == before
