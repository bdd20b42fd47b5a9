/** Classes that extend one another: in one table, in tables joined by their keys, and both in one hierarchy. */
import {
  associationProxy,
  dataModel,
  integer,
  manyToMany,
  manyToOne,
  model,
  now,
  oneToMany,
  table,
  text,
  timestamp,
} from "../../src/public/limbeck.ts";

/** A mixin is an object to spread. */
export const timestamps = {
  createdAt: timestamp({ timezone: true }).notNull().serverDefault(now()),
  touches: integer()
    .notNull()
    .default(0)
    .onUpdate(() => 7),
};

export class Company extends model("companies", {
  id: integer().identity().primaryKey(),
  name: text().notNull(),
  ...timestamps,
  employees: oneToMany<Employee>("Employee", { backPopulates: "company", cascade: "all, delete-orphan" }),
  engineers: oneToMany<Engineer>("Engineer", { viewonly: true }),
}) {}

export class Employee extends model(
  "employees",
  {
    id: integer().identity().primaryKey(),
    kind: text().notNull(),
    name: text().notNull(),
    version: integer().notNull().version(),
    companyId: integer().references("companies.id"),
    bossId: integer().references("managers.id"),
    company: manyToOne<Company>("Company", { backPopulates: "employees" }),
    boss: manyToOne<Manager>("Manager", { backPopulates: "reports", foreignKeys: "bossId" }),
    tasks: oneToMany<Task>("Task", { backPopulates: "assignee", cascade: "all, delete-orphan" }),
    skills: manyToMany<Skill>("Skill", { secondary: "employee_skills" }),
    skillNames: associationProxy<string>("skills", "name", { creator: (name) => new Skill({ name }) }),
  },
  { polymorphicOn: "kind", polymorphicIdentity: "employee" },
) {
  get label(): string {
    return `${this.kind} ${this.name}`;
  }
}

/** In the table of its parent. */
export class Engineer extends model(
  "employees",
  {
    language: text().notNull(),
    mentorId: integer().references("employees.id"),
    mentor: manyToOne<Employee>("Employee"),
  },
  { extends: Employee, polymorphicIdentity: "engineer" },
) {
  override get label(): string {
    return `${super.label} (${this.language})`;
  }
}

/** In a table of its own, with the key under the same property. */
export class Manager extends model(
  "managers",
  {
    id: integer().references("employees.id", { onDelete: "cascade", onUpdate: "cascade" }).primaryKey(),
    level: integer().notNull(),
    bonus: integer().serverDefault(100),
    officeId: integer().references("offices.id"),
    office: manyToOne<Office>("Office", { backPopulates: "managers" }),
    reports: oneToMany<Employee>("Employee", { backPopulates: "boss" }),
  },
  { extends: Employee, polymorphicIdentity: "manager" },
) {}

/** Below a class with a table of its own, in another one, with the key under another property. */
export class Director extends model(
  "directors",
  {
    directorId: integer().references("managers.id", { onDelete: "cascade", onUpdate: "cascade" }).primaryKey(),
    shares: integer().notNull().default(1),
  },
  { extends: Manager, polymorphicIdentity: "director" },
) {}

export class Office extends model("offices", {
  id: integer().identity().primaryKey(),
  city: text().notNull(),
  managers: oneToMany<Manager>("Manager", { backPopulates: "office" }),
}) {}

export class Task extends model("tasks", {
  id: integer().identity().primaryKey(),
  title: text().notNull(),
  assigneeId: integer().references("employees.id", { onUpdate: "cascade" }),
  assignee: manyToOne<Employee>("Employee", { backPopulates: "tasks" }),
}) {}

export class Skill extends model("skills", {
  id: integer().identity().primaryKey(),
  name: text().notNull().unique(),
}) {}

export const employeeSkills = table("employee_skills", {
  employeeId: integer().references("employees.id", { onDelete: "cascade", onUpdate: "cascade" }).primaryKey(),
  skillId: integer().references("skills.id").primaryKey(),
});

export const staff = dataModel({
  Director,
  Engineer,
  Company,
  Employee,
  Manager,
  Office,
  Task,
  Skill,
  employeeSkills,
});
