import path from "node:path";
import { buildBundle, complainOfSize } from "./build-bundle.ts";
import { readProject } from "./extensions.ts";

/** `npm run build:extensions`: builds every entry point, prints sizes, and fails for one too large. */
async function main(): Promise<number> {
  const { extensions } = readProject({ PUBLIC_URL: "https://lockstep.example.com" });
  const entrypoints = new Set(extensions.map(({ entrypoint }) => entrypoint));
  const complaints: string[] = [];
  for (const entrypoint of entrypoints) {
    const folder = path.resolve(".data/extensions", path.parse(entrypoint).name);
    // oxlint-disable-next-line no-await-in-loop -- the bundler uses every core for one
    const bundle = await buildBundle(entrypoint, folder);
    process.stdout.write(`${entrypoint}  ${(bundle.bytes / 1000).toFixed(1)} kB  ${bundle.file}\n`);
    complaints.push(...[complainOfSize(bundle)].filter((words) => words !== null));
  }
  for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
  return complaints.length === 0 ? 0 : 1;
}

process.exitCode = await main();
