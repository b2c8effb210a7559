import { randomBytes } from "node:crypto";
import pg from "pg";

/** The same database as seen by each of its four roles. */
export interface PostgresUrls {
  /** Superuser: only for making and dropping databases. */
  readonly adminUrl: string;
  /** Owns the database and everything in it; runs migrations. No superuser. */
  readonly ownerUrl: string;
  /** What the server runs as: owns nothing, and row-level security binds it. */
  readonly appUrl: string;
  /** Looks across portals, and sees only what it is granted. */
  readonly schedulerUrl: string;
}

/** Passwords of the four roles, made once for each data folder. */
export interface Passwords {
  readonly admin: string;
  readonly owner: string;
  readonly app: string;
  readonly scheduler: string;
}

/** The superuser's name, given to `initdb`. */
export const adminRole = "lockstep_admin";
const roleNames = {
  owner: "lockstep_owner",
  app: "lockstep_app",
  scheduler: "lockstep_scheduler",
} as const;

/** Makes four random passwords. */
export function makePasswords(): Passwords {
  return {
    admin: makePassword(),
    owner: makePassword(),
    app: makePassword(),
    scheduler: makePassword(),
  };
}

/** Builds the four addresses of a database on this machine. */
export function buildUrls(passwords: Passwords, port: number, database: string): PostgresUrls {
  const url = (role: string, password: string): string =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  return {
    adminUrl: url(adminRole, passwords.admin),
    ownerUrl: url(roleNames.owner, passwords.owner),
    appUrl: url(roleNames.app, passwords.app),
    schedulerUrl: url(roleNames.scheduler, passwords.scheduler),
  };
}

/** Makes the three roles where they are missing. The caller sees to it that nobody else does. */
export async function ensureRoles(admin: pg.Client, passwords: Passwords): Promise<void> {
  for (const [key, name] of Object.entries(roleNames) as [keyof typeof roleNames, string][]) {
    const known = await admin.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [name]);
    if (known.rowCount !== 0) continue;
    await admin.query(
      `CREATE ROLE ${name} LOGIN PASSWORD ${pg.escapeLiteral(passwords[key])} ` +
        "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
    );
  }
}

/**
 * Makes a database that the owner role owns and the other two may connect to.
 *
 * @param urls - any database of the same server
 * @param name - name of the new database
 * @param options - `template`: a database to clone, to which nobody may be connected
 * @returns the four addresses of the new database
 * @throws DatabaseError `42P04` when it exists, `55006` when somebody is connected to the template
 */
export async function createDatabase(
  urls: PostgresUrls,
  name: string,
  options: { readonly template?: string } = {},
): Promise<PostgresUrls> {
  await withAdmin(urls, (admin) => createDatabaseAs(admin, name, options.template));
  return selectDatabase(urls, name);
}

/** Drops a database, cutting off whoever is connected to it; harmless when it is gone. */
export async function dropDatabase(urls: PostgresUrls, name: string): Promise<void> {
  await withAdmin(urls, async (admin) => {
    await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  });
}

/** {@link createDatabase} over an open connection of the superuser. */
export async function createDatabaseAs(
  admin: pg.Client,
  name: string,
  template = "template1",
): Promise<void> {
  const database = pg.escapeIdentifier(name);
  const { owner, app, scheduler } = roleNames;
  // The schema `public` belongs to whoever owns the database, so the owner role may create there
  // and, as in PostgreSQL since 15, nobody else may.
  await admin.query(
    `CREATE DATABASE ${database} OWNER ${owner} TEMPLATE ${pg.escapeIdentifier(template)}`,
  );
  await admin.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await admin.query(`GRANT CONNECT ON DATABASE ${database} TO ${app}, ${scheduler}`);
}

/** The same server and roles, another database. */
export function selectDatabase(urls: PostgresUrls, name: string): PostgresUrls {
  const select = (text: string): string => {
    const url = new URL(text);
    url.pathname = `/${encodeURIComponent(name)}`;
    return url.href;
  };
  return {
    adminUrl: select(urls.adminUrl),
    ownerUrl: select(urls.ownerUrl),
    appUrl: select(urls.appUrl),
    schedulerUrl: select(urls.schedulerUrl),
  };
}

function makePassword(): string {
  return randomBytes(18).toString("base64url"); // needs no escaping in a URL
}

async function withAdmin(
  urls: PostgresUrls,
  work: (admin: pg.Client) => Promise<void>,
): Promise<void> {
  const admin = new pg.Client({ connectionString: selectDatabase(urls, "postgres").adminUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
