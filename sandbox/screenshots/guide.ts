import { copyFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { DemoError } from "../demo/demo-error.ts";

const docs = path.resolve(import.meta.dirname, "../../docs");
/** The document that shows pictures. */
const GUIDE = "setup-guide.md";

/** Names of the pictures that the guide shows, in its order. */
async function picturesInGuide(): Promise<readonly string[]> {
  const text = await readFile(path.join(docs, GUIDE), "utf8");
  return [...text.matchAll(/\(images\/([\w-]+)\.png\)/g)].map(([, name = ""]) => name);
}

/**
 * Puts the pictures that the guide shows beside it.
 *
 * @param folder - where the camera left the parts of pictures that are for the guide
 * @throws DemoError - naming what the guide shows and nobody took
 */
export async function fillGuide(folder: string, taken: readonly string[]): Promise<number> {
  const names = await picturesInGuide();
  const missing = names.filter((name) => !taken.includes(name));
  if (missing.length > 0) {
    throw new DemoError(`docs/${GUIDE} shows ${missing.join(", ")}, and no scene takes that.`);
  }
  await mkdir(path.join(docs, "images"), { recursive: true });
  for (const name of names) {
    await copyFile(path.join(folder, `${name}.png`), path.join(docs, "images", `${name}.png`));
  }
  return names.length;
}
