"""From a design to Python text. Pure: no Qt, no keras.

`program_of(design, catalog)` gives the statements; `STYLES[name].arrange(program)` the text.
"""

from designer.codegen.body import Body
from designer.codegen.custom_code import merged_imports, place_in_sources
from designer.codegen.memo import Memo
from designer.codegen.program import Program, program_of
from designer.codegen.shape_comments import with_shapes
from designer.codegen.statement import Statement
from designer.codegen.styles import STYLES, Listing, Style
from designer.codegen.styles.style import head_text

__all__ = [
    "STYLES",
    "Body",
    "Listing",
    "Memo",
    "Program",
    "Statement",
    "Style",
    "head_text",
    "merged_imports",
    "place_in_sources",
    "program_of",
    "with_shapes",
]
