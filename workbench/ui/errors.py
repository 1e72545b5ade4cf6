"""The one handler of errors in pages: a sentence for the person, the trace for the log."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.errors import FragmentHandledException

from workbench.errors import WorkbenchError
from workbench.ui.text import language, literal, render, render_error

log = logging.getLogger("workbench.ui")


@contextmanager
def shown() -> Iterator[None]:
    """Errors raised inside become one sentence on the page; `st.stop` and reruns pass through.

    So does what a fragment has shown already.
    """
    try:
        yield
    except FragmentHandledException:
        raise
    except Exception as error:
        show(error)


def show(error: Exception) -> bool:
    """Also the server's handler for errors of callbacks, which run before the page does.

    True: it is shown, nothing else need be.
    """
    if isinstance(error, WorkbenchError):
        st.error(render_error(error, language(), literal))
        return True
    error_id = secrets.token_hex(4)
    log.error("error %s: %s\n%s", error_id, type(error).__name__, trace_without_text(error))
    st.error(render("error.page_failed", {"error_id": error_id}, language()))
    return True


def trace_without_text(error: BaseException) -> str:
    """Where it happened, of this error and what caused it, without messages or values.

    A message may quote the text of a record (a validation error does), and the log is not the
    place for it.
    """
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None:
        frames = traceback.extract_tb(current.__traceback__)
        parts.append(type(current).__name__)
        parts.extend(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        current = current.__cause__ or current.__context__
    return "\n".join(parts)
