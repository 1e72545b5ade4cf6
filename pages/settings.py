"""People and roles, backups and storage, versions of everything, and the audit log."""

import streamlit as st

from workbench.ui import components, context
from workbench.ui import settings_parts as parts
from workbench.ui.text import t

TABS = {
    "people": parts.people,
    "storage": parts.storage,
    "versions": parts.versions,
    "audit": parts.audit_log,
}

actor = context.actor()
shown = [name for name in TABS if actor.may("administer") or name in ("versions", "audit")]
components.header("settings")
tab = components.choice("tab", {name: t(f"settings.tab_{name}") for name in shown})
st.space("small")
TABS[tab]()
