import pytest

from designer.catalog.table import shipped_catalog
from designer.ui.docstring import html_of, inline

DOC = """Just a layer.

It computes `a < b`, see [the paper](https://example.org/x)
and more.

Args:
    units: Positive integer,
        as wide as needed.
    rate, noise: Two floats.

Note that this is *no* title: it goes on.

- first
- second

Example:

```python
if a < b:
    pass
```

>>> layer(x)
(2, 3)
"""


@pytest.mark.parametrize(
    "expected",
    [
        "<p>Just a layer.</p>",
        "<code>a &lt; b</code>",
        '<a href="https://example.org/x">the paper</a> and more.</p>',
        "<h4>Args</h4>",
        "<p><b>units</b> Positive integer, as wide as needed.</p>",
        "<p><b>rate, noise</b> Two floats.</p>",
        "<p>Note that this is *no* title: it goes on.</p>",
        "<ul><li>first</li><li>second</li></ul>",
        "<pre>if a &lt; b:\n    pass</pre>",
        "<pre>&gt;&gt;&gt; layer(x)\n(2, 3)</pre>",
    ],
)
def test_what_keras_writes_is_set_as_what_it_means(expected):
    assert expected in html_of(DOC)


def test_an_empty_docstring_is_empty():
    assert html_of("") == ""


def test_an_unpaired_tick_is_left_as_it_is():
    assert inline("a ` b") == "a ` b"


def test_no_word_of_any_docstring_is_lost():
    for spec in (*shipped_catalog().layers, *shipped_catalog().ops):
        kept = html_of(spec.doc)
        last = [word for word in spec.doc.split() if word.isalpha()][-1:]
        assert all(word in kept for word in last), spec.name
