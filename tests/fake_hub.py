"""A model and dataset hub on loopback, as far as its real clients ask: repositories, commits with
their parent, tags, large files, reading at a revision. It keeps what it was asked and does what a
test tells it.

    python -m tests.fake_hub

pushes a small folder twice and prints each request that the hub saw.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

TOKEN = "hf_FictionalTokenOfTheTests"
LARGE = (".parquet", ".safetensors", ".bin")


@dataclass(frozen=True)
class Stored:
    """A file of a commit."""

    data: bytes
    large: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def git(self) -> str:
        return hashlib.sha1(b"blob %d\0" % len(self.data) + self.data).hexdigest()

    @property
    def etag(self) -> str:
        return self.sha256 if self.large else self.git


@dataclass
class Commit:
    oid: str
    title: str
    parent: str | None
    files: dict[str, Stored]


@dataclass
class Repo:
    private: bool
    commits: list[Commit] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def head(self) -> Commit:
        return self.commits[-1]

    @property
    def pushed(self) -> list[str]:
        """Titles of all commits but the first, which the hub makes itself."""
        return [commit.title for commit in self.commits[1:]]

    def at(self, revision: str) -> Commit | None:
        if revision in ("main", "refs/heads/main"):
            return self.head
        oid = self.tags.get(revision, revision)
        return next((commit for commit in self.commits if commit.oid == oid), None)

    def add(self, title: str, files: dict[str, Stored]) -> Commit:
        parent = self.commits[-1].oid if self.commits else None
        seed = json.dumps([title, parent, {p: f.sha256 for p, f in files.items()}])
        commit = Commit(hashlib.sha1(seed.encode()).hexdigest(), title, parent, files)
        self.commits.append(commit)
        return commit

    def somebody_writes(self, path: str, text: str) -> None:
        """Another person's commit."""
        self.add("theirs", {**self.head.files, path: Stored(text.encode(), False)})


