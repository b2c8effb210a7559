import pg from "pg";
import { AppError } from "../sync/errors.ts";
import { together } from "./together.ts";

/** What a statement can be given. */
export type Binding = string | number | boolean | null | Date | Buffer | readonly string[];

/** Runs one statement and returns its rows; `?` stands for a binding. */
export type Query = <Row>(text: string, bindings?: readonly Binding[]) => Promise<Row[]>;

/** Connections to PostgreSQL under one role. */
export interface Database {
  /**
   * Runs the work in one transaction that can see and write the rows of this portal only.
   *
   * Runs it again when PostgreSQL broke a deadlock, so the work must have no effect outside.
   */
  inPortal<Result>(portalId: string, work: (query: Query) => Promise<Result>): Promise<Result>;
  /**
   * The same for a single burst of statements, of which none waits for the result of another: the end of
   * the transaction travels with them.
   */
  look<Result>(portalId: string, work: (query: Query) => Promise<Result>): Promise<Result>;
  /** Runs one statement outside any portal; tables of portals then refuse or show nothing. */
  readonly query: Query;
  close(): Promise<void>;
}

/**
 * Resolves when the database answers and the tables of this version are there.
 *
 * @throws AppError `not_migrated` (configuration) when they are not
 */
export async function assertMigrated(database: Pick<Database, "query">): Promise<void> {
  const [row] = await database.query<{ is_there: boolean }>(
    "SELECT to_regclass('public.webhook_receipts') IS NOT NULL AS is_there",
  );
  if (row?.is_there === true) return;
  throw new AppError("the database is not migrated", {
    code: "not_migrated",
    errorClass: "configuration",
    remedy: "Run `npm run lockstep -- migrate` with MIGRATION_DATABASE_URL set.",
  });
}

/**
 * Plans are made with the values of each statement: one that is kept was made for tables that were empty
 * then. Bitmap scans visit what is dead over and over, plain index scans remember it: claims and marks
 * come and go by the thousand between two vacuums. A look into an index costs little more than a row of a
 * scan, since what is at work lies in memory: with the price of a disk that turns, all that a portal has
 * would be read for a hundred of its records.
 */
const SESSION_OPTIONS =
  "-c plan_cache_mode=force_custom_plan -c enable_bitmapscan=off -c random_page_cost=1.1";

const ATTEMPTS = 5;
const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  "40P01", // deadlock_detected
  "40001", // serialization_failure
]);

/**
 * Opens a pool of connections; none is made before it is needed.
 *
 * @param url - `postgres://role:password@host:port/database`
 * @param options - `name` is what operators see in `pg_stat_activity`
 */
export function openDatabase(
  url: string,
  options: { readonly name: string; readonly maxConnections: number },
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: options.name,
    max: options.maxConnections,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 60_000,
    // Statements that do not wait for one another go out together.
    pipeline: true,
    options: SESSION_OPTIONS,
  });
  // An idle connection that breaks is replaced; whoever works on one is told by the statement.
  pool.on("error", () => undefined);
  return {
    inPortal: (portalId, work) => runInPortal(pool, portalId, "work", work),
    look: (portalId, work) => runInPortal(pool, portalId, "look", work),
    query: queryOnce(pool),
    close: () => pool.end(),
  };
}

/** How a transaction goes about its statements. */
type Kind = "work" | "look";

