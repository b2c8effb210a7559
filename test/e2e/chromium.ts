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
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kept = { ...process.env };
  // The package looks at its environment while it is loaded; the second variable makes it unpack its libraries.
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" });
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    const executablePath = await packed.executablePath();
    const libraries = path.join(folder, "al2023", "lib");
    const fonts = fs.existsSync("/etc/fonts")
      ? {}
      : { FONTCONFIG_PATH: path.join(folder, "fonts") };
    const paths = [kept["LD_LIBRARY_PATH"], libraries].filter(Boolean).join(":");
    return { executablePath, env: { LD_LIBRARY_PATH: paths, ...fonts } };
  } finally {
    for (const name of ["TMPDIR", "AWS_LAMBDA_JS_RUNTIME", "LD_LIBRARY_PATH", "FONTCONFIG_PATH"]) {
      const value = kept[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}
