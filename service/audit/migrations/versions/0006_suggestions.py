"""Of each card what it suggested, and of each evaluation how its reader gets to the worksheet."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns; cards of before suggested nothing."""
    op.add_column("cards", sa.Column("suggestions", sa.String, nullable=False, server_default="{}"))
    op.add_column("evaluations", sa.Column("worksheet", sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("evaluations") as evaluations:
        evaluations.drop_column("worksheet")
    with op.batch_alter_table("cards") as cards:
        cards.drop_column("suggestions")
