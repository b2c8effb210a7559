import net from "node:net";
import { DemoError } from "./demo-error.ts";

/** Where the programs of a demo listen. */
export interface Ports {
  server: number;
  hubspot: number;
  connectwise: number;
  /** HubSpot's screens; nothing listens there in a demo that runs once. */
  preview: number;
}

/** Environment variable a person changes when the port is taken. */
const portVariables: Readonly<Record<keyof Ports, string>> = {
  server: "PORT",
  hubspot: "SANDBOX_HUBSPOT_PORT",
  connectwise: "SANDBOX_CONNECTWISE_PORT",
  preview: "SANDBOX_PREVIEW_PORT",
};

/** Listens for a moment. @returns the port, or the reason why it cannot be used */
function tryPort(port: number, host: string | undefined): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const probe = net.createServer().once("error", resolve);
    probe.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      const address = probe.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      probe.close(() => resolve(bound));
    });
  });
}

async function assertPortFree(port: number, variable: string): Promise<void> {
  // The stand-ins listen on this machine only, the server on all addresses.
  for (const host of ["127.0.0.1", undefined]) {
    const outcome = await tryPort(port, host);
    if (typeof outcome === "number") continue;
    if (outcome.code === "EADDRINUSE") {
      throw new DemoError(`Port ${port} is taken. Set ${variable} to a free port and start again.`);
    }
    throw new DemoError(
      `Port ${port} cannot be used (${outcome.code ?? outcome.message}). Set ${variable} to another one.`,
    );
  }
}

/**
 * Makes sure that nothing listens on any of the ports yet.
 *
 * @throws DemoError - with the port and its environment variable
 */
export async function assertPortsFree(ports: Ports): Promise<void> {
  for (const name of ["server", "hubspot", "connectwise", "preview"] as const) {
    await assertPortFree(ports[name], portVariables[name]);
  }
}

/** Finds ports nobody listens on at the moment. */
export async function findFreePorts(): Promise<Ports> {
  const found = new Set<number>();
  while (found.size < 4) {
    const port = await tryPort(0, "127.0.0.1");
    if (typeof port !== "number") throw port;
    found.add(port);
  }
  const [server = 0, hubspot = 0, connectwise = 0, preview = 0] = found;
  return { server, hubspot, connectwise, preview };
}
