"""The file commands on a Ray cluster of two nodes of this machine. Ray is no dependency: install it
(`pip install 'ray>=2.60,<3'`) and run this file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clean.test_files import write
from tests.clean.test_parts import ROOT, rows, tree

pytest.importorskip("ray", reason="Ray is not installed: pip install 'ray>=2.60,<3'")
pytest.importorskip("daft", reason="Daft is not installed: pip install 'curation-workbench[scale]'")

PORT = 20_001
CLUSTER = f"""
import sys
from ray.cluster_utils import Cluster
cluster = Cluster()
one = {{"num_cpus": 1, "object_store_memory": 200_000_000}}
# Ray writes the machine's own address in place of 127.0.0.1, so that loopback is 127.0.0.2 here.
cluster.add_node(node_ip_address="127.0.0.2", ray_client_server_port={PORT},
                 include_dashboard=False, **one)
cluster.add_node(node_ip_address="127.0.0.3", **one)
cluster.wait_for_nodes()
print("ready", flush=True)
sys.stdin.read()
cluster.shutdown()
"""


def environment() -> dict[str, str]:
    paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": paths, "RAY_USAGE_STATS_ENABLED": "0"}


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    command = [sys.executable, "-c", CLUSTER]
    with subprocess.Popen(
        command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert any(line == "ready\n" for line in process.stdout)
        yield f"ray://127.0.0.2:{PORT}"
        process.communicate("")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["pii scan", "pii mask", "quality", "dedup"])
def test_a_cluster_writes_what_this_machine_writes(
    cluster: str, tmp_path: Path, command: str
) -> None:
    for name in "ab":
        write(tmp_path / f"{name}.jsonl", *rows("x", 20))
    (tmp_path / "key").write_text("00" * 32)
    given = ["--key-file", str(tmp_path / "key")] if command == "pii mask" else []
    for engine in ("native", cluster):
        out = tmp_path / engine[:3]
        subprocess.run(
            [sys.executable, "-m", "workbench", *command.split(), f"{tmp_path}/*.jsonl",
             "-o", str(out), "--engine", engine, *given],
            env=environment(), check=True,
        )  # fmt: skip
    native, ray = tmp_path / "nat", tmp_path / "ray"
    if command == "dedup":
        assert native.read_bytes() == ray.read_bytes()
    else:
        assert tree(native) == tree(ray) and tree(native)
