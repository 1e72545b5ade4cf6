"""All settings, in one place: environment variables `WORKBENCH_*`; each is in docs/settings.md."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

HUB = "https://huggingface.co"


def _switched_on(value: Any) -> bool:
    """As the hub's own client reads its switches: anything it does not know is off."""
    return str(value).upper() in ("1", "ON", "YES", "TRUE")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="WORKBENCH_", extra="ignore", frozen=True, populate_by_name=True
    )

    data_dir: Path = Path("data")
    """Everything the workbench stores: database, engine database, files, logs, locks."""
    database_url: str | None = None
    """SQLAlchemy URL; unset is SQLite in the data folder. `postgresql+psycopg://user@host/name`."""
    engine_url: str | None = None
    """Database of the job engine; unset is SQLite in the data folder, or beside database_url."""
    host: str = "127.0.0.1"
    """Address the page is served on. Only loopback needs no signing in."""
    port: int = Field(default=8501, ge=1, le=65535)
    language: Literal["auto", "ko", "en"] = "auto"
    """Language of pages and of the command line; auto follows the browser, or LANG."""
    worker: Literal["embedded", "none"] = "embedded"
    """Whether the page starts (or adopts) a worker of its own."""
    lease_minutes: int = Field(default=15, ge=1, le=240)
    """How long a reviewer keeps an example without touching it."""
    session_hours: int = Field(default=12, ge=1, le=720)
    """How long a sign-in lasts."""
    max_upload_mb: int = Field(default=200, ge=1, le=2048)
    max_pages: int = Field(default=3000, ge=1)
    parse_timeout_s: int = Field(default=600, ge=5)
    """Wall-clock limit for reading one document, in seconds."""
    parse_memory_mb: int = Field(default=1500, ge=256)
    """Memory limit of the process that reads one document (where the system can limit it)."""
    embedding_model: str | None = None
    """SentenceTransformer folder, or its name on the hub, for search by meaning; unset is by words
    alone."""
    pii_model: Path | None = None
    """Folder of a Hugging Face token classifier that checks ask for personal data, beside the
    rules."""
    llm_api_key: SecretStr | None = None
    """Key for the model endpoint."""
    hub_endpoint: Annotated[str, BeforeValidator(lambda value: str(value).rstrip("/") or HUB)] = (
        Field(default=HUB, validation_alias=AliasChoices("WORKBENCH_HUB_ENDPOINT", "HF_ENDPOINT"))
    )
    """The hub that versions and models are pushed to."""
    hub_token: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("WORKBENCH_HUB_TOKEN", "HF_TOKEN")
    )
    """Its token, with the right to write."""
    hub_trust: Literal["local", "trusted", "external"] = "external"
    """What the hub is to this installation; loopback is local, huggingface.co external anyway."""
    hub_xet: bool | None = None
    """Whether public data goes up by Xet; unset: to huggingface.co only."""
    hub_offline: Annotated[bool, BeforeValidator(_switched_on)] = Field(
        default=False, validation_alias=AliasChoices("WORKBENCH_HUB_OFFLINE", "HF_HUB_OFFLINE")
    )
    """Nothing is pushed but to a hub on this machine."""

    @property
    def resolved_database_url(self) -> str:
        if self.database_url:
            return self.database_url
        return f"sqlite:///{(self.data_dir / 'workbench.sqlite').absolute().as_posix()}"

    @property
    def resolved_engine_url(self) -> str:
        """The engine has a database of its own; the two share no transaction."""
        if self.engine_url:
            return self.engine_url
        if self.database_url and self.database_url.startswith("postgresql"):
            return self.database_url
        return f"sqlite:///{(self.data_dir / 'engine.sqlite').absolute().as_posix()}"
