import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { ExtensionLocation } from "./screen-data.ts";

/** One extension of the project, as its `*-hsmeta.json` describes it. */
export interface Extension {
  uid: string;
  /** As its tab or card is headed. */
  title: string;
  location: ExtensionLocation;
  /** Plural names of object types; none for the settings page. */
  objectTypes: readonly string[];
  /** Path below the project's source folder, with a slash at its begin. */
  entrypoint: string;
}

/** The project as HubSpot reads it. */
export interface ExtensionProject {
  appName: string;
  /** Origins that extensions may call. */
  permittedOrigins: readonly string[];
  extensions: readonly Extension[];
}

/** Folder of the project that is uploaded to HubSpot. */
export const sourceFolder = path.resolve(import.meta.dirname, "../../hubspot-app/src");

const metaSchema = z.discriminatedUnion("type", [
  z.object({
    uid: z.string(),
    type: z.literal("card"),
    config: z.object({
      name: z.string(),
      location: z.enum(["crm.record.tab", "crm.record.sidebar"]),
      entrypoint: z.string(),
      objectTypes: z.array(z.string()),
    }),
  }),
  z.object({
    uid: z.string(),
    type: z.literal("settings"),
    config: z.object({ entrypoint: z.string() }),
  }),
]);
const appSchema = z.object({
  config: z.object({
    name: z.string(),
    permittedUrls: z.object({ fetch: z.array(z.string()) }),
  }),
});

function readMeta(file: string, variables: Readonly<Record<string, string>>): unknown {
  const text = readFileSync(path.join(sourceFolder, "app", file), "utf8");
  const filled = text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole);
  return JSON.parse(filled);
}

/**
 * Reads the project with the variables of a profile filled in.
 *
 * @throws ZodError - when a file is not what HubSpot wants
 */
export function readProject(variables: Readonly<Record<string, string>>): ExtensionProject {
  const { config } = appSchema.parse(readMeta("app-hsmeta.json", variables));
  const files = ["cards", "settings"].flatMap((folder) =>
    readdirSync(path.join(sourceFolder, "app", folder))
      .filter((name) => name.endsWith("-hsmeta.json"))
      .toSorted()
      .map((name) => `${folder}/${name}`),
  );
  return {
    appName: config.name,
    permittedOrigins: config.permittedUrls.fetch.map((url) => new URL(url).origin),
    extensions: files.map((file) => toExtension(metaSchema.parse(readMeta(file, variables)))),
  };
}

function toExtension(meta: z.output<typeof metaSchema>): Extension {
  const { uid } = meta;
  if (meta.type === "settings") {
    const { entrypoint } = meta.config;
    return { uid, title: "Settings", location: "settings", objectTypes: [], entrypoint };
  }
  const { name, location, objectTypes, entrypoint } = meta.config;
  return { uid, title: name, location, objectTypes, entrypoint };
}
