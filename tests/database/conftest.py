"""An empty database beside the migrated one."""

import os
from dataclasses import replace

import pytest
from psycopg import sql

from yaomai.database import roles


@pytest.fixture
def fresh_database(database, administrator):
    """The access to a database of ours in which nothing is yet."""
    name = f"{database.name}_fresh_{os.getpid()}"
    administrator.execute(
        sql.SQL("CREATE DATABASE {} OWNER yaomai_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'").format(
            sql.Identifier(name)
        )
    )
    yield replace(database, name=name)
    roles.drop(administrator, name)