@dataclass
class FakeHub:
    endpoint: str = ""
    token: str = TOKEN
    upload_to: str = ""
    """Address that uploads are sent to, where it is not the hub's own."""
    readonly: bool = False
    repos: dict[tuple[str, str], Repo] = field(default_factory=dict)
    large: dict[str, bytes] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    """`METHOD path -> status`, in the order of the answers."""
    bodies: list[bytes] = field(default_factory=list)
    before: Callable[[str, str], int | None] = lambda _method, _path: None
    """Called before each request; a status that it gives back is the answer."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def dataset(self, repo_id: str) -> Repo:
        return self.repos["dataset", repo_id]

    def model(self, repo_id: str) -> Repo:
        return self.repos["model", repo_id]

    def asked(self, words: str) -> int:
        """How many requests have `words` in them."""
        return sum(words in request for request in self.requests)

    def create(self, kind: str, repo_id: str, private: bool = True) -> Repo:
        made = self.repos[kind, repo_id] = Repo(private)
        made.add("initial commit", {".gitattributes": Stored(b"*.parquet filter=lfs\n", False)})
        return made


@dataclass(frozen=True)
class Reply:
    status: int = 200
    payload: Any = None
    data: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


NOT_FOUND = Reply(404, {"error": "not found"}, headers={"X-Error-Code": "RepoNotFound"})
NO_REVISION = Reply(404, {"error": "revision"}, headers={"X-Error-Code": "RevisionNotFound"})
NO_ENTRY = Reply(404, {"error": "entry"}, headers={"X-Error-Code": "EntryNotFound"})


class Desk:
    """Answers requests, one method for each kind."""

    def __init__(self, hub: FakeHub) -> None:
        self.hub = hub
        self.writing = threading.Lock()

    def answer(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Reply:
        path = unquote(urlsplit(url).path)
        faulty = self.hub.before(method, path)
        if faulty is not None:
            return Reply(faulty, {"error": "scripted"})
        if path.startswith("/large/"):
            return self.upload(path, body)
        if headers.get("authorization") != f"Bearer {self.hub.token}":
            said = {"X-Error-Message": "Invalid credentials in Authorization header"}
            return Reply(401, {"error": "Invalid username or password."}, headers=said)
        if method == "POST" and path == "/api/repos/create":
            return self.create(json.loads(body))
        if path == "/api/whoami-v2":
            return Reply(payload={"type": "user", "name": "team", "orgs": []})
        if path == "/api/validate-yaml":
            return Reply(payload={"errors": [], "warnings": []})
        if found := re.fullmatch(r"/api/(dataset|model)s/([^/]+/[^/]+)(?:/(.*))?", path):
            return self.api(found[1], found[2], found[3] or "", body)
        if found := re.fullmatch(r"/(datasets/)?([^/]+/[^/]+)\.git/info/lfs/objects/batch", path):
            return self.batch(json.loads(body))
        if found := re.fullmatch(r"/(datasets/)?([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            kind = "dataset" if found[1] else "model"
            return self.resolve(kind, found[2], found[3], found[4], headers)
        return Reply(404, {"error": f"no such address: {path}"})

    def address(self, kind: str, repo_id: str) -> str:
        return f"{self.hub.endpoint}/{'datasets/' if kind == 'dataset' else ''}{repo_id}"

    def create(self, wanted: dict[str, Any]) -> Reply:
        kind, repo_id = wanted.get("type", "model"), f"{wanted['organization']}/{wanted['name']}"
        address = self.address(kind, repo_id)
        if self.hub.readonly:
            return Reply(403, {"error": "You don't have the rights"})
        if (kind, repo_id) in self.hub.repos:
            return Reply(409, {"error": "You already created this repo", "url": address})
        self.hub.create(kind, repo_id, wanted.get("visibility") == "private")
        return Reply(payload={"url": address, "name": repo_id})

    def api(self, kind: str, repo_id: str, rest: str, body: bytes) -> Reply:
        repo = self.hub.repos.get((kind, repo_id))
        if repo is None:
            return NOT_FOUND
        what, _, revision = rest.partition("/")
        if what == "refs":
            return Reply(payload=refs(repo))
        if what == "preupload":
            return Reply(
                payload={"files": [upload_mode(repo, f) for f in json.loads(body)["files"]]}
            )
        if what == "commit":
            return self.commit(repo, f"{self.address(kind, repo_id)}/commit", body)
        if what == "tag":
            return self.tag(repo, revision, json.loads(body))
        if what == "tree":
            return tree(repo, revision)
        if what == "commits":
            return Reply(payload=[listed(commit) for commit in reversed(repo.commits)])
        if what == "paths-info":
            return self.paths_info(repo, revision, body)
        if what in ("", "revision"):
            return info(repo, repo_id, revision or "main")
        return Reply(404, {"error": f"no such address: {what}"})

    def batch(self, wanted: dict[str, Any]) -> Reply:
        base = self.hub.upload_to or self.hub.endpoint
        objects = []
        for each in wanted["objects"]:
            made = {"oid": each["oid"], "size": each["size"]}
            if each["oid"] not in self.hub.large:
                href = f"{base}/large/{each['oid']}"
                made["actions"] = {"upload": {"href": href}, "verify": {"href": f"{href}/verify"}}
            objects.append(made)
        return Reply(payload={"transfer": "basic", "objects": objects})

    def upload(self, path: str, body: bytes) -> Reply:
        oid = path.split("/")[2]
        if path.endswith("/verify"):
            return Reply(200 if oid in self.hub.large else 404, {})
        if hashlib.sha256(body).hexdigest() != oid:
            return Reply(400, {"error": "hash"})
        self.hub.large[oid] = body
        return Reply(payload={})

    def commit(self, repo: Repo, address: str, body: bytes) -> Reply:
        with self.writing:
            return self.write(repo, address, body)

    def write(self, repo: Repo, address: str, body: bytes) -> Reply:
        lines = [json.loads(line) for line in body.splitlines()]
        head = lines[0]["value"]
        if head.get("parentCommit") not in (None, repo.head.oid):
            return Reply(
                412, {"error": "A commit has happened since. Please refresh and try again."}
            )
        files = dict(repo.head.files)
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "lfsFile":
                if value["oid"] not in self.hub.large:
                    return Reply(400, {"error": "large file missing"})
                files[value["path"]] = Stored(self.hub.large[value["oid"]], True)
            elif line["key"] == "file":
                files[value["path"]] = Stored(base64.b64decode(value["content"]), False)
            elif line["key"] == "deletedFile":
                del files[value["path"]]
        made = repo.add(head["summary"], files)
        said = {"success": True, "commitOid": made.oid, "commitUrl": f"{address}/{made.oid}"}
        return Reply(payload=said)

    def tag(self, repo: Repo, revision: str, wanted: dict[str, Any]) -> Reply:
        found = repo.at(revision)
        if found is None:
            return NO_REVISION
        with self.writing:
            if wanted["tag"] in repo.tags:
                return Reply(409, {"error": "Tag reference exists already"})
            repo.tags[wanted["tag"]] = found.oid
        return Reply(payload={})

    def paths_info(self, repo: Repo, revision: str, body: bytes) -> Reply:
        found = repo.at(revision)
        if found is None:
            return NO_REVISION
        try:
            wanted = json.loads(body)["paths"]
        except ValueError:
            wanted = [unquote(pair.partition("=")[2]) for pair in body.decode().split("&")]
        files = {path: found.files[path] for path in wanted if path in found.files}
        return Reply(payload=[entry(path, file) for path, file in files.items()])

    def resolve(
        self, kind: str, repo_id: str, revision: str, path: str, headers: dict[str, str]
    ) -> Reply:
        repo = self.hub.repos.get((kind, repo_id))
        if repo is None:
            return NOT_FOUND
        commit = repo.at(revision)
        if commit is None:
            return NO_REVISION
        said = {"X-Repo-Commit": commit.oid}
        if path not in commit.files:
            return Reply(404, {"error": "entry"}, headers={**said, **NO_ENTRY.headers})
        file = commit.files[path]
        said |= {"ETag": f'"{file.etag}"', "Accept-Ranges": "bytes"}
        if file.large:
            said |= {"X-Linked-Etag": f'"{file.etag}"', "X-Linked-Size": str(len(file.data))}
        if span := re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("range", "")):
            first, last = int(span[1]), int(span[2] or len(file.data) - 1)
            said["Content-Range"] = f"bytes {first}-{last}/{len(file.data)}"
            return Reply(206, data=file.data[first : last + 1], headers=said)
        return Reply(data=file.data, headers=said)


def upload_mode(repo: Repo, wanted: dict[str, Any]) -> dict[str, Any]:
    stored = repo.head.files.get(wanted["path"])
    return {
        "path": wanted["path"],
        "uploadMode": "lfs" if wanted["path"].endswith(LARGE) else "regular",
        "shouldIgnore": False,
        "oid": stored.etag if stored else None,
    }


def refs(repo: Repo) -> dict[str, Any]:
    def named(name: str, kind: str, oid: str) -> dict[str, str]:
        return {"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": oid}

    tags = [named(name, "tags", oid) for name, oid in repo.tags.items()]
    return {"branches": [named("main", "heads", repo.head.oid)], "converts": [], "tags": tags}


def entry(path: str, file: Stored) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "file", "path": path, "size": len(file.data), "oid": file.git}
    if file.large:
        made["lfs"] = {"oid": file.sha256, "size": len(file.data), "pointerSize": 130}
    return made


def tree(repo: Repo, revision: str) -> Reply:
    name, _, folder = revision.partition("/")
    found = repo.at(name)
    if found is None:
        return NO_REVISION
    inside = {p: f for p, f in found.files.items() if not folder or p.startswith(f"{folder}/")}
    if folder and not inside:
        return NO_ENTRY
    folders = {parent.as_posix() for p in inside for parent in Path(p).parents if parent.name}
    listed = [{"type": "directory", "path": path, "size": 0, "oid": "0" * 40} for path in folders]
    return Reply(payload=[*listed, *(entry(path, file) for path, file in inside.items())])


def listed(commit: Commit) -> dict[str, Any]:
    return {
        "id": commit.oid,
        "title": commit.title,
        "message": "",
        "date": "2026-01-01T00:00:00.000Z",
        "authors": [{"user": "team"}],
    }


def info(repo: Repo, repo_id: str, revision: str) -> Reply:
    found = repo.at(revision)
    if found is None:
        return NO_REVISION
    return Reply(
        payload={
            "_id": "1",
            "id": repo_id,
            "sha": found.oid,
            "private": repo.private,
            "tags": [],
            "siblings": [{"rfilename": path} for path in found.files],
        }
    )


def _handler(hub: FakeHub) -> type[BaseHTTPRequestHandler]:
    desk = Desk(hub)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self._body(headers)
            reply = desk.answer(self.command, self.path, headers, body)
            data = reply.data if reply.data is not None else json.dumps(reply.payload).encode()
            with hub.lock:
                hub.requests.append(f"{self.command} {self.path} -> {reply.status}")
                hub.bodies.append(body)
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)
            except ConnectionError:
                self.close_connection = True

        def _body(self, headers: dict[str, str]) -> bytes:
            if headers.get("transfer-encoding", "").lower() == "chunked":
                parts = []
                while size := int(self.rfile.readline().strip() or b"0", 16):
                    parts.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(parts)
            return self.rfile.read(int(headers.get("content-length", "0")))

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _do  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def fake_hub() -> Iterator[FakeHub]:
    """Running on a free loopback port until the block ends."""
    hub = FakeHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
    server.daemon_threads = True
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def transcript() -> None:
    """Push two versions of a small dataset, the first one twice, and print what was asked."""
    from workbench.export.hub_process import deliver
    from workbench.export.hub_request import DATASET_FILES, HubFile, HubRequest
    from workbench.export.hub_target import Hub

    with fake_hub() as hub, tempfile.TemporaryDirectory() as folder:
        for step, number in enumerate((1, 2, 1)):
            data = Path(folder) / "train.parquet"
            data.write_bytes(b"PAR1" + bytes([number]) * 2000 + b"PAR1")
            digest = hashlib.sha256(data.read_bytes()).hexdigest()
            path = "data/train-00000-of-00001.parquet"
            request = HubRequest(
                endpoint=hub.endpoint,
                declared="external",
                level="confidential",
                repo_type="dataset",
                repo_id="team/manual",
                private=True,
                tag=f"v{number}",
                title=f"Version {number}",
                owned=DATASET_FILES,
                files=(
                    HubFile(path="README.md", text=f"---\nlicense: other\n---\n# v{number}\n"),
                    HubFile(path=path, sha256=digest, source=str(data)),
                ),
            )
            seen = len(hub.requests)
            result = deliver(Hub(hub.endpoint, "external", False, hub.token), request)
            again = " again" if step == 2 else ""
            print(f"\n# push of version {number}{again}", *hub.requests[seen:], sep="\n")  # noqa: T201
            print(f"# {result.model_dump_json()}")  # noqa: T201
        repo = hub.dataset("team/manual")
        print(f"\n# commits {repo.pushed}, tags {repo.tags}, private {repo.private}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(transcript())
