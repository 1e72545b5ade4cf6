"""Forms that lose nothing: what was refused stays written, what was taken is not taken twice.

`st.form(clear_on_submit=True)` empties the fields in the browser at the first click, whatever comes
of it: a refused form has to be written again, and the second half of a double click overtakes the
first with empty fields. Instead a form that was taken is replaced by a fresh one under another key.

The two runs of a double click overlap, and the first ends where it next touches the session or
shows something. So a service is called with all it needs in hand, and one that must not act twice
is given the form's token, which both runs hold.
"""

from __future__ import annotations

import streamlit as st

from workbench.records import new_id


def form_token(name: str) -> str:
    """The same until the form is `taken`, and never used again: an id for what is made from it."""
    return str(st.session_state.setdefault(f"form-token-{name}", new_id()))


def form_key(name: str) -> str:
    """Of the form (and of keyed widgets in it) until it is `taken`."""
    return f"{name}-{form_token(name)}"


def taken(name: str) -> None:
    """The form is empty from the next run on."""
    st.session_state[f"form-token-{name}"] = new_id()
