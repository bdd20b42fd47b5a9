/** Privileges in the words of models, for revisions. */
import { compact } from "../../../../kinds/canonical.ts";
import { exactly, objectsOf, oneOrAll } from "../../ddl/words.ts";
import { columnOfPrivilege } from "../../named-object.ts";
import { targetWords } from "../../named-target.ts";
import { defaultPrivileges, grant, type DefaultPrivilegesOptions, type GrantTarget } from "./declare.ts";
import type { DefaultPrivilegesScope, GrantModel } from "./model.ts";

/** What privileges are on, and how. */
export interface PrivilegeOptions {
  /** A table or view by its name, or another object; with `forRole` the sort of objects: `"tables"`. */
  readonly on: GrantTarget | DefaultPrivilegesOptions["on"];
  /** Only these columns. */
  readonly columns?: readonly string[];
  /** The role may grant the privileges on. */
  readonly grantOption?: boolean;
  /** Only the right to grant on comes or goes; the privileges themselves stay. */
  readonly onlyOption?: boolean;
  /** For objects that this role will create: `ALTER DEFAULT PRIVILEGES`. */
  readonly forRole?: string;
  /** With `forRole`: only objects of one schema. */
  readonly inSchema?: string;
}

export type GrantWords = [
  privileges: string | readonly string[],
  options: PrivilegeOptions & { readonly to: string | readonly string[] },
];
export type RevokeWords = [
  privileges: string | readonly string[],
  options: PrivilegeOptions & { readonly from: string | readonly string[] },
];

/** What an operation on privileges says. */
export interface Privileges {
  readonly privileges: readonly string[];
  /** As SQL: `TABLE public.orders`; `TABLES` and the like for default privileges. */
  readonly on: string;
  readonly role: string;
  /** All roles, where they are several. */
  readonly roles?: readonly string[];
  readonly grantOption?: boolean;
  readonly onlyOption?: boolean;
  readonly defaults?: DefaultPrivilegesScope;
}

export function privilegesOf(
  privileges: string | readonly string[],
  roles: string | readonly string[],
  options: PrivilegeOptions,
): Privileges {
  const { grantOption, onlyOption, forRole, inSchema, on, columns } = options;
  const declared =
    forRole === undefined
      ? grant(privileges, { on, to: roles, columns })
      : defaultPrivileges(privileges, { on: on as DefaultPrivilegesOptions["on"], to: roles, forRole, inSchema });
  const models = objectsOf(declared) as readonly GrantModel[];
  const first = models[0] as GrantModel;
  return compact<Privileges>({
    privileges: first.privileges,
    on: first.on,
    role: first.name,
    roles: models.length > 1 ? models.map(({ name }) => name) : undefined,
    grantOption,
    onlyOption,
    defaults: first.defaults,
  });
}

/** The words and the roles; undefined for an object that has no words. */
export function privilegeWords(op: Privileges): SaidPrivileges | undefined {
  const { privileges, on, role, roles, grantOption, onlyOption, defaults } = op;
  const columns = [...new Set(privileges.map(columnOfPrivilege).filter((column) => column !== undefined))];
  const said = { privileges, on, role, roles, grantOption, onlyOption, defaults };
  const withOptions = (names: readonly string[], some?: readonly string[]): SaidPrivileges => [
    oneOrAll(names),
    oneOrAll((roles ?? [role]).map((each) => (each === "PUBLIC" ? "public" : each))),
    compact<PrivilegeOptions>({
      on: (defaults === undefined ? targetWords(on) : on.toLowerCase()) as PrivilegeOptions["on"],
      columns: some,
      grantOption,
      onlyOption,
      ...defaults,
    }),
  ];
  const whole = withOptions(
    [...new Set(privileges.map((privilege) => small(privilege.replace(/ \(.*$/s, ""))))],
    columns,
  );
  return (
    (columns.length === 0 ? undefined : exactly(whole, said, (words) => privilegesOf(...words))) ??
    exactly(withOptions(privileges.map(small)), said, (words) => privilegesOf(...words))
  );
}

type SaidPrivileges = [privileges: string | readonly string[], roles: string | readonly string[], PrivilegeOptions];

const small = (privilege: string): string => privilege.replace(/^[^(]*/, (words) => words.toLowerCase());
