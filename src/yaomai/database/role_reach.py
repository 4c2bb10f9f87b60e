"""What can our database roles do that no table says: by being a member of another role, in the schema, in the database?"""

from typing import Any

import psycopg

from yaomai.database.access import ROLES, role_name


def excesses(connection: "psycopg.Connection[Any]") -> list[str]:
    """Each power that a role of ours has and should not, and each way for others to ours, as a sentence."""
    ours = [role_name(role) for role in ROLES]
    rows = connection.execute(
        "SELECT m.rolname, g.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member"
        " JOIN pg_roles g ON g.oid = a.roleid WHERE m.rolname = ANY(%s) ORDER BY 1, 2",
        (ours,),
    )
    found = [f"the role {member} may do what {group} may: REVOKE {group} FROM {member}" for member, group in rows]
    rows = connection.execute(
        "SELECT r.rolname FROM pg_roles r WHERE r.rolname = ANY(%s) AND r.rolname <> %s"
        " AND has_schema_privilege(r.oid, 'public', 'CREATE') ORDER BY 1",
        (ours, role_name("owner")),
    )
    found += [f"the role {role} may make tables: REVOKE CREATE ON SCHEMA public FROM {role}" for (role,) in rows]
    rows = connection.execute(
        "SELECT d.datname FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a"
        " WHERE d.datname = current_database() AND a.grantee = 0 AND a.privilege_type = 'CONNECT'"
    )
    found += [f"every role of the server may connect: REVOKE ALL ON DATABASE {name} FROM PUBLIC" for (name,) in rows]
    rows = connection.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND a.grantee = 0 ORDER BY 1"
    )
    found += [
        f"every role may call {function}, which sees more than they: REVOKE ALL ON FUNCTION {function} FROM PUBLIC"
        for (function,) in rows
    ]
    return found
