"""Write requirements.txt and requirements-dev.txt: all of pyproject.toml, resolved and pinned.

python scripts/lock.py     in a new environment each time; some minutes
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONLY_ON = {"uvloop": "sys_platform != 'win32'", "jeepney": "sys_platform == 'linux'",
           "SecretStorage": "sys_platform == 'linux'", "pexpect": "sys_platform != 'win32'",
           "ptyprocess": "sys_platform != 'win32'"}  # fmt: skip
"""Packages that other systems do not have."""
NOT_PINNED = ("pip", "curation-workbench", "curation_workbench")

HEAD = """# {what}
# Written by scripts/lock.py from pyproject.toml, where the direct dependencies and their bounds
# are; everything below is what they resolve to, so that a clean install is the one that was tested.
"""


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    torch = [name for name in extras["train"] if name.startswith("torch==")]
    runtime = list(project["dependencies"])
    for name in ("train", "datasets", "embeddings", "scale"):
        runtime += extras[name]
    with tempfile.TemporaryDirectory() as folder:
        python = _environment(Path(folder))
        for names in (torch, runtime):
            subprocess.run([python, "-m", "pip", "install", "-q", *names], check=True)
        run_set = _freeze(python)
        subprocess.run([python, "-m", "pip", "install", "-q", *extras["dev"]], check=True)
        dev_set = [line for line in _freeze(python) if line not in run_set]
    _write("requirements.txt", "What the workbench runs on.", run_set)
    _write(
        "requirements-dev.txt", "What its tests and checks need beside requirements.txt.", dev_set
    )


def _environment(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    return str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


def _freeze(python: str) -> list[str]:
    frozen = subprocess.run(
        [python, "-m", "pip", "freeze"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    lines = []
    for line in frozen:
        name, _, version = line.partition("==")
        if not version or name.lower() in NOT_PINNED:
            continue
        version = version.partition("+")[0]  # a local build tag is not on every index
        marker = f" ; {ONLY_ON[name]}" if name in ONLY_ON else ""
        lines.append(f"{name}=={version}{marker}")
    return lines


def _write(name: str, what: str, lines: list[str]) -> None:
    (ROOT / name).write_text(HEAD.format(what=what) + "\n".join(lines) + "\n")
    print(f"{name}: {len(lines)} packages")


if __name__ == "__main__":
    main()