async function runInPortal<Result>(
  pool: pg.Pool,
  portalId: string,
  kind: Kind,
  work: (query: Query) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      return await runOnce(pool, portalId, kind, work);
    } catch (error) {
      if (!isBrokenOff(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function runOnce<Result>(
  pool: pg.Pool,
  portalId: string,
  kind: Kind,
  work: (query: Query) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const { query, close } = closable(queryOn(client));
  let isUsable = true;
  try {
    const setting = `set_config('lockstep.portal_id', ${client.escapeLiteral(portalId)}, true)`;
    // The first statement follows at once. Should this one fail, it sees and writes nothing: without
    // a portal every table is closed.
    const begun = send(client, `BEGIN; SELECT ${setting}`);
    begun.catch(() => undefined); // told below, or by the statement that fails with it
    const working = work(query);
    if (kind === "look") {
      close();
      const [result] = await together([working, begun, send(client, "COMMIT")]);
      return result;
    }
    const result = await working;
    await begun;
    close();
    await send(client, "COMMIT");
    return result;
  } catch (error) {
    close();
    try {
      await client.query("ROLLBACK");
    } catch {
      isUsable = false;
    }
    throw error;
  } finally {
    client.release(!isUsable);
  }
}

/**
 * A query that refuses everything once it is closed: the transaction is over, and a statement that comes
 * late would become part of whatever the connection serves next.
 */
function closable(query: Query): { readonly query: Query; readonly close: () => void } {
  let isClosed = false;
  return {
    query: async (text, bindings) => {
      if (isClosed)
        throw new Error("the transaction is over, and no statement belongs to it any more");
      return query(text, bindings);
    },
    close: () => {
      isClosed = true;
    },
  };
}

/** Sends a statement in one packet with all others of the same moment. */
function send(client: pg.PoolClient, query: string | pg.QueryConfig): Promise<pg.QueryResult> {
  const { stream } = client.connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
  return client.query(query);
}

function isBrokenOff(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return typeof error.code === "string" && RETRYABLE_CODES.has(error.code);
}

/** A connection that a statement fails on is kept, as it is in a transaction. */
function queryOnce(pool: pg.Pool): Query {
  return async (text, bindings) => {
    const client = await pool.connect();
    try {
      return await queryOn(client)(text, bindings);
    } finally {
      client.release();
    }
  };
}

function queryOn(executor: pg.PoolClient): Query {
  return async <Row>(text: string, bindings: readonly Binding[] = []): Promise<Row[]> => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the statement names its columns
    return (await send(executor, { ...statementOf(text), values: [...bindings] })).rows as Row[];
  };
}

interface Statement {
  /** Under which a connection keeps it prepared. */
  readonly name: string;
  /** With its bindings numbered as PostgreSQL wants it. */
  readonly text: string;
}

const statements = new Map<string, Statement>();

/** Statements are few, and each is parsed and planned once for a connection. */
function statementOf(text: string): Statement {
  const known = statements.get(text);
  if (known !== undefined) return known;
  let count = 0;
  const numbered = text.replaceAll("?", () => `$${(count += 1)}`);
  const made = { name: `s${statements.size}`, text: numbered };
  statements.set(text, made);
  return made;
}

interface RoleRow {
  role: string;
  superuser: boolean;
  bypassrls: boolean;
  owner: boolean;
}

/**
 * Refuses a role that row-level security does not bind.
 *
 * @throws AppError `unsafe_database_role` (configuration) when connected as a superuser, with
 *   BYPASSRLS, or as an owner of the tables; not retryable
 */
export async function assertSafeRole(database: Pick<Database, "query">): Promise<void> {
  const [row] = await database.query<RoleRow>(`
    SELECT current_user AS role, r.rolsuper AS superuser, r.rolbypassrls AS bypassrls,
           EXISTS (
             SELECT FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
               AND pg_has_role(current_user, c.relowner, 'MEMBER')
           ) AS owner
    FROM pg_roles r WHERE r.rolname = current_user`);
  if (row === undefined) return;
  const fault = roleFault(row);
  if (fault === null) return;
  throw new AppError(
    `DATABASE_URL connects as "${row.role}", which ${fault}: that role could read and write the ` +
      "rows of every portal. Let DATABASE_URL name the role lockstep_app, and only " +
      "MIGRATION_DATABASE_URL the owner of the tables",
    {
      code: "unsafe_database_role",
      errorClass: "configuration",
      remedy: "Set DATABASE_URL to a role that owns nothing, such as lockstep_app.",
    },
  );
}

function roleFault(row: RoleRow): string | null {
  if (row.superuser) return "is a superuser";
  if (row.bypassrls) return "has BYPASSRLS";
  return row.owner ? "owns tables" : null;
}
