import type { z } from "zod";

import type { Right } from "../../sync/people-ports.ts";

/** One route of the API: what it takes, what it answers, and who may call it. */
export interface Endpoint {
  readonly method: "get" | "post" | "put" | "delete";
  /** Below `/api/v1`, in Express's words: `/objects/:objectType/mapping`. */
  readonly path: string;
  /** What it does for the caller, in a few words. */
  readonly summary: string;
  /** The row of docs/features.md that it belongs to; `access` for what all of them stand on. */
  readonly feature: `S${number}` | "access";
  /** What the caller must be allowed to; null: every user of the portal may call it. */
  readonly right: Right | null;
  /** Name of the act in the audit log; null for what changes nothing that others see. */
  readonly audit: string | null;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly reply: z.ZodType;
  /** Status of success; 200 when left out, and either of them where an answer may not wait for the work. */
  readonly status?: 202 | "200 or 202";
  /** Fields of the body, however deep, that the audit log must not keep. */
  readonly secrets?: readonly string[];
}

/** A route that changes nothing. Keeps the types of its path and schemas, as `as const` does. */
export function reads<
  const Row extends Pick<Endpoint, "path" | "summary" | "feature" | "query" | "reply">,
>(row: Row): Row & { readonly method: "get"; readonly right: null; readonly audit: null } {
  return { method: "get", right: null, audit: null, ...row };
}
