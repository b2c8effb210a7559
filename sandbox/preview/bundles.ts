import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { build } from "vite";
import { asProduction } from "./as-production.ts";
import { buildBundle } from "./build-bundle.ts";
import { sourceFolder } from "./extensions.ts";

const here = import.meta.dirname;
const root = path.resolve(here, "../..");

/** Every file that what is served is made of. */
function listSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const files = [...listSources(sourceFolder), ...listSources(here)];
  for (const file of [...files, path.join(root, "package-lock.json")]) {
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

const common = {
  configFile: false,
  logLevel: "warn",
  define: { "process.env.NODE_ENV": '"production"' },
} as const;

/** HubSpot's side of the browser: the page, and the worker that an extension runs in. */
async function buildHost(folder: string): Promise<void> {
  await build({
    ...common,
    root: path.join(here, "page"),
    base: "/assets/",
    build: { outDir: folder, emptyOutDir: false, assetsDir: "." },
  });
  await build({
    ...common,
    root: path.join(here, "worker"),
    build: {
      outDir: folder,
      emptyOutDir: false,
      lib: { entry: "worker.ts", formats: ["iife"], name: "worker", fileName: () => "worker.js" },
    },
  });
}

/** Where the server finds what was built. */
export interface Built {
  folder: string;
}

/** Renames what is finished to its place; another process may have been faster, with the same files. */
async function moveInto(unfinished: string, folder: string): Promise<void> {
  try {
    await rename(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    await rm(unfinished, { recursive: true, force: true });
  }
}

const UNFINISHED = "new-";

async function removeOlder(cacheFolder: string, name: string): Promise<void> {
  const older = readdirSync(cacheFolder).filter(
    (entry) => entry !== name && !entry.startsWith(UNFINISHED),
  );
  await Promise.all(
    older.map((entry) => rm(path.join(cacheFolder, entry), { recursive: true, force: true })),
  );
}

/**
 * Builds the page, the worker and every extension, unless they are there from an earlier start with the
 * same sources.
 *
 * @param cacheFolder - keeps what was built of the latest sources
 */
export async function buildAll(
  entrypoints: readonly string[],
  cacheFolder: string,
): Promise<Built> {
  const name = fingerprint();
  const folder = path.join(cacheFolder, name);
  if (existsSync(folder)) return { folder };
  await mkdir(cacheFolder, { recursive: true });
  const unfinished = await mkdtemp(path.join(cacheFolder, UNFINISHED));
  for (const entrypoint of new Set(entrypoints)) {
    // oxlint-disable-next-line no-await-in-loop -- the bundler uses every core for one
    await buildBundle(entrypoint, path.join(unfinished, path.parse(entrypoint).name));
  }
  await asProduction(() => buildHost(unfinished));
  await moveInto(unfinished, folder);
  await removeOlder(cacheFolder, name);
  return { folder };
}
