import path from "node:path";
import { DemoError } from "./demo-error.ts";
import type { Ports } from "./ports.ts";

/** What the environment says about a demo. */
export interface DemoSettings {
  ports: Ports;
  /** Absolute path of the folder that keeps everything over a restart. */
  dataDir: string;
}

function readPort(env: NodeJS.ProcessEnv, variable: string, fallback: number): number {
  const text = env[variable]?.trim();
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new DemoError(`${variable} must be a port number from 1 to 65535, not "${text}".`);
}

/**
 * Reads `PORT`, the ports of the sandbox's programs and `SANDBOX_DATA_DIR`.
 *
 * @throws DemoError - naming the variable that cannot be used
 */
export function readSettings(env: NodeJS.ProcessEnv): DemoSettings {
  const ports = {
    server: readPort(env, "PORT", 3000),
    hubspot: readPort(env, "SANDBOX_HUBSPOT_PORT", 4010),
    connectwise: readPort(env, "SANDBOX_CONNECTWISE_PORT", 4020),
    preview: readPort(env, "SANDBOX_PREVIEW_PORT", 4030),
  };
  if (new Set(Object.values(ports)).size < 4) {
    throw new DemoError(
      "PORT, SANDBOX_HUBSPOT_PORT, SANDBOX_CONNECTWISE_PORT and SANDBOX_PREVIEW_PORT must be four different ports.",
    );
  }
  return { ports, dataDir: path.resolve(env["SANDBOX_DATA_DIR"] || ".data") };
}
