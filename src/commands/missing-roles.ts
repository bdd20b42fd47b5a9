/** Privileges for roles that a server has not got: a script that grants them would fail half-way. */
import type { DriverConnection } from "../driver/driver.ts";
import type { Operation } from "../operations/operation.ts";

interface RoleOperation extends Operation {
  readonly role: string;
  readonly on: string;
}

export interface WithoutMissingRoles {
  readonly operations: readonly Operation[];
  readonly notes: readonly string[];
}

/** The operations without those that grant something to a role that is not there, and notes that name the roles. */
export async function withoutMissingRoles(
  operations: readonly Operation[],
  { connection, description }: { readonly connection: DriverConnection | undefined; readonly description: string },
): Promise<WithoutMissingRoles> {
  const grants = operations.filter(isGrant);
  const roles = [...new Set(grants.map(({ role }) => role))];
  if (connection === undefined || roles.length === 0) return { operations, notes: [] };
  const { rows } = await connection.query<{ role: string }>(
    `SELECT r.role FROM pg_catalog.unnest($1::text[]) AS r(role)
     WHERE r.role <> 'PUBLIC' AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles p WHERE p.rolname = r.role)`,
    [roles],
  );
  const missing = new Set(rows.map(({ role }) => role));
  if (missing.size === 0) return { operations, notes: [] };
  const notes = [...missing].sort().map((role) => {
    const objects = [...new Set(grants.filter((each) => each.role === role).map(({ on }) => on))];
    return `the role ${role} is not on the server of ${description}: its privileges on ${objects.join(", ")} are left out`;
  });
  return { operations: operations.filter((each) => !isGrant(each) || !missing.has(each.role)), notes };
}

const isGrant = (operation: Operation): operation is RoleOperation =>
  (operation.type === "grant" || operation.type === "revoke") && "role" in operation;
