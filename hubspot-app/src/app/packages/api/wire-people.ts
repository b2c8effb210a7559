import type { Time } from "./wire-common.ts";

/** What a user may change: settings, or records. */
export type Right = "settings" | "records";

/** Everyone who may do something, and what. */
export interface AccessRequest {
  members: { userId: string; email?: string | null | undefined; rights: Right[] }[];
}

/** Who may do what, and what the caller may. */
export interface Access {
  you: { userId: string; rights: Right[] };
  members: { userId: string; email: string | null; rights: Right[] }[];
}

/** Somebody who may be allowed something. */
export interface User {
  userId: string;
  name: string;
  email: string | null;
}

/** What was changed by whom. */
export interface AuditEntry {
  at: Time;
  act: string;
  /** HubSpot's id of a user; `operator` for whoever runs the server. */
  userId: string;
  email: string | null;
  subject: Record<string, string>;
  input: unknown;
}

/** What the caller has begun and not saved yet. */
export interface Draft {
  key: string;
  draft: Record<string, unknown>;
  savedAt: Time;
}

/** Which file to make a link to. */
export type DownloadRequest = { kind: "issues" } | { kind: "run"; runId: string };

/** A link that works until a moment. */
export interface Download {
  url: string;
  expiresAt: Time;
}
