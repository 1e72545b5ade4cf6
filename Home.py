"""Starts the workbench: `streamlit run Home.py`, or `workbench up`; see workbench/ui/app.py."""

import streamlit as st

from workbench.ui import errors, server

server.check_start()
app = st.App(
    "workbench/ui/app.py",
    lifespan=server.lifespan,
    routes=server.routes(),
    middleware=server.middleware(),
    on_script_error=errors.show,
)
