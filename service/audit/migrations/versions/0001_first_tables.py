"""The first tables: used tokens, evaluations with their cards, feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "seen_tokens",
        sa.Column("token", sa.String, primary_key=True),
        sa.Column("expires", sa.Float, nullable=False),
        if_not_exists=True,  # a call may need it before the migration
    )
    op.create_table(
        "evaluations",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("at", sa.String, nullable=False, index=True),
        sa.Column("on", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("client", sa.String, nullable=False),
        sa.Column("site", sa.String, nullable=False),
        sa.Column("mapping_version", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False, index=True),
        sa.Column("ms", sa.Float, nullable=False),
        sa.Column("gather_ms", sa.Float, nullable=False),
        sa.Column("fetched", sa.Integer, nullable=False),
        sa.Column("gaps", sa.String, nullable=False),
    )
    op.create_table(
        "cards",
        sa.Column("uuid", sa.String, primary_key=True),
        sa.Column("evaluation", sa.String, nullable=False, index=True),
        sa.Column("policy", sa.String, nullable=False),
        sa.Column("policy_version", sa.String, nullable=False),
        sa.Column("rule_set", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("open", sa.String, nullable=False),
        sa.Column("not_met", sa.String, nullable=False),
        sa.Column("outcomes", sa.String, nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("at", sa.String, nullable=False, index=True),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("client", sa.String, nullable=False),
        sa.Column("card", sa.String, nullable=False, index=True),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("outcome_at", sa.String, nullable=False),
        sa.Column("accepted", sa.String, nullable=False),
        sa.Column("reason_system", sa.String, nullable=False),
        sa.Column("reason_code", sa.String, nullable=False),
        sa.Column("comment", sa.String, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables and everything in them."""
    for table in ("feedback", "cards", "evaluations", "seen_tokens"):
        op.drop_table(table)
