"""The sign-in form. It is a form of its own, posted to the server, because only an answer to a
request can set a cookie that scripts cannot read."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from workbench.ui.text import t

_HTML = """
<form method="post" action="/signin">
  <label><span id="name"></span><input name="name" autocomplete="username" required></label>
  <label><span id="password"></span>
    <input name="password" type="password" autocomplete="current-password" required></label>
  <input name="next" type="hidden">
  <button type="submit"></button>
</form>
"""
_CSS = """
form { display: flex; flex-direction: column; gap: 1rem; font-family: var(--st-font);
  color: var(--st-text-color); }
label { display: flex; flex-direction: column; gap: .35rem; font-size: .9rem; }
input { font: inherit; font-size: 1rem; padding: .55rem .7rem; color: inherit;
  background: var(--st-background-color); border: 1px solid var(--st-border-color);
  border-radius: var(--st-base-radius); }
input:focus { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
button { font: inherit; font-weight: 600; padding: .6rem; border: 0; cursor: pointer;
  color: #ffffff; background: var(--st-primary-color); border-radius: var(--st-button-radius); }
button:focus-visible { outline: 2px solid var(--st-text-color); outline-offset: 2px; }
"""
_JS = """
export default function ({ data, parentElement }) {
  parentElement.querySelector('#name').textContent = data.name;
  parentElement.querySelector('#password').textContent = data.password;
  parentElement.querySelector('button').textContent = data.submit;
  parentElement.querySelector('input[name=next]').value = data.next;
}
"""

_form = st.components.v2.component("workbench_sign_in", html=_HTML, css=_CSS, js=_JS)


def sign_in_form(url_path: str) -> None:
    """After signing in the browser is back on the page that was asked for, filters included."""
    filters = {name: value for name, value in st.query_params.items() if name != "signin"}
    following = f"/{url_path}" + (f"?{urlencode(filters)}" if filters else "")
    _, middle, _ = st.columns([1, 1.2, 1])
    with middle:
        st.title(t("common.app_name"), anchor=False)
        st.caption(t("common.sign_in_lead"))
        if st.query_params.get("signin") == "failed":
            st.error(t("error.sign_in_failed"))
        with st.container(border=True):
            _form(
                key="sign_in",
                data={
                    "name": t("common.user_name"),
                    "password": t("common.password"),
                    "submit": t("common.sign_in"),
                    "next": following,
                },
            )
