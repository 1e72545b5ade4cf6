"""The push itself: `python -m workbench.export.hub`, a HubRequest in on stdin, a HubAnswer out.

A process of its own, because the hub's client reads endpoint, token and switches once, when it is
imported, and because nothing that it prints or raises may reach a log. It ends when its stdin does.

One commit with its parent, then one tag. Whatever happened before is looked at first: what stands
under its tag is not pushed again, a commit whose tag is missing gets it. So a push that was killed
anywhere is finished by pushing again.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import egress
from workbench.errors import StaleWrite, UserError, WorkbenchError
from workbench.export.hub_request import HubAnswer, HubFile, HubRequest, HubResult
from workbench.export.hub_target import refuse_level
from workbench.records import Message

if TYPE_CHECKING:
    import httpx2
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

LOOK_BACK = 50
"""Commits among which an earlier, interrupted push of the same subject is looked for."""
BLOCK = 1 << 20
CONNECT_S, TRANSFER_S = 20.0, 300.0

Standing = dict[str, str]
"""What a revision holds: path -> sha256 of a large file, git's hash of any other."""


@dataclass(frozen=True)
class Outgoing:
    """A file whose bytes have been read and found to be those that were asked for."""

    file: HubFile
    sha256: str
    git: str
    """Its hash as a git blob: SHA-1 over `blob <size>\\0` and the bytes."""

    @property
    def hashes(self) -> tuple[str, str]:
        return self.sha256, self.git

    def content(self) -> str | bytes:
        return self.file.source if self.file.source is not None else self.file.text.encode()


def read(file: HubFile) -> Outgoing:
    """Raises UserError where the source is not the file that was asked for."""
    blocks, size = _blocks(file)
    sha256, git = hashlib.sha256(), hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    for block in blocks:
        sha256.update(block)
        git.update(block)
    if file.source is not None and sha256.hexdigest() != file.sha256:
        raise UserError("error.hub_file_damaged", name=file.path)
    return Outgoing(file, sha256.hexdigest(), git.hexdigest())


def _blocks(file: HubFile) -> tuple[Iterator[bytes], int]:
    if file.source is None:
        return iter([file.text.encode()]), len(file.text.encode())
    path = Path(file.source)
    try:
        return _blocks_of(path), path.stat().st_size
    except OSError:
        raise UserError("error.hub_file_damaged", name=file.path) from None


def _blocks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            yield block


class Pusher:
    """One push. `api` is the hub's client, `request` what is to stand in the repository."""

    def __init__(self, api: HfApi, request: HubRequest) -> None:
        self._api, self._request = api, request
        self._repo: dict[str, Any] = {"repo_id": request.repo_id, "repo_type": request.repo_type}
        self._files = [read(file) for file in request.files]
        self._seen: dict[str, Standing] = {}

    def push(self) -> HubResult:
        private, head = self._repository()
        commit = self._tagged()
        if commit is not None:
            return HubResult(commit=commit, private=private, already=True)
        commit = self._committed(head) or self._commit(head)
        return HubResult(commit=self._tag(commit), private=private, already=False)

    def _repository(self) -> tuple[bool, str | None]:
        """Make it where there is none; whether it is private, and its newest commit."""
        from huggingface_hub.errors import HfHubHTTPError

        try:
            info = self._api.repo_info(**self._repo)
        except HfHubHTTPError as error:
            if status_of(error) != 404:
                raise
            self._api.create_repo(**self._repo, private=self._request.private, exist_ok=True)
            info = self._api.repo_info(**self._repo)
        if self._request.private and not info.private:
            raise UserError("error.hub_repo_public", repo=self._request.repo_id)
        return bool(info.private), info.sha

    def _standing(self, commit: str) -> Standing:
        if commit in self._seen:
            return self._seen[commit]
        tree = self._api.list_repo_tree(**self._repo, recursive=True, revision=commit)
        found = self._seen[commit] = {}
        for entry in tree:
            blob = getattr(entry, "blob_id", None)
            if blob is not None:
                lfs = getattr(entry, "lfs", None)
                found[entry.path] = lfs.sha256 if lfs else blob
        return found

    def _stale(self, standing: Standing) -> list[str]:
        """Files of an earlier push that this one has not."""
        brought = {outgoing.file.path for outgoing in self._files}
        return [path for path in standing if path not in brought and self._is_owned(path)]

    def _is_owned(self, path: str) -> bool:
        return any(
            fnmatchcase(path, pattern) and path.count("/") == pattern.count("/")
            for pattern in self._request.owned
        )

    def _holds(self, standing: Standing) -> bool:
        return not self._stale(standing) and all(
            standing.get(outgoing.file.path) in outgoing.hashes for outgoing in self._files
        )

    def _tagged(self) -> str | None:
        """The commit under our tag. Raises UserError where the tag stands for something else."""
        refs = self._api.list_repo_refs(**self._repo)
        found = next((ref for ref in refs.tags if ref.name == self._request.tag), None)
        if found is None:
            return None
        if not self._holds(self._standing(found.target_commit)):
            tag, repo = self._request.tag, self._request.repo_id
            raise UserError("error.hub_tag_taken", tag=tag, repo=repo)
        return found.target_commit

    def _committed(self, head: str | None) -> str | None:
        """A commit that holds these files already: that of a push that ended before its tag."""
        if head is None:
            return None
        if self._holds(self._standing(head)):
            return head
        commits = self._api.list_repo_commits(**self._repo)[:LOOK_BACK]
        ours = (c.commit_id for c in commits if c.title == self._request.title)
        return next((oid for oid in ours if self._holds(self._standing(oid))), None)

    def _commit(self, head: str | None) -> str:
        """One commit on `head`; once more where somebody's commit in between touched none of what
        this one writes. Raises StaleWrite where it did."""
        before = self._standing(head) if head else {}
        commit = self._try_commit(head, before)
        if commit is not None:
            return commit
        _, newest = self._repository()
        now = self._standing(newest) if newest else {}
        if newest is not None and self._holds(now):
            return newest
        if self._ours(before) == self._ours(now):
            commit = self._try_commit(newest, now)
        if commit is None:
            raise StaleWrite("error.hub_conflict", repo=self._request.repo_id)
        return commit

    def _ours(self, standing: Standing) -> Standing:
        brought = {outgoing.file.path for outgoing in self._files}
        return {p: h for p, h in standing.items() if p in brought or self._is_owned(p)}

    def _try_commit(self, parent: str | None, standing: Standing) -> str | None:
        """None where `parent` is not the newest commit any more."""
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete
        from huggingface_hub.errors import HfHubHTTPError

        operations: list[CommitOperationAdd | CommitOperationDelete] = [
            CommitOperationAdd(outgoing.file.path, outgoing.content()) for outgoing in self._files
        ]
        operations += [CommitOperationDelete(path) for path in self._stale(standing)]
        try:
            made = self._api.create_commit(
                **self._repo,
                operations=operations,
                commit_message=self._request.title,
                parent_commit=parent,
                # The client of all threads is closed when one loses its connection.
                num_threads=1,
            )
        except HfHubHTTPError as error:
            if status_of(error) == 412:
                return None
            raise
        return str(made.oid)

    def _tag(self, commit: str) -> str:
        """The commit that the tag stands for: this one, or that of whoever pushed the same at the
        same time."""
        from huggingface_hub.errors import HfHubHTTPError

        tag, title = self._request.tag, self._request.title
        try:
            self._api.create_tag(**self._repo, tag=tag, revision=commit, tag_message=title)
        except HfHubHTTPError as error:
            if status_of(error) != 409 or (found := self._tagged()) is None:
                raise
            return found
        return commit


