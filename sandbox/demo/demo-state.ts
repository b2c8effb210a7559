import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { DemoError } from "./demo-error.ts";
import { makeIdentity } from "./environment.ts";
import type { StackIdentity } from "./environment.ts";

/** What a demo remembers of itself between two starts. */
export interface DemoState {
  identity: StackIdentity;
  /** Whether the stand-ins have got their records. */
  isLoaded: boolean;
  /** The portal the app is installed in; null before. */
  portalId: string | null;
}

const fileIn = (folder: string): string => path.join(folder, "demo.json");

/**
 * Reads what an earlier start left in the folder; a new state when there is nothing.
 *
 * @throws DemoError - when the file is damaged
 */
export async function readDemoState(folder: string): Promise<DemoState> {
  const file = fileIn(folder);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { identity: makeIdentity(), isLoaded: false, portalId: null };
  }
  try {
    return JSON.parse(text) as DemoState; // -- written by this file only
  } catch (cause) {
    throw new DemoError(`${file} is damaged. Remove the folder ${folder} to begin anew.`, {
      cause,
    });
  }
}

/** Writes the state so that a crash leaves the old or the new one. The folder must exist. */
export async function saveDemoState(folder: string, state: DemoState): Promise<void> {
  const file = fileIn(folder);
  // It holds the key that opens the demo's stored secrets.
  await writeFile(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
