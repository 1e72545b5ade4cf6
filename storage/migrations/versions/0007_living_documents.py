"""living documents"""

import sqlalchemy as sa
from alembic import op

import storage.database

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('corrections',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('project_id', sa.String(length=32), nullable=False),
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('element_id', sa.String(length=32), nullable=True),
    sa.Column('page', sa.Integer(), nullable=True),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('read_hash', sa.String(length=64), nullable=True),
    sa.Column('old', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('new', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('undoes', sa.String(length=32), nullable=True),
    sa.Column('carried_from', sa.String(length=32), nullable=True),
    sa.Column('actor', sa.String(length=100), nullable=False),
    sa.Column('at', storage.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_corrections_document_id_documents')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_corrections_project_id_projects')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_corrections'))
    )
    with op.batch_alter_table('corrections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_corrections_document_id_at_id'), ['document_id', 'at', 'id'], unique=False)

    with op.batch_alter_table('chunks', schema=None) as batch_op:
        batch_op.add_column(sa.Column('retired', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('documents', schema=None) as batch_op:
        batch_op.add_column(sa.Column('chunk_params', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('chunked_with', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('edits', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('chunked_edits', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('chunk_revision', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_index(batch_op.f('ix_documents_project_id_id'), ['project_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_documents_project_id_name'), ['project_id', 'name'], unique=False)
        batch_op.create_index(batch_op.f('ix_documents_supersedes'), ['supersedes'], unique=False)

    # On SQLite the table is written anew; nothing refers to it.
    with op.batch_alter_table('elements', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_elements_document_id_seq'), type_='unique')
        batch_op.drop_constraint(batch_op.f('pk_elements'), type_='primary')
        batch_op.create_primary_key(batch_op.f('pk_elements'), ['document_id', 'id'])
    with op.batch_alter_table('elements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_elements_document_id_seq'), ['document_id', 'seq'], unique=False)
        batch_op.create_index('ix_elements_empty_figures', ['document_id'], unique=False, sqlite_where=sa.text("kind = 'figure' AND text = ''"), postgresql_where=sa.text("kind = 'figure' AND text = ''"))
        batch_op.create_index(batch_op.f('ix_elements_id'), ['id'], unique=False)

    with op.batch_alter_table('examples', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_examples_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_examples_project_id_stale_id'), ['project_id', 'stale', 'id'], unique=False)

    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.add_column(sa.Column('chunk_params', sa.JSON(none_as_null=True), server_default='{"target":300,"max":800,"overlap":0}', nullable=False))

