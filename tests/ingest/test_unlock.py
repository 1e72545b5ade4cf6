"""The password of an encrypted document opens it once and is kept nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.test_pdf import encrypted
from workbench.access import Actor
from workbench.errors import UserError
from workbench.ingest import service
from workbench.records import Project
from workbench.workspace import Workspace
