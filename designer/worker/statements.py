"""One statement, ready to run, in a form in which equal calls look equal.

`conv_7 = layers.Conv2D(64, 3, name="conv_7")(relu_6)` becomes
`_b0 = layers.Conv2D(64, 3, name=_n0)(_r0)`: compiled once for all the calls that look like this,
and remembered under this form, so that the second equal block of a network costs nothing and
renaming a node re-runs nothing. The names come back as values when it runs, so errors say them.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import CodeType

from designer.worker.failures import STATEMENT_FILE

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<string>[A-Za-z]{0,2}(?:'''.*?'''|\"\"\".*?\"\"\"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    | (?P<open>[\[({])
    | (?P<close>[\])}])
    | (?P<word>(?:\.\s*)?[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)
    | (?P<number>\.?\d[\w.]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_KEYWORD_AHEAD = re.compile(r"\s*=(?!=)")
_NAME_VALUE = re.compile(r"""\s*=\s*("[^"\\/\n]+"|'[^'\\/\n]+')""")
_OPAQUE = re.compile(
    r"\b(?:lambda|def|class|import|global|del|_[bnr]\d+)\b|:=|\b[rR]?[fF][rR]?['\"]"
)
"""Where names have scopes of their own, or hide in strings, the text is left as it is."""
_VARIABLE = re.compile(r"\b_[br]\d+\b")


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """Code and the names that it takes from the preamble, or why it does not compile."""

    code: CodeType | None
    uses: tuple[str, ...] = ()
    error: SyntaxError | None = None


@dataclass(frozen=True, slots=True)
class PreparedStatement:
    """A statement's normal form, and what the code calls the values that it reads and binds.

    `names` are the texts that stood at `name=`; the code reads them as `_n0`, `_n1`, ….
    `written` says for each variable of the code how it is written in the statement.
    """

    normal: str
    read_variables: tuple[str, ...]
    bound_variables: tuple[str, ...]
    names: tuple[str, ...]
    compiled: CompiledStatement
    written: Mapping[str, str] = field(default_factory=dict)

    def in_its_names(self, text: str) -> str:
        """A text that the code gave, in the words of the statement."""
        return _VARIABLE.sub(lambda found: self.written.get(found[0], found[0]), text)


def prepare(source: str, reads: tuple[str, ...], binds: tuple[str, ...]) -> PreparedStatement:
    """The statement in its normal form, or as it stands where that would not be safe."""
    if not _OPAQUE.search(source):
        variables = {name: f"_b{index}" for index, name in enumerate(binds)}
        variables |= {name: f"_r{index}" for index, name in enumerate(reads)}
        normal, names = _normalised(source, variables)
        compiled = _compiled(normal)
        # A name that is still there stood where the scan could not see it: in an odd string.
        if compiled.code is not None and variables.keys().isdisjoint(compiled.uses):
            read_variables = tuple(variables[name] for name in reads)
            bound_variables = tuple(variables[name] for name in binds)
            written = {variable: name for name, variable in variables.items()}
            return PreparedStatement(
                normal, read_variables, bound_variables, names, compiled, written
            )
    return PreparedStatement(source, reads, binds, (), _compiled(source))


@functools.lru_cache(maxsize=1024)
def _compiled(source: str) -> CompiledStatement:
    try:
        tree = ast.parse(source, STATEMENT_FILE)
        code = compile(tree, STATEMENT_FILE, "exec", dont_inherit=True)
    except SyntaxError as error:
        return CompiledStatement(None, error=error)
    except (ValueError, RecursionError, MemoryError) as error:
        return CompiledStatement(None, error=SyntaxError(str(error)))
    names = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    return CompiledStatement(code, tuple(sorted(names)))


def _normalised(source: str, variables: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    out: list[str] = []
    names: list[str] = []
    callees: list[str] = []
    last_word = ""
    position = 0
    while match := _TOKEN.search(source, position):
        out.append(source[position : match.start()])
        position = match.end()
        text = match.group()
        kind = match.lastgroup
        if kind == "open":
            callees.append(last_word if out[-1] == "" else "")
        elif kind == "close" and callees:
            callees.pop()
        elif kind == "word" and not text.startswith("."):
            if callees and _KEYWORD_AHEAD.match(source, position):
                if text == "name" and callees[-1].startswith(("layers.", "keras.")):
                    value = _NAME_VALUE.match(source, position)
                    if value is not None:
                        text = f"name=_n{len(names)}"
                        names.append(value[1][1:-1])
                        position = value.end()
            else:
                head, dot, tail = text.partition(".")
                text = variables.get(head.rstrip(), head) + dot + tail
        last_word = text if kind == "word" else ""
        out.append(text)
    out.append(source[position:])
    return "".join(out), tuple(names)
