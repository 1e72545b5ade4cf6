"""Everything the README asks for, with the standard library only.

python start.py          install what is needed, load the sample project, open the workbench
python start.py test     install what the tests need, run all of them
python start.py check    style, types and the fast tests
python start.py bench    list the benchmarks; `bench NAME` runs one
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
REQUIREMENTS = {"run": "requirements.txt", "test": "requirements-dev.txt"}
TRAIN_ONLY = (
    *("torch", "transformers", "trl", "peft", "accelerate"),
    *("sentence-transformers", "scikit-learn", "chromadb", "onnxruntime", "kubernetes"),
)
"""Left out by --without-train: pages and commands that need them then say so."""

DEBIAN_TEST_PACKAGES = {
    "chromium": "/usr/bin/chromium",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto",
    "postgresql": "/usr/lib/postgresql",
    "tesseract-ocr": "/usr/bin/tesseract",
    "tesseract-ocr-kor": "/usr/share/tesseract-ocr/5/tessdata/kor.traineddata",
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", default="run", choices=["run", "test", "check", "bench"])
    parser.add_argument(
        "--without-train", action="store_true", help="install without torch (1 GB less)"
    )
    parser.add_argument("--no-open", action="store_true", help="do not open the browser")
    parser.add_argument("--no-sample", action="store_true", help="do not load the sample project")
    parser.add_argument("--port", help="another port than 8501")
    options, rest = parser.parse_known_args()
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        print(f"The workbench needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}.")
        return 1
    os.chdir(ROOT)
    if not install("run" if options.what == "run" else "test", options.without_train):
        return 1
    if options.what == "run":
        return run(options, rest)
    if options.what == "bench":
        return call(["-m", "workbench", "bench", *rest])
    return test(rest, everything=options.what == "test")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    command = ["-m", "workbench", "up", *rest]
    if not options.no_sample:
        command.append("--sample")
    if options.no_open:
        command.append("--no-open")
    if options.port:
        command += ["--port", options.port]
    return call(command)


def test(rest: list[str], everything: bool) -> int:
    """Style, types, then tests; all are run, so that one look shows all that is wrong."""
    if everything and not install_test_programs():
        return 1
    tests = ["-m", "pytest", "-n", "2", "--dist", "loadfile"]
    if rest:
        runs = [[*tests, *rest]]
    elif everything:  # the browser's driver does not share a process with the other tests
        runs = [[*tests, "-m", "not browser"], [*tests, "-m", "browser"]]
    else:
        runs = [[*tests, "-m", "not slow and not browser and not postgresql"]]
    steps = [
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "mypy"],
        *runs,
    ]
    if everything:
        os.environ["WORKBENCH_TEST_REQUIRE_ALL"] = "1"
    failed = [step for step in steps if call(step) != 0]
    for step in failed:
        print("failed: python", " ".join(step))
    return 1 if failed else 0


def call(arguments: list[str]) -> int:
    """Run this project's Python; Ctrl+C reaches it and is waited for."""
    process = subprocess.Popen([str(python()), *arguments])
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(kind: str, without_train: bool) -> bool:
    """A virtual environment with the pinned set; nothing is done where it is there already."""
    if stamp(kind, without_train).exists() and python().exists():
        return True
    if not has_pip() and not make_environment():
        return False
    # What was installed for other pins is not what will be there in a moment.
    for older in VENV.glob(".installed-*"):
        older.unlink()
    print("Installing pinned dependencies (some minutes the first time) …", flush=True)
    for names in installation_order(kind, without_train):
        done = subprocess.run([str(python()), "-m", "pip", "install", "-q", *names], check=False)
        if done.returncode != 0:
            print("The dependencies could not be installed; see the lines above. This step needs")
            print("access to a Python package index once. Then run the same command again.")
            return False
    for done_too in dict.fromkeys(("run", kind)):  # the tests' set holds the other one
        stamp(done_too, without_train).write_text("")
    return True


def stamp(kind: str, without_train: bool) -> Path:
    """Is there when all of these pins are installed."""
    wanted = "".join(
        (ROOT / name).read_text(encoding="utf-8")
        for name in (REQUIREMENTS[kind], REQUIREMENTS["run"])
    )
    if without_train:
        wanted += "without-train"
    digest = hashlib.sha256(wanted.encode()).hexdigest()[:16]
    return VENV / f".installed-{kind}-{digest}"


def has_pip() -> bool:
    """False also for an environment whose making was interrupted."""
    if not python().exists():
        return False
    asked = [str(python()), "-m", "pip", "--version"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def make_environment() -> bool:
    """A new .venv in place of whatever is there; False, with the reason, where it cannot be."""
    print("Creating a virtual environment in .venv …", flush=True)
    try:
        venv.create(VENV, with_pip=True, clear=VENV.exists(), symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"The virtual environment could not be made: {error}")
        if shutil.which("apt-get"):
            print("On Debian and Ubuntu it needs:  sudo apt-get install python3-venv")
        return False
    return True


def installation_order(kind: str, without_train: bool) -> list[list[str]]:
    """torch first, by its exact pin, so that nothing else decides which build is taken."""
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    if without_train:
        skip = tuple(f"{name}==" for name in TRAIN_ONLY)
        kept = [line for line in pinned if not line.startswith(skip)]
        slim = VENV / "requirements-without-train.txt"
        slim.write_text("\n".join(kept), encoding="utf-8")
        steps = [["-r", str(slim)]]
    else:
        torch = [line for line in pinned if line.startswith("torch==")]
        steps = [torch] if torch else []
        steps.append(["-r", str(ROOT / "requirements.txt")])
    if kind == "test":
        steps.append(["-r", str(ROOT / REQUIREMENTS["test"])])
    steps.append(["--no-deps", "-e", str(ROOT)])
    return steps


def install_test_programs() -> bool:
    """A browser, a Korean font and PostgreSQL: installed where that is possible, else named."""
    if sys.platform.startswith("linux") and shutil.which("apt-get"):
        missing = [name for name, path in DEBIAN_TEST_PACKAGES.items() if not Path(path).exists()]
        if missing and os.geteuid() == 0:
            print("Installing", ", ".join(missing), "for the tests …", flush=True)
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
            install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
            done = subprocess.run(install, check=False, env=quiet, stdout=subprocess.DEVNULL)
            return done.returncode == 0
        if missing:
            print("The tests need these packages:  sudo apt-get install", " ".join(missing))
            return False
        return True
    done = subprocess.run([str(python()), "-m", "playwright", "install", "chromium"], check=False)
    if shutil.which("initdb") is None:
        print("PostgreSQL (initdb) is not on the PATH; its tests will fail. Install it, or run")
        print("  python start.py check")
    return done.returncode == 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
