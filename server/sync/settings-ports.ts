import type { ExistingChoice, FieldChange } from "./mapping-versions.ts";
import type { FieldValue, Link, MappingVersion, ObjectPolicy, ObjectType, Side } from "./model.ts";
import type { BothDefinitions } from "./vendor-ports.ts";

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

/** What is kept about a portal's settings, and about how they count for what is linked already. */
export interface SettingsStore {
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
}

/** What may be done with settings inside one transaction. */
export type SettingsTransaction = Pick<SettingsStore, "changeObjectSettings" | "mappingDryRun">;
