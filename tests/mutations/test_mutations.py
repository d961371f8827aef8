"""The list of wrong-number bugs stays one: each can still be put in, and changes something."""

import ast

import pytest

from tests.mutations.mutation import ROOT, mutations

LIST = mutations()


@pytest.mark.parametrize("mutation", LIST, ids=lambda mutation: mutation.why)
def test_a_bug_can_still_be_put_in(mutation):
    source = (ROOT / mutation.file).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(mutation.changed(source))) != ast.dump(ast.parse(source))
    assert mutation.tests
    assert all((ROOT / name).exists() for name in mutation.tests)


def test_the_list_is_long_and_says_each_bug_once():
    assert len(LIST) >= 30
    assert len({mutation.why for mutation in LIST}) == len(LIST)
    assert len({(m.file, m.old, m.new) for m in LIST}) == len(LIST)


def test_what_is_gone_or_stands_twice_is_refused():
    bug = LIST[0]
    for source in ("nothing of it", bug.old + bug.old):
        with pytest.raises(ValueError, match="must stand there once"):
            bug.changed(source)
