"""Model endpoints on the augment page: an admin names them and says how far they are trusted."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from workbench.augment import endpoint_service
from workbench.records import Endpoint, Trust, new_id
from workbench.ui import context, errors
from workbench.ui.forms import form_key, taken
from workbench.ui.text import t


def endpoints(known: list[Endpoint]) -> None:
    """Shown to admins only; the service refuses everyone else."""
    if not context.actor().may("administer"):
        return
    with st.expander(t("augment.endpoints"), expanded="endpoints" in st.query_params):
        st.caption(t("augment.endpoint_key_note"))
        labels = {"": t("augment.endpoint_new")}
        labels |= {endpoint.id: endpoint.name for endpoint in known}
        chosen = st.selectbox(
            t("augment.endpoint"),
            list(labels),
            format_func=lambda key: labels[key],
            key="endpoint-edited",
        )
        _form(next((e for e in known if e.id == chosen), None))


def _form(old: Endpoint | None) -> None:
    key = old.id if old else form_key("new")
    trusts = {trust: t(f"augment.trust_{trust}") for trust in get_args(Trust)}
    with st.form(f"endpoint-{key}"):
        left, right = st.columns(2)
        name = left.text_input(t("augment.endpoint_name"), old.name if old else "")
        url = right.text_input(
            t("augment.endpoint_url"),
            old.base_url if old else "",
            help=t("augment.endpoint_url_help"),
            placeholder="http://127.0.0.1:8000/v1",
        )
        model = left.text_input(t("augment.endpoint_model_name"), old.model if old else "")
        calls = right.number_input(
            t("augment.endpoint_calls"), 1, 64, old.concurrency if old else 4
        )
        trust = left.selectbox(
            t("augment.endpoint_trust"),
            list(trusts),
            index=list(trusts).index(old.trust if old else "external"),
            format_func=lambda value: trusts[value],
            help=t("augment.trust_help"),
        )
        if st.form_submit_button(t("augment.endpoint_save")):
            made = Endpoint(
                id=old.id if old else new_id(),
                name=name,
                base_url=url.strip(),
                model=model,
                trust=trust,
                concurrency=int(calls),
            )
            endpoint_service.save_endpoint(context.workspace(), context.actor(), made)
            taken("new")
            st.toast(t("augment.endpoint_saved"))
            st.rerun()
    if old is not None:
        st.button(t("augment.endpoint_delete"), key=f"delete-{key}", on_click=_delete, args=(key,))


def _delete(endpoint_id: str) -> None:
    with errors.shown():
        endpoint_service.delete_endpoint(context.workspace(), context.actor(), endpoint_id)
        st.toast(t("augment.endpoint_deleted"))
