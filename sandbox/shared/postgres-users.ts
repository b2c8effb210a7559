import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { chown, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Account } from "./postgres-binaries.ts";

/**
 * Notes in `folder` that this process uses the server.
 *
 * @returns the note's path, for {@link unregisterUser}
 */
export async function registerUser(folder: string, account: Account): Promise<string> {
  await mkdir(folder, { recursive: true });
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(folder, account.uid, account.gid); // so that its owner can use the database later too
  }
  const note = path.join(folder, `${process.pid}-${randomBytes(6).toString("hex")}`);
  await writeFile(note, processStart(process.pid) ?? "");
  return note;
}

/** Takes a note back; harmless when it is gone. */
export async function unregisterUser(note: string): Promise<void> {
  await rm(note, { force: true });
}

/** Counts the live processes that use the server, and clears away the notes of dead ones. */
export async function countUsers(folder: string): Promise<number> {
  let live = 0;
  for (const name of await readdir(folder)) {
    const note = path.join(folder, name);
    const start = await readFile(note, "utf8").catch(() => undefined);
    if (start === undefined) continue; // taken back this moment
    if (isSameProcess(Number.parseInt(name, 10), start)) live += 1;
    else await unregisterUser(note);
  }
  return live;
}

/** Whether a process of this number lives, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to another account.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function isSameProcess(pid: number, start: string): boolean {
  if (!isAlive(pid)) return false;
  // Process numbers are used again, quickly so in containers: the start time tells them apart. An
  // empty note was cut off while being written, or comes from a system without /proc.
  return start === "" || start === (processStart(pid) ?? start);
}

/** The kernel's start time of a process, in clock ticks since boot; undefined where unknown. */
function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets, which may itself hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
