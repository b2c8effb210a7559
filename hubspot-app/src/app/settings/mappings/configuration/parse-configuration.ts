import type { ConfigurationRequest } from "@lockstep/api/wire-account.ts";

/** A pasted text as a configuration, or why it is none; what is in it is the server's to check. */
export type Parsed =
  | { kind: "configuration"; configuration: ConfigurationRequest }
  | { kind: "problem"; message: string };

/** Reads a pasted text. */
export function parseConfiguration(text: string): Parsed {
  const value = parseJson(text);
  if (value === undefined) {
    const message =
      "This is no JSON. Copy the whole text of an export, from the first brace to the last.";
    return { kind: "problem", message };
  }
  if (isConfiguration(value)) return { kind: "configuration", configuration: value };
  const message = "This is JSON, but no configuration of Lockstep. Paste the text of an export.";
  return { kind: "problem", message };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isConfiguration(value: unknown): value is ConfigurationRequest {
  if (typeof value !== "object" || value === null) return false;
  if (!("format" in value) || !("version" in value) || !("objects" in value)) return false;
  const { format, version, objects } = value;
  return (
    format === "lockstep-configuration" &&
    version === 1 &&
    typeof objects === "object" &&
    objects !== null
  );
}
