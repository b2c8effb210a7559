/** What somebody may be allowed to: change settings; sync, link and unlink single records. */
export type Right = "settings" | "records";

/** A HubSpot user who may do something in a portal. */
export interface Member {
  /** HubSpot's id of the user. */
  readonly userId: string;
  readonly email: string | null;
  readonly rights: readonly Right[];
}

/** What somebody changed. */
export interface AuditEntry {
  /** Milliseconds. */
  readonly at: number;
  /** Stable name of what was done, such as `mapping_changed`. */
  readonly act: string;
  /** HubSpot's id of a user; `operator` for whoever runs the server. */
  readonly userId: string;
  readonly email: string | null;
  /** What it was about, such as the object type. */
  readonly subject: Readonly<Record<string, string>>;
  /** What was sent, without secrets. */
  readonly input: unknown;
}

/** Something that a user has begun and not saved yet. */
export interface Draft {
  readonly draft: unknown;
  /** Milliseconds. */
  readonly savedAt: number;
}

/** The people who use the app in one portal. Each method is one transaction. */
export interface PeopleStore {
  members(): Promise<readonly Member[]>;
  /** What a user may do; nothing for who is no member. */
  rightsOf(userId: string): Promise<readonly Right[]>;
  /** Puts these in place of all members. */
  replaceMembers(members: readonly Member[]): Promise<void>;
  appendAudit(entry: Omit<AuditEntry, "at" | "email">): Promise<void>;
  /** What was changed, the newest first, after a position that an earlier page returned. */
  auditLog(
    after: string | null,
    limit: number,
  ): Promise<{ readonly items: readonly AuditEntry[]; readonly next: string | null }>;
  draft(userId: string, key: string): Promise<Draft | null>;
  /**
   * Keeps a draft in place of an earlier one with this key.
   *
   * @returns null when the user has so many drafts already that no more are kept
   */
  saveDraft(userId: string, key: string, draft: unknown): Promise<Draft | null>;
  deleteDraft(userId: string, key: string): Promise<void>;
}

/** A file that a link leads to. */
export type Download =
  { readonly kind: "issues" } | { readonly kind: "run"; readonly runId: string };

/** Makes links to files of one portal, and reads them. */
export interface DownloadLinks {
  /** Returns a text that nobody else can make. @param expiresAt - milliseconds */
  sign(download: Download, expiresAt: number): string;
  /** What the text stands for; null when it was not made here, or was changed. */
  read(signed: string): { readonly download: Download; readonly expiresAt: number } | null;
}
