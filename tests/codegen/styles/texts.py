"""Text of styles for their tests."""

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, Program, program_of
from designer.graph.design import Design
from designer.paths import resource
from designer.storage import load


def my_model() -> Design:
    """The seed text's model: 32 -> 128 -> 64 -> 10."""
    return load(resource("examples/my_model.kdesign")).design


def program(design: Design) -> Program:
    return program_of(design, shipped_catalog())


def code(design: Design, style: str) -> str:
    return STYLES[style].arrange(program(design)).text
