import { readFile } from "node:fs/promises";
import path from "node:path";
import { remoteBuild } from "@hubspot/ui-extensions-dev-server/build";
import { asProduction } from "./as-production.ts";
import { sourceFolder } from "./extensions.ts";

/** Bytes that a bundle may have: every card loads its own. */
const MAX_BUNDLE_BYTES = 500_000;

/** A file that HubSpot would serve to an extension's worker. */
export interface Bundle {
  file: string;
  bytes: number;
}

/**
 * Builds one entry point with HubSpot's own production build.
 *
 * @param entrypoint - as `*-hsmeta.json` has it: `/app/cards/RecordCard.tsx`
 * @param folder - emptied before
 * @param root - what the entry point's path begins at; the project's source folder unless given
 */
export async function buildBundle(
  entrypoint: string,
  folder: string,
  root = sourceFolder,
): Promise<Bundle> {
  const { dir, base, name } = path.parse(entrypoint);
  await asProduction(() =>
    remoteBuild({
      root: path.join(root, dir),
      entryPoint: base,
      outputDir: folder,
      logLevel: "warn",
    }),
  );
  const file = path.join(folder, `${name}.js`);
  return { file, bytes: (await readFile(file)).byteLength };
}

/** Words a bundle that is too large; null when it is not. */
export function complainOfSize({ file, bytes }: Bundle): string | null {
  if (bytes <= MAX_BUNDLE_BYTES) return null;
  return `${path.basename(file)} has ${bytes} bytes; ${MAX_BUNDLE_BYTES} are allowed.`;
}
