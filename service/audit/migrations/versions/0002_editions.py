"""Editions, and of each evaluation its edition and a digest of its answer, by which it can be replayed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the columns; what was recorded before has neither edition nor digest."""
    op.create_table(
        "editions",
        sa.Column("edition", sa.String, primary_key=True),
        sa.Column("content", sa.String, nullable=False),
    )
    for name in ("edition", "answer"):
        op.add_column("evaluations", sa.Column(name, sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("evaluations") as evaluations:
        evaluations.drop_column("answer")
        evaluations.drop_column("edition")
    op.drop_table("editions")
