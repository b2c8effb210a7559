import { z } from "zod";
import { controlTypes, type ControlType } from "../shared/control.ts";
import { DemoError } from "./demo-error.ts";
import { signedFetch } from "../shared/signed-fetch.ts";
import type { SignedCall, SignedInUser, SigningApp } from "../shared/signed-fetch.ts";

const overviewSchema = z
  .object({ portal: z.object({ state: z.string(), stateReason: z.string().nullable() }) })
  .transform(({ portal }) => portal);
const runSchema = z.object({
  kind: z.enum(["dry-run", "first-sync"]),
  runId: z.string(),
  state: z.enum(["running", "paused", "cancelled", "done", "failed"]),
  phase: z.string(),
  done: z.number(),
  total: z.number(),
  counts: z.record(z.string(), z.number()),
  error: z.string().nullable(),
});
const objectType = z.enum(controlTypes);
const itemSchema = z.object({
  objectType,
  hubspotId: z.string().nullable(),
  connectwiseId: z.string().nullable(),
  action: z.enum([
    "linked",
    "created_in_hubspot",
    "created_in_connectwise",
    "updated",
    "review",
    "excluded",
    "waiting",
    "attention",
  ]),
  matchedBy: z.string(),
  reason: z.string(),
});
const issueSchema = z.object({
  objectType,
  side: z.enum(["hubspot", "connectwise"]),
  recordId: z.string(),
  linkedId: z.string().nullable(),
  state: z.string(),
  message: z.string(),
  field: z.string().nullable(),
});
const rowSchema = z.object({
  hubspot: z.string(),
  connectwise: z.string(),
  direction: z.string(),
  transform: z.string().optional(),
  conflictRule: z.string().optional(),
  blankRule: z.string().optional(),
});
const mappingSchema = z.object({
  rows: z.array(rowSchema.extend({ isOwn: z.boolean() })),
});
const syncSchema = z.object({ isPending: z.boolean(), state: z.string().nullable() });
const errorSchema = z.object({
  error: z.object({ message: z.string(), remedy: z.string().optional().nullable() }),
});

/** Where a portal stands. */
export type Overview = z.output<typeof overviewSchema>;
/** A dry run or first sync, as far as the demo shows it. */
export type Run = z.output<typeof runSchema>;
/** What a run did with a record or pair. */
export type RunItem = z.output<typeof itemSchema>;
/** A record that needs somebody, or is left out on purpose. */
export type Issue = z.output<typeof issueSchema>;
/** What became of a record that was to be synced at once. */
export type SyncAnswer = z.output<typeof syncSchema>;
/** The two kinds of run. */
export type RunKind = "dry-run" | "first-sync";
/** A mapping row as the server takes it. */
export type MappingRow = z.output<typeof rowSchema>;

/** Items of a list read at once. */
const PAGE_SIZE = 500;

/** The server refused a call. */
export class RefusedError extends DemoError {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "RefusedError";
    this.status = status;
  }
}

/** The server's signed API, called as the settings page in HubSpot does. */
export class LockstepApi {
  readonly #app: SigningApp;
  readonly #user: SignedInUser;

  constructor(app: SigningApp, user: SignedInUser) {
    this.#app = app;
    this.#user = user;
  }

  overview(): Promise<Overview> {
    return this.#call({ method: "GET", path: "/overview" }, overviewSchema);
  }

  async connect(input: {
    site: string;
    companyId: string;
    publicKey: string;
    privateKey: string;
  }): Promise<void> {
    await this.#call({ method: "POST", path: "/connection", body: input }, z.unknown());
  }

  /** The rows a person may change; those about our own properties are not among them. */
  async mapping(): Promise<MappingRow[]> {
    const path = "/objects/company/mapping";
    const { rows } = await this.#call({ method: "GET", path }, mappingSchema);
    return rows.filter(({ isOwn }) => !isOwn).map(({ isOwn: _isOwn, ...row }) => row);
  }

  async saveMapping(rows: readonly MappingRow[]): Promise<void> {
    const path = "/objects/company/mapping";
    await this.#call({ method: "PUT", path, body: { rows } }, z.unknown());
  }

  /** Says whether an object type is synced. */
  async turn(type: ControlType, isOn: boolean): Promise<void> {
    const path = `/objects/${type}/policy`;
    await this.#call({ method: "PUT", path, body: { isOn } }, z.unknown());
  }

  /** Says that every HubSpot record of a type belongs in ConnectWise. */
  async includeEverything(type: ControlType): Promise<void> {
    const path = `/objects/${type}/filters`;
    await this.#call({ method: "PUT", path, body: { hubspot: { groups: [] } } }, z.unknown());
  }

  async start(kind: RunKind): Promise<void> {
    await this.#call({ method: "POST", path: `/${kind}s` }, z.unknown());
  }

  /** @returns the newest run of the kind, null when there was none. */
  async latestRun(kind: RunKind): Promise<Run | null> {
    try {
      return await this.#call({ method: "GET", path: `/runs/${kind}` }, runSchema);
    } catch (error) {
      if (error instanceof RefusedError && error.status === 404) return null;
      throw error;
    }
  }

  /** Everything a run did, in its order. */
  runItems(runId: string): Promise<RunItem[]> {
    return this.#all(`/runs/${runId}/items`, itemSchema);
  }

  /** Syncs one record at once, as the card's button does. */
  syncNow(record: {
    objectType: ControlType;
    side: "hubspot" | "connectwise";
    recordId: string;
  }): Promise<SyncAnswer> {
    return this.#call({ method: "POST", path: "/records/sync", body: record }, syncSchema);
  }

  issues(): Promise<Issue[]> {
    return this.#all("/issues", issueSchema);
  }

  async #all<Item>(path: string, schema: z.ZodType<Item>): Promise<Item[]> {
    const page = z.object({ items: z.array(schema), next: z.string().nullable() });
    const items: Item[] = [];
    let after: string | null = null;
    do {
      const query: string = after === null ? "" : `&after=${encodeURIComponent(after)}`;
      const answer: z.output<typeof page> = await this.#call(
        { method: "GET", path: `${path}?limit=${PAGE_SIZE}${query}` },
        page,
      );
      items.push(...answer.items);
      after = answer.next;
    } while (after !== null);
    return items;
  }

  async #call<Answer>(call: SignedCall, schema: z.ZodType<Answer>): Promise<Answer> {
    const path = `/api/v1${call.path}`;
    const { status, body } = await signedFetch(this.#app, this.#user, { ...call, path });
    if (status >= 400) throw refused(call, status, body);
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new DemoError(
      `The server's answer to ${call.method} ${path} is not what the demo expects: ${z.prettifyError(parsed.error)}`,
    );
  }
}

function refused({ method, path }: SignedCall, status: number, body: unknown): RefusedError {
  const parsed = errorSchema.safeParse(body);
  const words = parsed.success
    ? [parsed.data.error.message, parsed.data.error.remedy ?? ""].join(" ").trim()
    : JSON.stringify(body).slice(0, 300);
  return new RefusedError(status, `The server refused ${method} ${path} (${status}): ${words}`);
}
