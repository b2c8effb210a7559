import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll } from "vitest";
import { DemoError } from "../../sandbox/demo/demo-error.ts";
import { assertPortsFree } from "../../sandbox/demo/ports.ts";
import type { Ports } from "../../sandbox/demo/ports.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** A demo that runs as a process of its own. */
export interface DemoProcess {
  /** Everything it has written so far. */
  output(): string;
  /** Resolves when the text was written. @throws when the process ends before */
  says(text: string): Promise<void>;
  /** Sends a signal as a terminal does. */
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit status. */
  readonly ended: Promise<number | null>;
}

/** A folder and ports for demos of one test file; the folder goes, and no process stays. */
export interface DemoRig {
  readonly folder: string;
  readonly ports: Ports;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): DemoProcess;
}

const givenOut = new Set<number>();

/**
 * A demo may start long after its ports were chosen. So they are below those that systems give out by
 * themselves, which the servers of other tests take meanwhile.
 */
async function findPorts(): Promise<Ports> {
  for (;;) {
    const server = 15_000 + 4 * Math.floor(4_000 * Math.random());
    if (givenOut.has(server)) continue;
    givenOut.add(server);
    const ports = { server, hubspot: server + 1, connectwise: server + 2, preview: server + 3 };
    try {
      // oxlint-disable-next-line no-await-in-loop -- hardly ever a second time
      await assertPortsFree(ports);
      return ports;
    } catch (error) {
      if (!(error instanceof DemoError)) throw error;
    }
  }
}

/** Makes a {@link DemoRig}; call it while tests are being collected. */
export async function openDemoRig(): Promise<DemoRig> {
  const parent = path.join(root, ".data");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(path.join(parent, "test-demo-"));
  const ports = await findPorts();
  const children: ChildProcess[] = [];
  afterAll(async () => {
    for (const child of children) if (child.exitCode === null) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
    await rm(`${path.join(folder, "data", "postgres")}.users`, { recursive: true, force: true });
  });
  return {
    folder,
    ports,
    start: (args, env = {}) => {
      const child = spawn(process.execPath, [path.join(root, "sandbox/main.ts"), ...args], {
        cwd: folder,
        env: {
          ...process.env,
          PORT: String(ports.server),
          SANDBOX_HUBSPOT_PORT: String(ports.hubspot),
          SANDBOX_CONNECTWISE_PORT: String(ports.connectwise),
          SANDBOX_PREVIEW_PORT: String(ports.preview),
          SANDBOX_DATA_DIR: path.join(folder, "data"),
          ...env,
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      children.push(child);
      return follow(child);
    },
  };
}

function follow(child: ChildProcess): DemoProcess {
  let output = "";
  let listeners: (() => void)[] = [];
  const tell = () => {
    for (const listener of listeners) listener();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      tell();
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (status) => {
      resolve(status);
      tell();
    });
  });
  return {
    output: () => output,
    ended,
    signal: (name) => void child.kill(name),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (output.includes(text)) resolve();
          else if (child.exitCode !== null) reject(new Error(`the demo ended:\n${output}`));
          else return;
          listeners = listeners.filter((one) => one !== look);
        };
        listeners.push(look);
        look();
      }),
  };
}
