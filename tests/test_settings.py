from __future__ import annotations

import re
from pathlib import Path

from workbench.settings import Settings

ROOT = Path(__file__).parent.parent


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    documented = set(re.findall(r"`WORKBENCH_([A-Z_]+)`", (ROOT / "docs/settings.md").read_text()))
    known = {name.upper() for name in Settings.model_fields}
    not_settings = {"NEW_PASSWORD"}  # read by one command, kept nowhere
    assert documented - not_settings == known


def test_a_key_is_never_shown() -> None:
    settings = Settings(llm_api_key="sk-secret")  # type: ignore[arg-type]
    assert "sk-secret" not in repr(settings)


def test_the_engine_has_a_database_of_its_own(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert settings.resolved_engine_url != settings.resolved_database_url
