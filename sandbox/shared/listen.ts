import type { Express } from "express";

/** A server that takes calls. */
export interface RunningServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  port: number;
  /** Stops listening and breaks what is still open, so that nothing keeps the process alive. */
  close(): Promise<void>;
}

/**
 * Starts an app on this machine only.
 *
 * @param options.port - 0 takes any free port
 * @param options.portVariable - environment variable a person changes when the port is taken
 * @throws Error - with the port and the variable in its message, when the port is taken
 */
export async function listen(
  app: Express,
  options: { port: number; portVariable: string; host?: string },
): Promise<RunningServer> {
  const host = options.host ?? "127.0.0.1";
  const server = await new Promise<ReturnType<Express["listen"]>>((resolve, reject) => {
    const starting = app.listen(options.port, host, (error?: Error) => {
      if (error === undefined) resolve(starting);
      else reject(explain(error, options));
    });
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    url: `http://${host}:${port}`,
    port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function explain(error: Error, options: { port: number; portVariable: string }): Error {
  if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") return error;
  return new Error(
    `port ${options.port} is taken; set ${options.portVariable} to a free port and start again`,
    { cause: error },
  );
}
