import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import readline from "node:readline";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { canReach, chooseAccount } from "../../sandbox/shared/postgres-binaries.ts";
import {
  createDatabase,
  dropDatabase,
  selectDatabase,
} from "../../sandbox/shared/postgres-roles.ts";
import type { RunningPostgres } from "../../sandbox/shared/postgres.ts";
import { startPostgres } from "../../sandbox/shared/postgres.ts";

const isRoot = process.getuid?.() === 0;
const userProgram = fileURLToPath(new URL("local-postgres-user.ts", import.meta.url));
const database = "trial";

let folder: string;
let dataDir: string;
let cleanUps: (() => Promise<unknown>)[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockstep-postgres-"));
  chmodSync(folder, 0o755);
  dataDir = path.join(folder, "data");
  cleanUps = [() => rm(folder, { recursive: true, force: true })];
});

afterEach(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
});

async function start(where = dataDir): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dataDir: where, database });
  cleanUps.push(() => postgres.stop());
  return postgres;
}

/** Another process that uses the same server. */
async function startElsewhere(
  account: { uid?: number; gid?: number } = {},
): Promise<{ child: ChildProcess; urls: RunningPostgres }> {
  const child = spawn(process.execPath, [userProgram, dataDir, database], {
    ...account,
    stdio: ["pipe", "pipe", "inherit"],
  });
  cleanUps.push(() => end(child, () => child.kill("SIGKILL")));
  for await (const line of readline.createInterface({ input: child.stdout })) {
    return { child, urls: JSON.parse(line) as RunningPostgres };
  }
  throw new Error("the other process ended without starting PostgreSQL");
}

async function end(child: ChildProcess, how: () => unknown): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  how();
  await gone;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function serverPid(where = dataDir): number {
  return Number.parseInt(readFileSync(path.join(where, "postmaster.pid"), "utf8"), 10);
}

function isRunning(where = dataDir): boolean {
  return existsSync(path.join(where, "postmaster.pid"));
}

describe("the embedded PostgreSQL", () => {
  it("starts on an empty folder, keeps its data over a stop, and leaves no half-made folder", async () => {
    const first = await start();
    await query(first.ownerUrl, "CREATE TABLE kept AS SELECT 7 AS answer");
    await first.stop();
    expect(isRunning()).toBe(false);

    const second = await start();
    expect(await query(second.ownerUrl, "SELECT answer FROM kept")).toEqual([{ answer: 7 }]);
    expect((await readdir(folder)).toSorted()).toEqual(["data", "data.users"]);
  });

  it("addresses another database of the same server", () => {
    const url = "postgres://someone:secret@127.0.0.1:5432/one";
    const urls = { adminUrl: url, ownerUrl: url, appUrl: url, schedulerUrl: url };
    expect(selectDatabase(urls, "two").appUrl).toBe("postgres://someone:secret@127.0.0.1:5432/two");
  });
});

