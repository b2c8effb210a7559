import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { installQueues } from "../../server/jobs/queues.ts";
import { openTestDatabase } from "../support/postgres.ts";
import { environmentOf } from "./server-rig.ts";

const database = await openTestDatabase();
const root = path.resolve(import.meta.dirname, "../..");
const started: ChildProcess[] = [];

/** A program of the server as its own process. */
interface Program {
  readonly child: ChildProcess;
  /** Everything it said so far, on both streams. */
  said(): string;
  readonly ended: Promise<number | null>;
  /** Resolves when the text was said, or the program has ended. */
  saying(text: string): Promise<void>;
}

function startProgram(file: string, env: Record<string, string>, args: string[] = []): Program {
  const child = spawn(process.execPath, [path.join(root, file), ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    child,
    ended,
    said: () => text,
    saying: async (wanted) => {
      while (!text.includes(wanted) && child.exitCode === null) {
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
  };
}

describe("starting the server", () => {
  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
  });

  it("names every missing variable with its remedy and ends with status 1", async () => {
    const program = startProgram("server/main.ts", {});

    expect(await program.ended).toBe(1);
    for (const name of [
      "DATABASE_URL",
      "SCHEDULER_DATABASE_URL",
      "PUBLIC_URL",
      "HUBSPOT_APP_ID",
      "HUBSPOT_CLIENT_ID",
      "HUBSPOT_CLIENT_SECRET",
      "CONNECTWISE_CLIENT_ID",
      "ENCRYPTION_KEYS",
    ]) {
      expect(program.said()).toMatch(new RegExp(`${name} is missing\\. \\S+`, "u"));
    }
  });

  it.each([
    ["a superuser", "adminUrl"],
    ["the owner of the tables", "ownerUrl"],
  ] as const)("refuses to run as %s", async (_who, url) => {
    const program = startProgram("server/main.ts", {
      ...environmentOf(database),
      DATABASE_URL: database[url],
    });

    expect(await program.ended).toBe(1);
    expect(program.said()).toContain("DATABASE_URL connects as");
    expect(program.said()).toContain("lockstep_app");
  });

  it("says which port is taken and what to do", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const { port } = other.address() as AddressInfo;

    const program = startProgram("server/main.ts", {
      ...environmentOf(database),
      MIGRATION_DATABASE_URL: database.ownerUrl,
      PORT: String(port),
    });
    const status = await program.ended;

    other.close();
    expect(status).toBe(1);
    expect(program.said()).toContain(`port ${port} is in use`);
    expect(program.said()).toContain("set PORT to a free port");
  });

  it("says that the database cannot be reached", async () => {
    const nowhere = "postgres://lockstep_app:secret-password@127.0.0.1:1/lockstep";

    const program = startProgram("server/main.ts", {
      ...environmentOf(database),
      DATABASE_URL: nowhere,
    });

    expect(await program.ended).toBe(1);
    expect(program.said()).toContain("the database cannot be reached");
    expect(program.said()).not.toContain("secret-password");
  });

  it("migrates, listens, keeps connections, logs the private hosts it may call, and stops on SIGTERM", async () => {
    const program = startProgram("server/main.ts", {
      ...environmentOf(database),
      MIGRATION_DATABASE_URL: database.ownerUrl,
      ALLOWED_PRIVATE_HOSTS: "psa.internal:8443",
    });
    await program.saying("server listens");
    expect(program.said()).toContain("server listens");
    const port = /"port":(\d+)/u.exec(program.said())?.[1];
    const { headers } = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(headers.get("keep-alive"), "load balancers keep connections for 60 s").toBe(
      "timeout=65",
    );

    program.child.kill("SIGTERM");

    expect(await program.ended).toBe(0);
    expect(program.said()).toContain("psa.internal:8443");
    expect(program.said()).not.toContain(database.appUrl);
  });

  it("has commands that migrate, list portals, verify and rotate keys", async () => {
    await installQueues(database.ownerUrl);
    const environment = {
      ...environmentOf(database),
      MIGRATION_DATABASE_URL: database.ownerUrl,
    };

    const programs = ["migrate", "portals", "verify", "rotate-keys"].map((command) =>
      startProgram("server/cli.ts", environment, [command]),
    );

    expect(await Promise.all(programs.map((program) => program.ended))).toEqual([0, 0, 0, 0]);
    expect(programs[0]?.said()).toContain("up to date");
    expect(programs[3]?.said()).toContain('0 of 0 portals are now under "k1"');
  });
});
