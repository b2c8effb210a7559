import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { chown, mkdir, mkdtemp, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Account } from "./postgres-binaries.ts";
import { canReach, chooseAccount, locateBinaries, runProgram } from "./postgres-binaries.ts";
import type { Passwords, PostgresUrls } from "./postgres-roles.ts";
import {
  adminRole,
  buildUrls,
  createDatabaseAs,
  ensureRoles,
  makePasswords,
} from "./postgres-roles.ts";
import { countUsers, isAlive, registerUser, unregisterUser } from "./postgres-users.ts";

/** A PostgreSQL server on this machine that we share with whoever else uses the same data folder. */
export interface RunningPostgres extends PostgresUrls {
  /** Where the data really is: elsewhere when PostgreSQL's account cannot reach the folder asked for. */
  readonly dataDir: string;
  /** Ends our use of it. The server stops when no other live process uses it. Harmless twice. */
  stop(): Promise<void>;
}

interface Cluster {
  readonly dataDir: string;
  readonly usersDir: string;
  readonly bin: string;
  readonly account: Account;
}

/** Held by whoever prepares the server or stops it, so that nobody is handed a stopping server. */
const lifecycleLock = 5_678_001;
const passwordFile = "lockstep-passwords.json";
const attempts = 60;
const pauseMs = 250;
/** As long, and as often, as pg_ctl itself looks whether a server has stopped. */
const stopLooks = { attempts: 600, pauseMs: 100 };

const settings = [
  ["listen_addresses", "127.0.0.1"],
  ["unix_socket_directories", ""],
  ["max_connections", "200"],
  // A commit is answered before it is on disk. What gets killed in tests and demos is our own
  // process, and PostgreSQL loses nothing then; only a machine that loses power would lose the
  // last fraction of a second. Never for production.
  ["synchronous_commit", "off"],
] as const;

/**
 * Starts a private, real PostgreSQL, or attaches to the one that already runs on the same folder.
 *
 * Works as root and as an ordinary user, after a crash of ours or of PostgreSQL, and for several
 * processes at once. The programs come from npm packages; nothing on the machine is changed.
 *
 * @param options - `dataDir`: folder to keep the data in; `database`: made if it does not exist
 * @returns addresses of the database for each role
 * @throws Error when there are no binaries for this platform, the folder belongs to another
 *   account, or the server does not come up within about half a minute
 */
export async function startPostgres(options: {
  readonly dataDir: string;
  readonly database: string;
}): Promise<RunningPostgres> {
  const cluster = await openCluster(path.resolve(options.dataDir));
  const passwords = await initialise(cluster);
  const note = await registerUser(cluster.usersDir, cluster.account);
  let failure: unknown;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    // Retries cover another process that starts or stops the server now, and one just killed.
    try {
      await startServer(cluster);
      const port = readPort(cluster);
      const urls = buildUrls(passwords, port, options.database);
      await prepare(buildUrls(passwords, port, "postgres").adminUrl, passwords, options.database);
      return { ...urls, dataDir: cluster.dataDir, stop: () => stopUsing(cluster, passwords, note) };
    } catch (error) {
      failure = error;
      await removeStalePid(cluster);
      await sleep(pauseMs);
    }
  }
  await unregisterUser(note);
  throw new Error(`PostgreSQL did not start; see ${path.join(cluster.dataDir, "server.log")}`, {
    cause: failure,
  });
}

async function openCluster(wanted: string): Promise<Cluster> {
  const account = chooseAccount();
  const moved = !canReach(path.dirname(wanted), account);
  const dataDir = moved ? reachableFolder(wanted) : wanted;
  const owner = keepOwner(dataDir, account, moved);
  return {
    dataDir,
    usersDir: `${dataDir}.users`,
    account: owner,
    bin: await locateBinaries(owner),
  };
}

function reachableFolder(wanted: string): string {
  const digest = createHash("sha256").update(wanted).digest("hex").slice(0, 10);
  return `/var/tmp/lockstep-${path.basename(wanted)}-${digest}`;
}

/** A database stays with the account that made it: PostgreSQL insists on owning its folder. */
function keepOwner(dataDir: string, account: Account, moved: boolean): Account {
  const me = process.getuid?.();
  if (me === undefined || !existsSync(dataDir)) return account;
  const { uid, gid } = statSync(dataDir);
  const foreign = me === 0 ? moved && uid !== account.uid : uid !== me;
  if (foreign) {
    throw new Error(`${dataDir} belongs to another account: remove it, or choose another folder`);
  }
  // A folder that root made is still empty: root cannot have run PostgreSQL in it.
  return me === 0 && uid !== 0 ? { uid, gid } : account;
}

/** Makes the data folder aside and renames it, so that a crash or a race never leaves half of one. */
async function initialise(cluster: Cluster): Promise<Passwords> {
  const { dataDir } = cluster;
  if (!isInitialised(dataDir)) {
    await mkdir(path.dirname(dataDir), { recursive: true });
    const unfinished = await mkdtemp(`${dataDir}.init-`);
    const secret = `${unfinished}.password`;
    try {
      await createCluster(cluster, unfinished, secret);
      await rename(unfinished, dataDir);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      if (!isInitialised(dataDir)) throw error; // else a second process was faster, which is as good
    } finally {
      await rm(secret, { force: true });
    }
  }
  return JSON.parse(await readFile(path.join(dataDir, passwordFile), "utf8")) as Passwords;
}

