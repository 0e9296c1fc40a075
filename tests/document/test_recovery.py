import subprocess
import sys
from pathlib import Path

from designer.document.recovery import forget, new_journal, recoverable
from designer.graph.edits import Remove
from designer.storage import to_text
from tests.builders import two_branch

WINDOW_THAT_DIES = """
import os, sys
from pathlib import Path
from tests.builders import two_branch
from designer.document.recovery import new_journal
from designer.graph.edits import Remove
from designer.storage import to_text
journal = new_journal(Path(sys.argv[1]))
journal.begin(to_text(two_branch()), None)
journal.append(Remove("n7"))
os._exit(9)
"""


def test_the_design_of_a_window_that_died_is_offered_until_it_is_forgotten(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", WINDOW_THAT_DIES, str(tmp_path)], check=False)
    (recovered,) = recoverable(tmp_path)
    assert "n7" not in recovered.design.main and "n6" in recovered.design.main
    forget(recovered)
    assert recoverable(tmp_path) == []


def test_the_journal_of_a_window_that_lives_is_not_offered(tmp_path: Path) -> None:
    journal = new_journal(tmp_path)
    journal.begin(to_text(two_branch()), None)
    journal.append(Remove("n7"))
    assert recoverable(tmp_path) == []