describe("the embedded PostgreSQL, on a folder that it has made", () => {
  // Made once: that takes longer than all else that most of these tests do.
  let made: string;

  beforeAll(async () => {
    made = await mkdtemp(path.join(tmpdir(), "lockstep-postgres-"));
    chmodSync(made, 0o755);
    await (await startPostgres({ dataDir: path.join(made, "data"), database })).stop();
  });
  beforeEach(() => {
    execFileSync("cp", ["-a", path.join(made, "data"), dataDir]);
  });
  afterAll(() => rm(made, { recursive: true, force: true }));

  it("runs on until the last of its users stops", async () => {
    const first = await start();
    const second = await start();
    const { child } = await startElsewhere();

    await first.stop();
    await first.stop();
    await second.stop();
    expect(await query(second.ownerUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);

    await end(child, () => child.stdin?.write("stop\n"));
    expect(isRunning()).toBe(false);
  });

  it("does not count a user that was killed, and outlives it", async () => {
    const { child, urls } = await startElsewhere();
    await end(child, () => child.kill("SIGKILL"));
    expect(await query(urls.ownerUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);

    const mine = await start();
    expect(mine.ownerUrl).toBe(urls.ownerUrl);
    await mine.stop();
    expect(isRunning()).toBe(false);
  });

  it("starts again, with what was committed, after PostgreSQL was killed", async () => {
    const first = await start();
    await query(first.ownerUrl, "CREATE TABLE kept AS SELECT 7 AS answer");
    await query(first.adminUrl, "CHECKPOINT");
    process.kill(serverPid(), "SIGKILL");

    const second = await start();
    expect(await query(second.ownerUrl, "SELECT answer FROM kept")).toEqual([{ answer: 7 }]);
  });

  it("is one server when three processes and we start it at once", async () => {
    const others = [startElsewhere(), startElsewhere(), startElsewhere()];
    const mine = await start();
    const users = await Promise.all(others);
    expect(new Set([mine.ownerUrl, ...users.map(({ urls }) => urls.ownerUrl)]).size).toBe(1);

    await mine.stop();
    await Promise.all(users.map(({ child }) => end(child, () => child.stdin?.write("stop\n"))));
    expect(isRunning()).toBe(false);
  });

  it("is never handed out while another user's stop ends it", async () => {
    for (let round = 0; round < 3; round += 1) {
      const leaving = await start();
      const [arriving] = await Promise.all([start(), leaving.stop()]);
      expect(await query(arriving.ownerUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
      await arriving.stop();
    }
  });

  it("has stopped although the next server's note is there at once", async () => {
    const postgres = await start();
    const note = path.join(dataDir, "postmaster.pid");
    const account = isRoot ? { uid: statSync(dataDir).uid } : {};
    const next = spawn("sleep", ["100"], account);
    cleanUps.push(() => end(next, () => next.kill("SIGKILL")));
    const begin = async (): Promise<void> => {
      while (existsSync(note)) await setImmediate();
      writeFileSync(note, `${next.pid}\n`);
    };
    await Promise.all([postgres.stop(), begin()]);
    expect(serverPid()).toBe(next.pid);
  });

  it("gives each role what it may do and no more", async () => {
    const { ownerUrl, appUrl, schedulerUrl } = await start();
    const rights =
      "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user";
    const none = { rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false };
    expect(await query(ownerUrl, rights)).toEqual([{ rolname: "lockstep_owner", ...none }]);
    expect(await query(appUrl, rights)).toEqual([{ rolname: "lockstep_app", ...none }]);
    expect(await query(schedulerUrl, rights)).toEqual([{ rolname: "lockstep_scheduler", ...none }]);

    await query(ownerUrl, "CREATE SCHEMA own; CREATE TABLE secret (value text)");
    for (const url of [appUrl, schedulerUrl]) {
      await expect(query(url, "SELECT * FROM secret")).rejects.toThrow("permission denied");
      await expect(query(url, "CREATE TABLE public.mine (value text)")).rejects.toThrow(
        "permission denied",
      );
      await expect(query(url, "CREATE SCHEMA mine")).rejects.toThrow("permission denied");
      await expect(query(url.replace(/:[^:@/]+@/, ":wrong@"), "SELECT 1")).rejects.toThrow(
        "password authentication failed",
      );
    }
  });

  it("clones a database with its rows for the same roles, and drops it under its users", async () => {
    const postgres = await start();
    await query(
      postgres.ownerUrl,
      "CREATE TABLE kept AS SELECT 7 AS answer; GRANT SELECT ON kept TO lockstep_app",
    );
    const clone = await createDatabase(postgres, "clone", { template: database });
    expect(await query(clone.appUrl, "SELECT answer FROM kept")).toEqual([{ answer: 7 }]);
    await query(clone.ownerUrl, "DROP TABLE kept");

    const user = new pg.Client({ connectionString: clone.appUrl });
    user.on("error", () => undefined); // a second one follows when the connection closes
    const cutOff = once(user, "error");
    await user.connect();
    await dropDatabase(postgres, "clone");
    expect(String((await cutOff)[0])).toContain("terminating connection");
    await dropDatabase(postgres, "clone");
    await expect(query(clone.appUrl, "SELECT 1")).rejects.toThrow("does not exist");
  });
});

describe.runIf(isRoot)("the embedded PostgreSQL, started by root", () => {
  it("runs under another account", async () => {
    await start();
    expect(statSync(dataDir).uid).toBe(chooseAccount().uid);
  });

  it("keeps its data elsewhere when its account cannot enter the folder", async () => {
    chmodSync(folder, 0o700);
    const postgres = await start();
    cleanUps.unshift(async () => {
      await rm(postgres.dataDir, { recursive: true, force: true });
      await rm(`${postgres.dataDir}.users`, { recursive: true, force: true });
    });
    expect(postgres.dataDir).toMatch(/^\/var\/tmp\/lockstep-data-/);
    expect(await query(postgres.ownerUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);

    await postgres.stop();
    const again = await start();
    expect(again.dataDir).toBe(postgres.dataDir);
  });

  it.runIf(isRoot && canReach(path.dirname(userProgram), chooseAccount()))(
    "works for an ordinary user, and root then uses that user's database as that user",
    async () => {
      const { uid = 0, gid = 0 } = chooseAccount();
      chownSync(folder, uid, gid);
      const { child, urls } = await startElsewhere({ uid, gid });
      await end(child, () => child.stdin?.write("stop\n"));
      expect(isRunning()).toBe(false);

      const mine = await start();
      expect(mine.dataDir).toBe(urls.dataDir);
      expect(statSync(mine.dataDir).uid).toBe(uid);
    },
  );
});
