import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { createDatabase, dropDatabase } from "../shared/postgres-roles.ts";
import type { PostgresUrls } from "../shared/postgres-roles.ts";
import { startPostgres } from "../shared/postgres.ts";
import { ControlClient } from "./control-client.ts";
import { DemoError } from "./demo-error.ts";
import { previewEnvironment, serverEnvironment, standInEnvironment } from "./environment.ts";
import type { StackIdentity } from "./environment.ts";
import type { Ports } from "./ports.ts";
import { readStartOptions, startProgram } from "./program.ts";
import type { RunningProgram } from "./program.ts";

/** What to start, and where it keeps things. */
export interface StackOptions {
  ports: Ports;
  /** Folder of the database server; several demos may share it. */
  postgresDir: string;
  /** Name of the database in it. */
  database: string;
  /** Folder for logs and the stand-ins' state. */
  folder: string;
  /** Begins with an empty database and empty stand-ins, whatever was there; else goes on. */
  isFresh: boolean;
  /** Whether the stand-ins keep their records over a restart, which costs them time; true unless given. */
  keepsState?: boolean;
  identity: StackIdentity;
  /** Settings of the server that differ from the demo's. */
  serverEnv?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/** The database, both stand-ins and the server, each a process of its own. */
export interface Stack {
  /** The server's `PUBLIC_URL`. */
  readonly publicUrl: string;
  readonly identity: StackIdentity;
  readonly hubspot: ControlClient;
  readonly connectwise: ControlClient;
  readonly logFiles: Readonly<Record<keyof Ports, string>>;
  /** The server as it runs now. */
  server(): RunningProgram;
  /** Resolves with words when one of the processes ends that nobody stopped. */
  failed(): Promise<string>;
  /** Starts the server again after it was stopped or killed. @param env - on top of the first settings */
  startServer(env?: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Starts HubSpot's screens with the extensions in them. They are built meanwhile, so that a page may be
   * a few seconds late the first time.
   *
   * @param cacheFolder - keeps what was built; several demos may share it
   * @returns their address
   */
  startPreview(portalId: string, cacheFolder: string): Promise<string>;
  /** Stops everything in order: screens, server, stand-ins, and the database if nobody else uses it. */
  stop(): Promise<void>;
}

/** Steps to undo, last one first. */
class Undo {
  readonly #steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** Runs every step, also after one failed. @throws the first failure */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}

async function openDatabase(options: StackOptions, undo: Undo): Promise<PostgresUrls> {
  const { postgresDir, database, isFresh } = options;
  const postgres = await startPostgres({ dataDir: postgresDir, database });
  undo.add(() => postgres.stop());
  if (!isFresh) return postgres;
  await dropDatabase(postgres, database);
  return createDatabase(postgres, database);
}

async function startStandIns(
  options: StackOptions,
  logFiles: Stack["logFiles"],
  undo: Undo,
): Promise<void> {
  const { ports, folder, isFresh, keepsState = true, identity, signal } = options;
  await Promise.all(
    (["hubspot", "connectwise"] as const).map(async (vendor) => {
      const stateFile = path.join(folder, `${vendor}.json`);
      if (isFresh) await rm(stateFile, { force: true });
      const program = await startProgram({
        name: vendor === "hubspot" ? "The HubSpot stand-in" : "The ConnectWise stand-in",
        script: `sandbox/${vendor}/main.ts`,
        env: {
          ...standInEnvironment(ports, identity),
          ...(keepsState ? { SANDBOX_STATE_FILE: stateFile } : {}),
        },
        logFile: logFiles[vendor],
        readyUrl: `http://127.0.0.1:${ports[vendor]}/_control/requests`,
        ...(signal === undefined ? {} : { signal }),
      });
      undo.add(() => program.stop());
    }),
  );
}

/** Waits for both, also when one fails: what the other starts has to be stopped. @throws the first failure */
async function allOf<A, B>(works: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

/**
 * Starts a whole Lockstep on this machine: an embedded PostgreSQL, both stand-ins, and the server as
 * production runs it. Nothing stays behind when one of them does not start.
 *
 * @throws DemoError - with the end of the log of what did not start
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const undo = new Undo();
  try {
    return await startAll(options, undo);
  } catch (error) {
    await undo.run().catch(() => undefined); // what started it all matters more
    throw error;
  }
}

async function startAll(options: StackOptions, undo: Undo): Promise<Stack> {
  const { ports, folder, identity, signal } = options;
  await mkdir(folder, { recursive: true });
  const logFiles = {
    server: path.join(folder, "server.log"),
    hubspot: path.join(folder, "hubspot.log"),
    connectwise: path.join(folder, "connectwise.log"),
    preview: path.join(folder, "preview.log"),
  };
  await Promise.all(Object.values(logFiles).map((file) => rm(file, { force: true })));
  const [urls] = await allOf([openDatabase(options, undo), startStandIns(options, logFiles, undo)]);
  signal?.throwIfAborted();
  const publicUrl = `http://localhost:${ports.server}`;
  let server: RunningProgram | undefined;
  const startServer = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
    server = await startProgram({
      name: "The server",
      script: "server/main.ts",
      nodeOptions: readStartOptions(),
      env: { ...serverEnvironment(ports, identity, urls), ...options.serverEnv, ...env },
      logFile: logFiles.server,
      readyUrl: `${publicUrl}/readyz`,
      ...(signal === undefined ? {} : { signal }),
    });
  };
  undo.add(async () => server?.stop());
  await startServer();
  const current = (): RunningProgram => {
    if (server === undefined) throw new DemoError("The server does not run.");
    return server;
  };
  return {
    publicUrl,
    identity,
    hubspot: new ControlClient(`http://127.0.0.1:${ports.hubspot}`),
    connectwise: new ControlClient(`http://127.0.0.1:${ports.connectwise}`),
    logFiles,
    server: current,
    failed: () => current().ended.then((words) => `the server ${words}`),
    startServer,
    startPreview: async (portalId, cacheFolder) => {
      const url = `http://127.0.0.1:${ports.preview}`;
      const preview = await startProgram({
        name: "The preview",
        script: "sandbox/preview/main.ts",
        env: previewEnvironment(ports, identity, { portalId, cacheFolder }),
        logFile: logFiles.preview,
        readyUrl: `${url}/preview/ready`,
        ...(signal === undefined ? {} : { signal }),
      });
      undo.add(() => preview.stop());
      return url;
    },
    stop: () => undo.run(),
  };
}
