"""Launches on their way, and sessions of worksheets, both encrypted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "launches",
        sa.Column("state", sa.String, primary_key=True),
        sa.Column("browser", sa.String, nullable=False),
        sa.Column("expires", sa.Float, nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "worksheets",
        sa.Column("launch", sa.String, primary_key=True),
        sa.Column("secret", sa.String, nullable=False),
        sa.Column("expires", sa.Float, nullable=False, index=True),
        sa.Column("session", sa.LargeBinary, nullable=False),
        sa.Column("draft", sa.LargeBinary, nullable=False),
        sa.Column("chart", sa.String, nullable=False, index=True),
        sa.Column("patient", sa.String, nullable=False),
        sa.Column("standing", sa.String, nullable=False),
    )


def downgrade() -> None:
    """Drop them: who fills in a worksheet has to launch again."""
    op.drop_table("worksheets")
    op.drop_table("launches")
