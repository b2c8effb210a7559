import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DemoError } from "./demo-error.ts";

/** A Node program of this project to run as a process of its own. */
export interface ProgramOptions {
  /** As messages call it: `The server`. */
  name: string;
  /** Path below the project folder. */
  script: string;
  /** Options for Node itself. */
  nodeOptions?: readonly string[];
  /** The whole environment, apart from what every program needs (PATH and the like). */
  env: Readonly<Record<string, string>>;
  /** Output is added to this file. */
  logFile: string;
  /** Answers 2xx as soon as the program is ready. */
  readyUrl: string;
  /** Milliseconds. */
  timeoutMs?: number;
  /** Ends the wait for readiness; the program is stopped. */
  signal?: AbortSignal;
}

/** A program that runs. */
export interface RunningProgram {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves once the process is gone, whoever ended it, with words for how. */
  readonly ended: Promise<string>;
  /** Asks it to stop, and kills it when it has not after a few seconds. Harmless twice. */
  stop(): Promise<void>;
  /** Ends it at once, without a chance to put anything in order (SIGKILL). */
  kill(): Promise<void>;
}

/** The project's own folder. */
const projectFolder = path.resolve(import.meta.dirname, "../..");

/** Options that `npm start` gives to Node: what is measured here shall be what production runs. */
export function readStartOptions(): string[] {
  const text = readFileSync(path.join(projectFolder, "package.json"), "utf8");
  const { scripts } = JSON.parse(text) as { scripts?: Record<string, string> };
  return (scripts?.["start"] ?? "").split(/\s+/).filter((word) => word.startsWith("--"));
}

/** Variables of the machine that programs need; everything else is given on purpose or not at all. */
const inherited = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "TZ", "VENDOR_SPECS"];
const STOP_TIMEOUT_MS = 10_000;
const READY_TIMEOUT_MS = 30_000;
const LOOK_MS = 50;

const alive = new Set<ChildProcess>();
let isGuarded = false;

/** Whatever way this process ends, what it started must not stay behind. */
function killAllAtExit(): void {
  if (isGuarded) return;
  isGuarded = true;
  process.once("exit", () => {
    for (const child of alive) child.kill("SIGKILL");
  });
}

function childEnvironment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const base = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(base), ...env };
}

function spawnProgram({ script, nodeOptions = [], env, logFile }: ProgramOptions): ChildProcess {
  const log = openSync(logFile, "a");
  try {
    return spawn(process.execPath, [...nodeOptions, path.join(projectFolder, script)], {
      cwd: projectFolder,
      env: childEnvironment(env),
      stdio: ["ignore", log, log],
      // Out of the terminal's reach: Ctrl+C is ours, so that we stop things in the right order.
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

/** The last lines of a log file, for a person who has to find out what went wrong. */
function readLogTail(logFile: string, lines = 15): string {
  try {
    return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function watch(child: ChildProcess): Promise<string> {
  alive.add(child);
  return new Promise((resolve) => {
    const end = (words: string): void => {
      alive.delete(child);
      resolve(words);
    };
    child.once("error", (error) => end(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      end(signal === null ? `ended with status ${code}` : `was ended by ${signal}`);
    });
  });
}

async function untilReady(options: ProgramOptions, ended: Promise<string>): Promise<void> {
  const { name, logFile, readyUrl, timeoutMs = READY_TIMEOUT_MS, signal } = options;
  const deadline = performance.now() + timeoutMs;
  const fail = (what: string): DemoError =>
    new DemoError(`${name} ${what}.\n${readLogTail(logFile)}\nThe whole log: ${logFile}`);
  for (;;) {
    signal?.throwIfAborted();
    const ready = await isReady(readyUrl);
    // The pause comes first: were another program answering on our port, ours would end by now.
    const end = await Promise.race([ended, sleep(LOOK_MS)]);
    if (end !== undefined) throw fail(end);
    if (ready) return;
    if (performance.now() > deadline) {
      throw fail(`was not ready within ${timeoutMs / 1_000} seconds`);
    }
  }
}

/**
 * Starts a program and waits until it is ready.
 *
 * @throws DemoError - with the end of its log, when it ends or is not ready in time; it is stopped then
 */
export async function startProgram(options: ProgramOptions): Promise<RunningProgram> {
  killAllAtExit();
  const child = spawnProgram(options);
  const ended = watch(child);
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  try {
    await untilReady(options, ended);
  } catch (error) {
    await stop();
    throw error;
  }
  const { name, logFile } = options;
  return { name, pid: child.pid ?? 0, logFile, ended, stop, kill };
}
