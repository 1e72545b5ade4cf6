"""The frame of all pages: navigation, sign-in, sidebar. Run by Home.py; pages are pages/<stem>.py.

Navigation is declared before anybody is asked to sign in, so that a deep link keeps its page;
each page and each service still checks the roles by itself.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from workbench.ui import auth, context, errors, sidebar
from workbench.ui.text import t

ICON = Path(__file__).parent / "static" / "icon.png"


def main() -> None:
    st.set_page_config(page_title=t("common.app_name"), page_icon=str(ICON), layout="wide")
    pages = [context.page(stem) for stems in sidebar.groups().values() for stem in stems]
    asked_for = st.navigation(pages, position="hidden")
    with errors.shown():
        who = context.signed_in()
        if who is None:
            auth.sign_in_form(asked_for.url_path)
            return
        context.keep_in_url(asked_for.url_path)
        sidebar.show(who)
        asked_for.run()


main()
