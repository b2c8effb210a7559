import { z } from "zod";
import { listen } from "../shared/listen.ts";
import { buildAll } from "./bundles.ts";
import { readProject } from "./extensions.ts";
import { createPreview } from "./server.ts";
import { previewSettings } from "./settings.ts";

async function main(): Promise<void> {
  const settings = previewSettings.safeParse(process.env);
  if (!settings.success) {
    process.stderr.write(`${z.prettifyError(settings.error)}\n`);
    process.exitCode = 1;
    return;
  }
  const { port, publicUrl, cacheFolder } = settings.data;
  const { extensions } = readProject({ PUBLIC_URL: publicUrl });
  const entrypoints = extensions.map(({ entrypoint }) => entrypoint);
  const built = buildAll(entrypoints, cacheFolder);
  const app = createPreview({ settings: settings.data, built });
  const server = await listen(app, { port, portVariable: "SANDBOX_PREVIEW_PORT" });
  process.once("SIGTERM", () => void server.close().then(() => process.exit()));
  await built;
  process.stdout.write(`HubSpot's screens at ${server.url}\n`);
}

await main();
