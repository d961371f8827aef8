"""Make, check or mend the environment: ``python3 tools/environment.py .venv runtime|dev [asked]``.

Runs under any Python 3, before anything is installed, with the standard library alone. A stamp inside
the environment says for which folder, Python and pins it is; where that is no longer so, or an
installation was cut short, it is made anew, with one line why. `asked` says that the reader chose this
Python, which the environment must then be for.
"""

import hashlib
import os
import shutil
import subprocess
import sys

LOWEST, BELOW = (3, 11, 5), (3, 14)  # soupsieve, pinned, takes no older 3.11
FILES = {"runtime": ("requirements.txt",), "dev": ("requirements.txt", "requirements-dev.txt")}
STAMP, UNDER_WAY = "made-for-{}", "installation-under-way"
VARIABLE = "make PYTHON=/path/to/one"


def main():
    """Leave the environment as wanted; exit with one sentence where that cannot be."""
    folder, kind, asked = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:] == ["asked"]
    python = os.path.join(folder, "bin", "python")
    home = _version_of(python)
    why = _why_anew(folder, home, asked)
    for each in ("runtime", "dev")[kind == "dev" :]:
        if not why and _read(folder, each) == _wanted(folder, home, each):
            return
    if (why or not home) and not LOWEST <= sys.version_info[:3] < BELOW:
        sys.exit(
            "Python is {}; the pinned packages take 3.11.5 or later, 3.12 or 3.13: {}".format(
                ".".join(map(str, sys.version_info[:3])), VARIABLE
            )
        )
    try:
        _make(folder, python, kind, why)
    except OSError as error:
        sys.exit(
            f"The environment {folder} cannot be written: {error.strerror}. Give a folder you may write "
            "to: make VENV=/path/to/one"
        )
    except subprocess.CalledProcessError:
        sys.exit(
            "The packages could not be installed (what was said stands above): check the way to the "
            "package registry and the space on the disk, then run the same again."
        )
    except KeyboardInterrupt:
        sys.exit("Interrupted: run the same again, and the environment is made anew.")


def _version_of(python):
    """Return the version of an environment's Python, () where there is none that runs with pip."""
    ask = "import pip, sys; print(*sys.version_info[:3])"
    try:
        said = subprocess.check_output([python, "-c", ask], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(map(int, said.split()))


def _why_anew(folder, home, asked):
    """Say why an environment that is there cannot be used; "" where it can, or none is there."""
    if not os.path.isdir(folder) or not os.listdir(folder):
        return ""
    if os.path.exists(os.path.join(folder, UNDER_WAY)):
        return "its installation was cut short"
    if not home:
        return "it has no Python with pip that runs"
    if not LOWEST <= home < BELOW or (asked and home[:2] != sys.version_info[:2]):
        return "it is for Python {}".format(".".join(map(str, home)))
    for kind in FILES:
        made_for = _read(folder, kind).split("\n")[0]
        if made_for and made_for != os.path.realpath(folder):
            return f"it was made for the folder {made_for}"
    return ""


def _make(folder, python, kind, why):
    if why:
        print(f"The environment is made anew: {why}.", flush=True)
        _empty(folder)
    os.makedirs(folder, exist_ok=True)
    mark = os.path.join(folder, UNDER_WAY)
    with open(mark, "w", encoding="utf-8"):
        pass
    if not os.path.exists(python):
        subprocess.check_call([sys.executable, "-m", "venv", folder])
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    subprocess.check_call(pip + [part for name in FILES[kind] for part in ("-r", name)])
    # pip would compile on one core, half of what an installation takes; what fails is left, as by pip
    subprocess.call([python, "-m", "compileall", "-qq", "-j", "0", os.path.join(folder, "lib")])
    with open(os.path.join(folder, STAMP.format(kind)), "w", encoding="utf-8") as file:
        file.write(_wanted(folder, _version_of(python), kind))
    os.remove(mark)


def _empty(folder):
    """Take everything out of a folder that may itself be a link."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.remove(path)


def _wanted(folder, home, kind):
    """Return the stamp of an environment: its folder, its Python, a digest of each file of pins."""
    lines = [os.path.realpath(folder), ".".join(map(str, home[:2]))]
    for name in FILES[kind]:
        with open(name, "rb") as file:
            lines.append(f"{name} {hashlib.sha256(file.read()).hexdigest()}")
    return "\n".join(lines)


def _read(folder, kind):
    try:
        with open(os.path.join(folder, STAMP.format(kind)), encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


if __name__ == "__main__":
    main()
