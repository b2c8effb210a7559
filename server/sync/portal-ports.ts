import type { Connection, HubspotTokens } from "./connection.ts";
import type { ExistingChoice, FieldChange } from "./mapping-versions.ts";
import type {
  FieldValue,
  Link,
  MappingVersion,
  ObjectPolicy,
  ObjectType,
  RecordRef,
  Side,
} from "./model.ts";
import type {
  IssueCategory,
  IssueChoice,
  JournalLine,
  JournalRequest,
  RecordStanding,
} from "./record-ports.ts";
import type { HealthStore } from "./health-ports.ts";
import type { PermissionStore } from "./permission-ports.ts";
import type { Run, RunChange, RunPlace } from "./run-ports.ts";
import type { ListingStart, RunItem, RunSample } from "./store-ports.ts";
import type { BothDefinitions } from "./vendor-ports.ts";

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
  readonly uiDomain: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly installedByUserId: string;
}

/** Settings of one object type: what is synced, and how. */
export interface ObjectSettings {
  readonly objectType: ObjectType;
  readonly isOn: boolean;
  readonly policy: ObjectPolicy;
  readonly mapping: MappingVersion;
  readonly inactiveStatusIds: readonly string[];
  readonly excludedIds: readonly string[];
}

/** Settings as they are stored. */
export interface StoredSettings extends ObjectSettings {
  /** Grows with every change of anything in them. */
  readonly version: number;
}

/** Why definitions were read. */
export type DefinitionsReason =
  | "connecting"
  /** A person asked for it. */
  | "asked"
  /** They were older than a day. */
  | "old"
  /** A vendor refused a write because of a property, option or reference that it does not know. */
  | "refused";

/** Definitions as they were read last, kept so that no screen has to ask the vendors. */
export interface StoredDefinitions {
  readonly both: BothDefinitions;
  /** Milliseconds. */
  readonly readAt: number;
  readonly reason: DefinitionsReason;
  /** Code of the refusal that speaks against them; null while none does. */
  readonly staleBecause: string | null;
}

/** Who made a mapping version, what it does, and what it does to records that are linked already. */
export interface MappingRevision {
  readonly existing: ExistingChoice;
  readonly changes: readonly FieldChange[];
  /** Sides whose filter is another one. */
  readonly filters?: readonly Side[];
  readonly userId: string;
}

/** A mapping version with how it came about; the first one was nobody's choice. */
export interface StoredVersion {
  readonly mapping: MappingVersion;
  readonly madeAt: number;
  readonly revision: MappingRevision | null;
}

/** Options of a mapped field that mean nothing in the other system; about no single record. */
export interface FieldIssue {
  readonly hubspot: string;
  readonly connectwise: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly options: readonly {
    readonly side: Side;
    readonly value: string;
    readonly label: string;
  }[];
}

/** New settings with what belongs to the change; all of it is stored in one transaction. */
export interface SettingsChange {
  readonly settings: ObjectSettings;
  /** With a new mapping version. */
  readonly revision?: MappingRevision;
  /**
   * Has records looked at again: those with an issue, which the change may end, and with `links` all
   * linked ones, too.
   */
  readonly rollout?: "links" | "issues";
  /**
   * Records that the roll-out is going to write to, by its dry run: it pauses when they turn out to
   * be many more. Null or left out: nothing was said about it.
   */
  readonly expected?: number | null;
  /** Replaces the object type's field issues. */
  readonly fieldIssues?: readonly FieldIssue[];
}

/** How far a change of settings has got. */
export interface Rollout {
  /** Mapping version that links are to be looked at under. */
  readonly version: number;
  /** `paused`: it has written to many more records than its dry run said, and waits for a person. */
  readonly phase: "links" | "issues" | "paused" | "done";
  /** Records marked so far. */
  readonly marked: number;
  /** Links to be looked at, and those that were looked at under this version already. */
  readonly links: number;
  readonly linksDone: number;
  readonly startedAt: number;
  readonly finishedAt: number | null;
}

/** What a mapping would do to linked records, as numbers. */
export interface DryRunCounts {
  /** Records that would be written to, by side. */
  readonly hubspot: number;
  readonly connectwise: number;
  /** Values that would be replaced by others. */
  readonly overwritten: number;
  /** Values that would be removed. */
  readonly emptied: number;
  /** Pairs of which a value cannot be carried over. */
  readonly problems: number;
}

/** A pair that a mapping would change, with values before and after. */
export interface DryRunSample {
  readonly hubspotId: string;
  readonly connectwiseId: string;
  readonly changes: readonly {
    readonly side: Side;
    readonly field: string;
    readonly before: FieldValue;
    readonly after: FieldValue;
    readonly rule: string;
  }[];
}

