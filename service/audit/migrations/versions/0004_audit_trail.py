"""Of each evaluation its hookInstance and pseudonyms of patient and user; of feedback the request's id."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INDEXED = ("patient", "user")


def upgrade() -> None:
    """Make the columns; of what was recorded before nobody knows. Its digests stay what they were."""
    for name in ("hook_instance", *_INDEXED):
        op.add_column("evaluations", sa.Column(name, sa.String, nullable=False, server_default=""))
    for name in _INDEXED:
        op.create_index(f"ix_evaluations_{name}", "evaluations", [name])
    op.add_column("feedback", sa.Column("request", sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("feedback") as feedback:
        feedback.drop_column("request")
    for name in _INDEXED:
        op.drop_index(f"ix_evaluations_{name}", "evaluations")
    with op.batch_alter_table("evaluations") as evaluations:
        for name in ("hook_instance", *_INDEXED):
            evaluations.drop_column(name)
