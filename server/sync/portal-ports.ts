import type { Connection, HubspotTokens } from "./connection.ts";
import type { ObjectType, RecordRef, Side } from "./model.ts";
import type {
  ActivityChoice,
  ActivityPage,
  IssueCategory,
  IssueChoice,
  JournalLine,
  JournalRequest,
  LastWrites,
  RecordStanding,
} from "./record-ports.ts";
import type { HealthStore } from "./health-ports.ts";
import type { PermissionStore } from "./permission-ports.ts";
import type { Run, RunChange, RunPlace } from "./run-ports.ts";
import type { SettingsStore } from "./settings-ports.ts";
import type { StateStore } from "./state-ports.ts";
import type { ListingStart, RunItem, RunSample } from "./store-ports.ts";

/** Life of a portal; docs/sync-algorithm.md says what runs in which state. */
export type PortalState =
  | "installed"
  | "connected"
  | "configured"
  | "first-sync"
  | "live"
  | "paused"
  | "braked"
  | "suspended"
  | "disconnected"
  | "erased";

/** One HubSpot account that installed the app. */
export interface Portal {
  /** HubSpot's hub id. */
  readonly portalId: string;
  readonly state: PortalState;
  /** Why the portal is in a state that needs a person, in plain words with the fix; else null. */
  readonly stateReason: string | null;
  /** When the state was entered, in milliseconds; null where that is not known. */
  readonly stateSince: number | null;
  /** HubSpot user who chose the state; null: it came by itself. */
  readonly stateUserId: string | null;
  readonly uiDomain: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly installedByUserId: string;
}

/** What an install tells about a portal. */
export type InstalledPortal = Omit<
  Portal,
  "portalId" | "state" | "stateReason" | "stateSince" | "stateUserId"
>;

/** What the start of a run changes besides dropping what was staged before. */
export interface RunStart {
  readonly kind: Run["kind"];
  /** The dry run that a first sync is started on. */
  readonly accepted: Run["accepted"];
  /** States of the portal in which it may start, and the one that it leads to. */
  readonly from: readonly PortalState[];
  readonly to: PortalState;
  /** Types whose match keys are dropped: the run finds them anew. */
  readonly objectTypes: readonly ObjectType[];
  /** Listings that begin here unless they have begun before. */
  readonly listings: readonly ListingStart[];
}

/** Everything about one portal that is not the sync itself. Each method is one transaction. */
export interface PortalStore extends SettingsStore, PermissionStore, HealthStore, StateStore {
  portal(): Promise<Portal | null>;
  /** Creates the portal or renews its tokens after a new install. */
  install(portal: InstalledPortal, tokens: HubspotTokens): Promise<void>;
  /**
   * Moves to a state if the current one is among `from`; returns whether it did.
   *
   * @param userId - HubSpot user who chose it; left out: nobody did
   */
  changeState(
    from: readonly PortalState[],
    to: PortalState,
    reason: string | null,
    userId?: string,
  ): Promise<boolean>;
  tokens(): Promise<HubspotTokens | null>;
  saveTokens(tokens: HubspotTokens): Promise<void>;
  /** Takes the right to refresh the tokens for a while; false when another process has it. */
  leaseTokenRefresh(owner: string, leaseMs: number): Promise<boolean>;
  connection(): Promise<Connection | null>;
  /**
   * Stores the connection. Another (site, company id) than before archives the old links and
   * starts empty.
   */
  saveConnection(connection: Connection): Promise<void>;

  /** The newest run of a kind, or null. */
  latestRun(kind: Run["kind"]): Promise<Run | null>;
  /** Runs of both kinds, the newest first, after a position. */
  runs(
    after: string | null,
    limit: number,
  ): Promise<{ readonly items: readonly Run[]; readonly next: string | null }>;
  /**
   * Starts a run, which is due at once, and changes what belongs to the start in the same transaction:
   * nothing of it when no run is made. Of two starts at the same moment only one makes a run.
   *
   * @returns the run that goes on or is paused already, of whichever kind, with `isNew` false; null
   *   when the portal is in no state for a run
   */
  createRun(start: RunStart): Promise<{ readonly run: Run; readonly isNew: boolean } | null>;
  /**
   * Changes parts of a run, unless it has ended or was halted and the change would end it.
   *
   * @param from - where it stood as far as the caller knows; if it stands elsewhere by now, another
   *   worker has moved it on, and nothing is changed
   * @returns whether it still stood there
   */
  updateRun(runId: string, change: RunChange, from?: RunPlace): Promise<boolean>;
  /**
   * Moves a run to a state if the current one is among `from`; returns whether it did. Cancelling drops
   * what was staged and takes a portal in its first sync back, in the same transaction.
   */
  moveRun(
    runId: string,
    from: readonly Run["state"][],
    to: Run["state"],
    pause: Run["pause"],
  ): Promise<boolean>;
  /** Empties the staging, unless a run goes on or is paused. */
  dropIdleStaging(): Promise<void>;
  /** False once the run that is all the bulk work of a portal was paused or cancelled. */
  mayCall(): Promise<boolean>;
  /**
   * Items of a run in a stable order after a position; `next` is null at the end.
   *
   * @throws AppError `no_run` (gone) when there is no such run
   */
  runItems(
    runId: string,
    after: string | null,
    limit: number,
  ): Promise<{ readonly items: readonly RunItem[]; readonly next: string | null }>;
  /** Samples of a run by object type and action. */
  runSamples(runId: string): Promise<readonly RunSample[]>;

