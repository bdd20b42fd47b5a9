import { describe, expect, test } from "vitest";
import { driverFor } from "./open-driver.ts";
import { describeAddress, parseServerUrl } from "./server-url.ts";

const parse = (url: string, environment: Record<string, string> = {}) => parseServerUrl(url, environment);

describe("a server's URL", () => {
  test.each([
    [
      "postgres://app:pw@db.example:6543/shop",
      { host: "db.example", port: 6543, user: "app", password: "pw", database: "shop" },
    ],
    ["postgresql://app@db/shop", { host: "db", port: 5432, user: "app", password: undefined, database: "shop" }],
    ["postgres://db", { host: "db", user: "postgres", database: "postgres" }],
    ["postgres:///shop?host=/run/pg&port=6000", { host: "/run/pg", port: 6000, database: "shop" }],
    ["postgres://%2Frun%2Fpg/shop", { host: "/run/pg", database: "shop" }],
    ["postgres://a%40b:p%3Aw%2F@h/d%20b", { user: "a@b", password: "p:w/", database: "d b" }],
    ["postgres://app:p@ss/w@rd@h/d", { user: "app", password: "p@ss/w@rd", host: "h", database: "d" }],
    ["postgres://h:5432/a@b", { host: "h", database: "a@b" }],
    ["postgres://u@[::1]:7000/d", { host: "::1", port: 7000 }],
    [
      "postgres://h/d?sslmode=require&application_name=x&connect_timeout=3&options=-c%20search_path%3Da",
      {
        sslMode: "require",
        applicationName: "x",
        connectTimeoutMs: 3000,
        options: "-c search_path=a",
      },
    ],
    ["postgres://h/d?statement_timeout=250", { statementTimeoutMs: 250, sslMode: "prefer" }],
  ])("%s is read as libpq reads it", (url, expected) => {
    expect(parse(url)).toMatchObject(expected);
  });

  test("leaves to the environment what it does not say", () => {
    const environment = { PGHOST: "eh", PGPORT: "99", PGUSER: "eu", PGPASSWORD: "ep", PGDATABASE: "ed" };
    expect(parse("postgres://", environment)).toMatchObject({
      host: "eh",
      port: 99,
      user: "eu",
      password: "ep",
      database: "ed",
    });
    expect(parse("postgres://u:p@h:1/d", environment)).toMatchObject({
      host: "h",
      port: 1,
      user: "u",
      password: "p",
      database: "d",
    });
  });

  const canary = "s3cr3t-canary";
  test.each([
    `postgres://u:${canary}@h:port${canary}/d`,
    `postgres://u:%${canary}%zz@h/d`,
    `postgres//u:${canary}@h/d`,
    `u:${canary}@h/d`,
    `${canary}`,
    `mysql://u:${canary}@h/d`,
    `postgres://u:${canary}@h/d?sslmode=${canary}`,
    `postgres://u:${canary}@h/d?${canary}`,
    `postgres://u:${canary}@h/d?sslrootcert=%zz${canary}`,
    `postgres://u:${canary}@a,b/d`,
    `postgres://u:${canary}?x@h/d`,
    `postgres://u:${canary}@h/d?connect_timeout=${canary}`,
    `pglite:${"//"}?database=${canary}&x`,
    `pglite:?${canary}`,
    `pglite://%zz${canary}`,
  ])("never repeats a secret of an unreadable URL (%#)", (url) => {
    let failure: unknown;
    try {
      driverFor(url);
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code: "driver.invalid-url" });
    const { message, hint, stack, cause } = failure as Error & { hint: string };
    expect(JSON.stringify([message, hint, stack, cause])).not.toContain("s3cr3t");
  });

  test("is described without user, password and parameters", () => {
    expect(describeAddress(parse(`postgres://user1:${canary}@h/d?options=${canary}`))).toBe('database "d" at h:5432');
    expect(driverFor(`postgres://user1:${canary}@h/d`).description).toBe('database "d" at h:5432');
  });
});
