import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const installed = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

/**
 * Starts a Chromium: the one that `CHROMIUM_PATH` names, or the system's, or the one that npm brought.
 *
 * That one comes packed, with its own libraries, and is unpacked to the temporary folder the first time.
 */
export async function launchChromium(): Promise<Browser> {
  const candidates = [process.env["CHROMIUM_PATH"], ...installed];
  const found = candidates.find((file) => file !== undefined && fs.existsSync(file));
  const { executablePath, env } =
    found === undefined ? await unpack() : { executablePath: found, env: {} };
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    headless: true,
    // Not the package's own list: it switches web security off and crashes with a second page.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--no-zygote", "--disable-gpu"],
  });
}

async function unpack(): Promise<{ executablePath: string; env: Record<string, string> }> {
  // One folder a user: what is unpacked only its owner may run.
  const folder = path.join(os.tmpdir(), `chromium-npm-${process.getuid?.() ?? 0}`);
  const executablePath = path.join(folder, "chromium");
  if (!fs.existsSync(executablePath)) await unpackInto(folder);
  const libraries = path.join(folder, "al2023", "lib");
  const fonts = fs.existsSync("/etc/fonts") ? {} : { FONTCONFIG_PATH: path.join(folder, "fonts") };
  const paths = [process.env["LD_LIBRARY_PATH"], libraries].filter(Boolean).join(":");
  return { executablePath, env: { LD_LIBRARY_PATH: paths, ...fonts } };
}

/** Unpacks elsewhere and moves it there whole: what another process still writes cannot be run. */
async function unpackInto(folder: string): Promise<void> {
  const unfinished = fs.mkdtempSync(`${folder}.new-`);
  try {
    await unpackTo(unfinished);
    fs.renameSync(unfinished, folder);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    // Another process may have been faster.
    if (!fs.existsSync(path.join(folder, "chromium"))) throw error;
  }
}

async function unpackTo(folder: string): Promise<void> {
  const kept = { ...process.env };
  // The package looks at its environment while it is loaded; the second variable makes it unpack its libraries.
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" });
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    await packed.executablePath();
  } finally {
    for (const name of ["TMPDIR", "AWS_LAMBDA_JS_RUNTIME", "LD_LIBRARY_PATH", "FONTCONFIG_PATH"]) {
      const value = kept[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}
