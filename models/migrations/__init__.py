"""Alembic's folder: `env.py` and one file a revision. `models.revisions` runs it, never Alembic's command."""
