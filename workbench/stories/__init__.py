"""Stories that run unattended, each a module: `workbench demo NAME`. Shared steps beside them."""