def push(request: HubRequest, token: str | None) -> HubResult:
    from huggingface_hub import HfApi, set_client_factory

    set_client_factory(watched_clients(request))
    api = HfApi(endpoint=request.endpoint, token=token or False, library_name="workbench")
    return Pusher(api, request).push()


def watched_clients(request: HubRequest) -> Callable[[], httpx2.Client]:
    """Clients that ask the gate before every request, redirected ones and uploads to wherever the
    hub says included. To a hub on this machine none goes through a proxy."""
    import httpx2
    from huggingface_hub.utils._http import hf_request_event_hook

    allowed: set[str] = set()

    def ask(outgoing: httpx2.Request) -> None:
        host = outgoing.url.host
        if host not in allowed:
            named = f"[{host}]" if ":" in host else host
            url = f"{outgoing.url.scheme}://{named}"
            refuse_level(request.level, url, request.declared)
            allowed.add(host)

    local = egress.is_loopback(egress.host_of(request.endpoint))
    return lambda: httpx2.Client(
        event_hooks={"request": [hf_request_event_hook, ask]},
        follow_redirects=True,
        timeout=httpx2.Timeout(TRANSFER_S, connect=CONNECT_S),
        trust_env=not local,
    )


# What went wrong ----------------------------------------------------------------------------------

STATUS_KEYS = {401: "hub_token", 403: "hub_forbidden", 404: "hub_not_found"}


def status_of(error: BaseException) -> int | None:
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def message_for(error: BaseException, request: HubRequest, token: str | None) -> Message | None:
    """The sentence for what the hub's client raised, or for what caused it; None for what is not
    known. Never the text that came with it."""
    import httpx2

    params: dict[str, str | int | float] = {"host": egress.host_of(request.endpoint)}
    for found in _causes(error):
        if isinstance(found, WorkbenchError):
            return Message(key=found.key, params=found.params)
        status = status_of(found)
        if status is not None:
            name = STATUS_KEYS.get(status, "hub_refused")
            if status == 401 and not token:
                name = "hub_no_token"
            params |= {"repo": request.repo_id, "status": status}
            return Message(key=f"error.{name}", params=params)
        if isinstance(found, (httpx2.TransportError, ConnectionError, TimeoutError)):
            return Message(key="error.hub_unreachable", params=params)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def answer_to(request: HubRequest, token: str | None) -> HubAnswer:
    try:
        return HubAnswer(result=push(request, token))
    except ImportError:
        return HubAnswer(error=Message(key="error.hub_extra"))
    except Exception as error:
        known = message_for(error, request, token)
        if known is not None:
            return HubAnswer(error=known)
        unexpected = Message(key="error.unexpected", params={"type": type(error).__name__})
        return HubAnswer(error=unexpected, places=" < ".join(map(_place, _causes(error))))


def _place(error: BaseException) -> str:
    """Its type and the line that raised it; no message, no value."""
    frames = traceback.extract_tb(error.__traceback__)
    line = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + line


def end_with_parent() -> None:
    """Whoever asked holds our stdin open as long as it lives."""
    while os.read(0, BLOCK):
        pass
    os._exit(1)


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    request = HubRequest.model_validate_json(sys.stdin.buffer.readline())
    threading.Thread(target=end_with_parent, daemon=True).start()
    answer = answer_to(request, os.environ.get("HF_TOKEN"))
    answers.write(answer.model_dump_json().encode() + b"\n")
    answers.close()
    os._exit(0)  # the watching thread never ends by itself


if __name__ == "__main__":
    main()
