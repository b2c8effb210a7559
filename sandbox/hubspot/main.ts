import { createHubSpotStandIn } from "./server.ts";

/** Runs the stand-in as a process of its own, set up from the environment, until SIGINT or SIGTERM. */
async function run(env: NodeJS.ProcessEnv): Promise<void> {
  const webhookTargetUrl = env["SANDBOX_WEBHOOK_TARGET"];
  const stateFile = env["SANDBOX_STATE_FILE"];
  const redirectUrls = env["SANDBOX_REDIRECT_URL"] ?? "http://localhost:3000/oauth/callback";
  const server = await createHubSpotStandIn({
    port: Number(env["SANDBOX_HUBSPOT_PORT"] ?? "4010"),
    clientId: env["HUBSPOT_CLIENT_ID"] ?? "sandbox-client",
    clientSecret: env["HUBSPOT_CLIENT_SECRET"] ?? "sandbox-client-secret",
    appId: Number(env["HUBSPOT_APP_ID"] ?? "1000001"),
    redirectUrls: redirectUrls.split(","),
    ...(webhookTargetUrl === undefined ? {} : { webhookTargetUrl }),
    ...(stateFile === undefined ? {} : { stateFile }),
  });
  process.stdout.write(`HubSpot stand-in listens on ${server.url}\n`);
  const stop = (): void => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

try {
  await run(process.env);
} catch (error) {
  process.stderr.write(
    `HubSpot stand-in: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
