import { createConnectwiseStandIn } from "./server.ts";

/**
 * Runs the stand-in as a process of its own, configured by the environment.
 *
 * Prints one line of JSON with its URL once it listens; SIGINT and SIGTERM save and stop it.
 */
async function main(): Promise<void> {
  const { env } = process;
  const standIn = await createConnectwiseStandIn({
    companyId: env["SANDBOX_CONNECTWISE_COMPANY"] ?? "lockstep_demo",
    publicKey: env["SANDBOX_CONNECTWISE_PUBLIC_KEY"] ?? "sandbox-public-key",
    privateKey: env["SANDBOX_CONNECTWISE_PRIVATE_KEY"] ?? "sandbox-private-key",
    version: env["SANDBOX_CONNECTWISE_VERSION"] ?? "v2026.4",
    isCloud: env["SANDBOX_CONNECTWISE_CLOUD"] !== "false",
    port: Number(env["SANDBOX_CONNECTWISE_PORT"] ?? 4020),
    stateFile: env["SANDBOX_STATE_FILE"],
    dataset: "sample",
  });
  process.stdout.write(`${JSON.stringify({ standIn: "connectwise", url: standIn.url })}\n`);
  const stop = (): void => {
    void standIn.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