/** How far it is known what a mapping would do to linked records. */
export interface MappingDryRun {
  readonly dryRunId: string;
  /** The version that it is about; it is stored nowhere else. */
  readonly mapping: MappingVersion;
  readonly state: "running" | "done";
  readonly lastLinkId: string;
  /** Links looked at so far. */
  readonly links: number;
  readonly counts: DryRunCounts;
  readonly samples: readonly DryRunSample[];
  readonly startedAt: number;
  readonly finishedAt: number | null;
}

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
export interface PortalStore extends PermissionStore, HealthStore {
  portal(): Promise<Portal | null>;
  /** Creates the portal or renews its tokens after a new install. */
  install(
    portal: Omit<Portal, "state" | "stateReason" | "portalId">,
    tokens: HubspotTokens,
  ): Promise<void>;
  /** Moves to a state if the current one is among `from`; returns whether it did. */
  changeState(
    from: readonly PortalState[],
    to: PortalState,
    reason: string | null,
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
  objectSettings(): Promise<readonly StoredSettings[]>;
  saveObjectSettings(settings: ObjectSettings): Promise<void>;
  /**
   * Changes settings from what is stored at that moment, so that no other change is lost.
   *
   * @param change - pure; may be called again. Null leaves everything as it is
   * @returns the settings as they are now; null when the object type has none
   */
  changeObjectSettings(
    objectType: ObjectType,
    change: (settings: ObjectSettings, fieldIssues: readonly FieldIssue[]) => SettingsChange | null,
  ): Promise<ObjectSettings | null>;
  /**
   * Makes several changes of settings in one transaction.
   *
   * @param work - with `isKept: false`, or when it throws, all of it is taken back
   */
  changeTogether<Result>(
    work: (
      settings: SettingsTransaction,
    ) => Promise<{ readonly isKept: boolean; readonly result: Result }>,
  ): Promise<Result>;
  /** Versions of an object type's mapping, the newest first, after a position. */
  mappingVersions(
    objectType: ObjectType,
    after: string | null,
    limit: number,
  ): Promise<{ readonly items: readonly StoredVersion[]; readonly next: string | null }>;
  definitions(objectType: ObjectType): Promise<StoredDefinitions | null>;
  saveDefinitions(
    objectType: ObjectType,
    definitions: Pick<StoredDefinitions, "both" | "reason">,
  ): Promise<void>;
  fieldIssues(objectType: ObjectType): Promise<readonly FieldIssue[]>;
  /** The object type's latest roll-out, or null. */
  rollout(objectType: ObjectType): Promise<Rollout | null>;
  /**
   * Marks the next records of a roll-out dirty; returns whether there are more.
   *
   * @param settingsVersion - version of the settings under which they are going to be looked at; with
   *   older ones than the roll-out's nothing is marked yet
   * @param limit - 0 marks nothing either
   */
  continueRollout(objectType: ObjectType, settingsVersion: number, limit: number): Promise<boolean>;
  /** Lets a paused roll-out go on, however many records it writes to; false when none is paused. */
  resumeRollout(objectType: ObjectType): Promise<boolean>;
  /** The latest dry run of an object type's mapping; null when there is none, or it was stored. */
  mappingDryRun(objectType: ObjectType): Promise<MappingDryRun | null>;
  /** Puts a new dry run in place of an earlier one. */
  startMappingDryRun(objectType: ObjectType, mapping: MappingVersion): Promise<MappingDryRun>;
  /** Stores how far a dry run has got, unless another one has taken its place. */
  updateMappingDryRun(objectType: ObjectType, dryRun: MappingDryRun): Promise<void>;
  /** How many links have both their records. */
  countLiveLinks(objectType: ObjectType): Promise<number>;
  /** Links that have both their records, in the order of their ids, after one. */
  linksAfter(objectType: ObjectType, linkId: string, limit: number): Promise<readonly Link[]>;

  /** The newest run of a kind, or null. */
  latestRun(kind: Run["kind"]): Promise<Run | null>;
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

  /** Records in each state by object type: linked, excluded, waiting, review, attention, deleted. */
  stateCounts(): Promise<Readonly<Record<ObjectType, Readonly<Record<string, number>>>>>;
  /** Issues with reasons, in a stable order after a position. */
  listIssues(after: string | null, limit: number): Promise<IssuePage>;
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
  /** Sets when the ticks wake this portal's polls and bulk work next, in milliseconds. */
  setDue(due: { readonly poll?: number; readonly bulk?: number | null }): Promise<void>;
}

/** What may be done with settings inside one transaction. */
export type SettingsTransaction = Pick<PortalStore, "changeObjectSettings" | "mappingDryRun">;

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
