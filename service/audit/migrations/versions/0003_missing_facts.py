"""Of each card the facts that were missing, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; of cards from before nobody knows."""
    op.add_column("cards", sa.Column("missing", sa.String, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("cards") as cards:
        cards.drop_column("missing")
