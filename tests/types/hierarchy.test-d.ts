/** Classes that extend one another, association proxies, and what a constructor asks for. */
import { createEngine, Session, type DatabaseOfModel } from "../../src/public/orm.ts";
import {
  associationProxy,
  dataModel,
  foreignKey,
  integer,
  manyToOne,
  model,
  oneToMany,
  text,
  type AssociationCollection,
  type Collection,
  type InsertOf,
} from "../../src/public/limbeck.ts";
import type { Equal, Expect } from "./expect-type.ts";

class Employee extends model(
  "employees",
  {
    id: integer().identity({ always: true }).primaryKey(),
    kind: text().notNull(),
    name: text().notNull(),
    boss: manyToOne<Manager>("Manager", { foreignKeys: "bossId" }),
    bossId: integer().references("managers.id"),
    tasks: oneToMany<Task>("Task"),
    tools: associationProxy<Tool>("tasks", "tool", { creator: (tool) => new Task({ tool }) }),
  },
  { polymorphicOn: "kind", polymorphicIdentity: "employee" },
) {
  get label(): string {
    return `${this.kind} ${this.name}`;
  }
}

class Engineer extends model(
  "employees",
  { language: text().notNull() },
  { extends: Employee, polymorphicIdentity: "engineer" },
) {}

class Manager extends model(
  "managers",
  {
    id: integer().references("employees.id").primaryKey(),
    level: integer().notNull(),
    reports: oneToMany<Employee>("Employee"),
  },
  { extends: Employee, polymorphicIdentity: "manager" },
) {}

class Director extends model("employees", { shares: integer() }, { extends: Manager }) {}

class Task extends model("tasks", {
  id: integer().identity().primaryKey(),
  employeeId: integer().notNull().references("employees.id"),
  toolId: foreignKey<number>("tools.id").notNull(),
  tool: manyToOne<Tool>("Tool"),
}) {}

class Tool extends model("tools", { id: integer().identity().primaryKey(), name: text().notNull() }) {}

class Part extends model("parts", {
  tenant: integer().notNull().related(),
  number: integer().primaryKey(),
}) {}

const staff = dataModel({ Employee, Engineer, Manager, Task, Tool });

const ada = new Engineer({ name: "Ada", language: "Analytical" });
const max = new Manager({ name: "Max", level: 1, reports: [ada], tools: new Set<Tool>() });
const asEmployee: Employee = ada;
ada.boss = max;
max.boss = new Director({ name: "D", level: 2, shares: null });
export const part = new Part({ number: 1 });

export type Checks = [
  Expect<Equal<typeof ada.name, string>>,
  Expect<Equal<typeof ada.language, string>>,
  Expect<Equal<typeof ada.label, string>>,
  Expect<Equal<typeof max.id, number>>,
  Expect<Equal<typeof max.reports, Collection<Employee>>>,
  Expect<Equal<Engineer["boss"], Manager | null>>,
  Expect<Equal<typeof asEmployee.tools, AssociationCollection<Tool>>>,
];

ada.tools.add(new Tool({ name: "pen" }));
ada.tools.map((tool) => tool.name.length);

// @ts-expect-error a language is missing
export const made1 = new Engineer({ name: "Ada" });
// @ts-expect-error the parent's name is missing
export const made2 = new Engineer({ language: "Ada" });
// @ts-expect-error what the parent does not have
export const made3 = new Employee({ name: "Ada", language: "Ada" });
// @ts-expect-error the name is missing
export const made4 = new Tool();
// @ts-expect-error an employee is no manager
ada.boss = new Employee({ name: "Eve" });
// @ts-expect-error an engineer has no level
export const level = ada.level;
// @ts-expect-error tasks are no tools
ada.tools.add(new Task());
// @ts-expect-error no column to tell classes by
model("t", { id: integer().primaryKey() }, { polymorphicOn: "kind" });
// @ts-expect-error not a class
model("t", { id: integer().primaryKey() }, { extends: "Employee" });

const session = new Session(await createEngine("pglite:memory"), staff);
const manager = await session
  .select(Manager)
  .where({ name: "Max", level: [1, 2] })
  .with({ reports: true, tasks: true })
  .one();
const engineer = await session.get(Engineer, 1);
await ada.load("tasks", "boss");
await max.load("reports", "tasks");
export type SessionChecks = [
  Expect<Equal<typeof manager.level, number>>,
  Expect<Equal<typeof manager.name, string>>,
  Expect<Equal<typeof engineer, Engineer | null>>,
];
const equipped = await session.select(Employee).with({ tools: true, boss: true }).one();
export const toolNames: string[] = equipped.tools.map((tool) => tool.name);
// @ts-expect-error tools lead nowhere
session.select(Employee).with({ tools: { drawer: true } });
// @ts-expect-error no such proxy
session.select(Employee).with({ tool: true });
// @ts-expect-error engineers have no level
session.select(Engineer).where({ level: 1 });
// @ts-expect-error employees have no reports of their own
session.select(Employee).with({ reports: true });

/** Tables have the columns that they have. */
type Database = DatabaseOfModel<typeof staff>;
export type DatabaseChecks = [
  Expect<Equal<keyof Database["Manager"], "id" | "level">>,
  Expect<Equal<keyof Database["Task"], "id" | "employeeId" | "toolId">>,
];
export const inserted: InsertOf<typeof Task> = { employeeId: 1, toolId: 2 };
// @ts-expect-error a row needs its foreign keys
export const incomplete: InsertOf<typeof Task> = { employeeId: 1 };