async function createCluster(cluster: Cluster, folder: string, secret: string): Promise<void> {
  const { account, bin } = cluster;
  const give = async (target: string): Promise<void> => {
    if (account.uid !== undefined && account.gid !== undefined) {
      await chown(target, account.uid, account.gid);
    }
  };
  const passwords = makePasswords();
  await writeFile(secret, passwords.admin, { mode: 0o600, flag: "wx" });
  await give(secret);
  await give(folder);
  const made = await runProgram(
    path.join(bin, "initdb"),
    // A C locale: sorting and comparing then do not depend on the machine. Not forced to disk:
    // should the machine die now, an empty database is lost.
    ["-D", folder, "-U", adminRole, "--auth=scram-sha-256", `--pwfile=${secret}`].concat([
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
      "--no-sync",
    ]),
    account,
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.output}`);
  const kept = path.join(folder, passwordFile);
  await writeFile(kept, JSON.stringify(passwords), { mode: 0o600 });
  await give(kept);
}

async function startServer(cluster: Cluster): Promise<void> {
  const control = path.join(cluster.bin, "pg_ctl");
  const status = await runProgram(control, ["-D", cluster.dataDir, "status"], cluster.account);
  if (status.status === 0) return; // runs already: we attach to it
  const flags = settings.map(([name, value]) => `-c ${name}=${value}`).join(" ");
  const log = path.join(cluster.dataDir, "server.log");
  // pg_ctl detaches the server: Ctrl+C in our terminal must not end it for its other users.
  const started = await runProgram(
    control,
    ["-D", cluster.dataDir, "-w", "-t", "60", "-l", log].concat([
      "-o",
      `-p ${await findFreePort()} ${flags}`,
      "start",
    ]),
    cluster.account,
    { detached: true },
  );
  if (started.status !== 0) throw new Error(`pg_ctl start ended with ${started.status}`);
}

async function prepare(adminUrl: string, passwords: Passwords, database: string): Promise<void> {
  const admin = await connectLocked(adminUrl);
  try {
    await ensureRoles(admin, passwords);
    const known = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (known.rowCount === 0) await createDatabaseAs(admin, database);
  } finally {
    await admin.end();
  }
}

/**
 * Takes our note back and stops the server if there is no other.
 *
 * The lock closes the gap between counting and stopping: a process that registers after we counted
 * waits for the lock, loses its connection when the server stops, and starts it again.
 */
async function stopUsing(cluster: Cluster, passwords: Passwords, note: string): Promise<void> {
  if (!existsSync(note)) return;
  await unregisterUser(note);
  let admin: pg.Client;
  try {
    admin = await connectLocked(buildUrls(passwords, readPort(cluster), "postgres").adminUrl);
  } catch {
    return; // it does not run any more
  }
  try {
    if ((await countUsers(cluster.usersDir)) > 0) return;
    const pid = readPid(cluster);
    const stopped = await runProgram(
      path.join(cluster.bin, "pg_ctl"),
      ["-D", cluster.dataDir, "-m", "fast", "-W", "stop"],
      cluster.account,
    );
    if (stopped.status !== 0) throw new Error(`pg_ctl stop failed: ${stopped.output}`);
    await waitUntilStopped(cluster, pid);
  } finally {
    await admin.end().catch(() => undefined);
  }
}

/** pg_ctl's own wait takes the next server, which another process may start at once, for this one. */
async function waitUntilStopped(cluster: Cluster, pid: number): Promise<void> {
  for (let attempt = 0; attempt < stopLooks.attempts; attempt += 1) {
    if (readPid(cluster) !== pid || !isAlive(pid)) return;
    await sleep(stopLooks.pauseMs);
  }
  throw new Error(`PostgreSQL does not stop; see ${path.join(cluster.dataDir, "server.log")}`);
}

async function connectLocked(connectionString: string): Promise<pg.Client> {
  const admin = new pg.Client({ connectionString });
  admin.on("error", () => undefined); // cut off by a server that stops: the query in flight tells us
  await admin.connect();
  try {
    await admin.query("SELECT pg_advisory_lock($1)", [lifecycleLock]);
    return admin;
  } catch (error) {
    await admin.end().catch(() => undefined);
    throw error;
  }
}

/**
 * Removes the note of a server that died, when its process number now belongs to another program.
 * PostgreSQL itself cannot tell the two apart and would refuse to start.
 */
async function removeStalePid(cluster: Cluster): Promise<void> {
  try {
    const program = await readFile(`/proc/${readPid(cluster)}/cmdline`, "utf8");
    if (!program.includes("postgres")) await unlink(path.join(cluster.dataDir, "postmaster.pid"));
  } catch {
    // no such file, no such process, no /proc: then PostgreSQL decides by itself
  }
}

function isInitialised(dataDir: string): boolean {
  return existsSync(path.join(dataDir, "PG_VERSION"));
}

function readPort({ dataDir }: Cluster): number {
  const port = Number(readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n")[3]);
  if (!Number.isInteger(port) || port <= 0) throw new Error("the server has not said its port yet");
  return port;
}

/** @returns NaN when no server runs, or one that is still about to say its number */
function readPid({ dataDir }: Cluster): number {
  try {
    return Number.parseInt(readFileSync(path.join(dataDir, "postmaster.pid"), "utf8"), 10);
  } catch {
    return Number.NaN;
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
