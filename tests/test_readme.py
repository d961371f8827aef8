"""What the README shows is what the product says today."""

import re
from pathlib import Path

from models.__main__ import main

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_the_worked_example_is_what_the_command_prints(tmp_path, capsys):
    (example,) = re.findall(r"-m (models run [^\n]*)\n(.*?)```", README, re.DOTALL)
    command, shown = example
    arguments = command.removeprefix("models ").split()
    arguments[arguments.index("--out") + 1] = str(tmp_path)
    assert main(arguments) == 0
    assert shown.split() == capsys.readouterr().out.split()


def test_the_script_of_the_scheduled_refresh_pastes_just_that():
    from tools.paste_example import pasted

    assert pasted(README) == README