  /** Records in each state by object type: linked, excluded, waiting, review, attention, deleted, ignored. */
  stateCounts(): Promise<Readonly<Record<ObjectType, Readonly<Record<string, number>>>>>;
  /** Issues with reasons, in a stable order after a position. */
  listIssues(after: string | null, limit: number, filter?: IssueFilter): Promise<IssuePage>;
  /**
   * Ignores the issues of records as they are: they count again when the record or its mapping changes.
   * Returns how many there are.
   */
  ignoreIssues(
    records: readonly (RecordRef & { readonly objectType: ObjectType })[],
    userId: string,
  ): Promise<number>;
  /** Has ignored issues of records count again. */
  heedIssues(records: readonly (RecordRef & { readonly objectType: ObjectType })[]): Promise<void>;
  /** Records in review, in a stable order after a position. */
  reviews(objectType: ObjectType, after: string | null, limit: number): Promise<ReviewPage>;
  /** Records whose review names one of these as a candidate. */
  reviewsNaming(objectType: ObjectType, refs: readonly RecordRef[]): Promise<readonly RecordRef[]>;
  /** Issues by object type, state and code. */
  issueCategories(): Promise<readonly IssueCategory[]>;
  /**
   * Has the records of issues looked at again; without a code or records those that are left out on
   * purpose stay as they are. The journal names the user where something begins anew by that. Returns
   * how many.
   */
  retryIssues(choice: IssueChoice, userId: string): Promise<number>;
  /** What is stored about a record and its pair. */
  standing(objectType: ObjectType, ref: RecordRef): Promise<RecordStanding>;
  /** What was written to records, and what they lost. */
  journalOf(request: JournalRequest): Promise<readonly JournalLine[]>;
  /** The journal, the newest first, after a position. */
  activity(choice: ActivityChoice, after: string | null, limit: number): Promise<ActivityPage>;
  /** When records were last written to. */
  lastWrites(objectType: ObjectType, refs: readonly RecordRef[]): Promise<LastWrites>;
  /** Sets when the ticks wake this portal's polls and bulk work next, in milliseconds. */
  setDue(due: { readonly poll?: number; readonly bulk?: number | null }): Promise<void>;
}

/** Which issues are listed: of those that count, or of the ignored ones, and of one kind or of all. */
export interface IssueFilter extends Partial<
  Pick<IssueCategory, "objectType" | "code"> & { readonly state: string }
> {
  readonly which?: "counting" | "ignored";
}

/** A page of issues for people. */
export interface IssuePage {
  readonly items: readonly {
    readonly objectType: ObjectType;
    readonly side: Side;
    readonly recordId: string;
    readonly linkedId: string | null;
    readonly state: string;
    readonly code: string;
    readonly message: string;
    readonly field: string | null;
    readonly remedy: string | null;
  }[];
  readonly next: string | null;
}

/** A page of records that a person has to match. */
export interface ReviewPage {
  readonly items: readonly {
    readonly ref: RecordRef;
    readonly code: string;
    readonly message: string;
    readonly remedy: string | null;
    /** Possible counterparts, and records of its own side that look like it. */
    readonly candidates: readonly RecordRef[];
  }[];
  readonly next: string | null;
}

/** What the ticks may know of all portals: ids, states and due times. */
export interface PortalDirectory {
  /** Portals with work that is due, by kind of work. */
  duePortals(
    now: number,
  ): Promise<{ readonly now: readonly string[]; readonly bulk: readonly string[] }>;
  /** Portal behind the unguessable part of a callback URL, or null. */
  portalByWebhookKey(webhookKey: string): Promise<string | null>;
}

/** Single-use OAuth states, kept for ten minutes. */
export interface OauthStateStore {
  create(state: string, expiresAt: number): Promise<void>;
  /** True once for a state that was created and has not ended. */
  consume(state: string): Promise<boolean>;
}
