"""An empty database beside the migrated one."""

import os
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from yaomai.database import roles


@pytest.fixture
def fresh_database(database, template):
    """The access to a database of ours in which nothing is yet."""
    name = f"{database.name}_fresh_{os.getpid()}"
    with psycopg.connect(template[0], autocommit=True) as administrator:
        administrator.execute(
            sql.SQL("CREATE DATABASE {} OWNER yaomai_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'").format(
                sql.Identifier(name)
            )
        )
    yield replace(database, name=name)
    roles.drop(template[0], name)
