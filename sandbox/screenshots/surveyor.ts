import path from "node:path";
import type { Page } from "playwright-core";
import { build } from "vite";
import type { Survey } from "./survey-data.ts";

/** Looks at a page the way the rules want it. */
export type Surveyor = (page: Page) => Promise<Survey>;

/** Builds what runs in the page. */
export async function createSurveyor(): Promise<Surveyor> {
  const script = await buildScript();
  return async (page) => {
    await page.evaluate(script);
    return page.evaluate<Survey>("lockstepSurvey()");
  };
}

async function buildScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    root: path.join(import.meta.dirname, "in-page"),
    build: {
      write: false,
      minify: false,
      lib: { entry: "survey.ts", formats: ["iife"], name: "lockstepInPage" },
    },
  });
  const [output] = [built].flat();
  const chunk = output !== undefined && "output" in output ? output.output[0] : undefined;
  if (chunk === undefined) throw new Error("the survey of pages was built to nothing");
  return chunk.code;
}
