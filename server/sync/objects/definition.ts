import type { Decision, MatchKey, Neighbourhood } from "../match.ts";
import type {
  Direction,
  FieldMapping,
  Fields,
  MatchField,
  ObjectPolicy,
  ObjectType,
  ParentRef,
  RecordRef,
  RecordSnapshot,
  Side,
} from "../model.ts";
import type { ParentLookup } from "../transforms/transform.ts";
import type { ConnectwiseDefinitions } from "../vendor-ports.ts";

/** Why a record is not a source: a filter's name and plain words. */
export interface Exclusion {
  readonly code: string;
  readonly message: string;
  /** Excluded because of these: looked at again when they change. */
  readonly parents?: readonly ParentRef[];
  /** A standard filter: nothing can belong to the record's counterpart either. */
  readonly holdsPair?: true;
}

/** What the two records hold says about a field's direction. */
export interface NarrowedDirection {
  readonly direction: Direction;
  /** Whether the target is brought back when it drifts. */
  readonly revertsDrift: boolean;
}

/** Narrows a field's direction by what the two records hold; null: nothing narrows it. */
export type FieldDirection = (
  field: FieldMapping,
  pair: {
    readonly records: Readonly<Record<Side, RecordSnapshot>>;
    readonly policy: ObjectPolicy;
  },
) => NarrowedDirection | null;

/** What the standard filters know about the connection. */
export interface StandardFilters {
  /** ConnectWise status ids that count as inactive. */
  readonly inactiveStatusIds: ReadonlySet<string>;
  /** ConnectWise ids never synced: the catch-all company and the MSP's own company. */
  readonly excludedIds: ReadonlySet<string>;
}

/** What the standard filters rest on besides the record. */
export interface FilterContext extends StandardFilters {
  readonly policy: ObjectPolicy;
  /** Milliseconds, for filters that look at ages. */
  readonly now: number;
}

/** One of the standard filters, which nobody can switch off by mistake. */
export interface StandardFilter {
  readonly code: string;
  /** Sides whose records it looks at. */
  readonly sides: readonly Side[];
  /** What it looks at, by side. */
  readonly path: Readonly<Partial<Record<Side, string>>>;
  /** What a record has to be, in plain words. */
  readonly wanted: string;
  /** Whether the customer's settings let it count; left out: always. */
  isOn?(policy: ObjectPolicy): boolean;
  /** Says why the record is left out; null: this filter lets it pass. */
  reject(side: Side, record: RecordSnapshot, context: FilterContext): string | null;
}

/** What the first of the filters says that lets a record not pass; null: all of them do. */
export function firstRejection(
  filters: readonly StandardFilter[],
  side: Side,
  record: RecordSnapshot,
  context: FilterContext,
): Exclusion | null {
  for (const filter of filters) {
    const message = filter.sides.includes(side) ? filter.reject(side, record, context) : null;
    if (message !== null) return { code: filter.code, message };
  }
  return null;
}

/** What match keys rest on besides the record. */
export interface KeyContext {
  /** What is known about parents; without it a record is known under its own side's ids only. */
  readonly parents?: ParentLookup | undefined;
  /** ConnectWise record that stands in for a missing parent. */
  readonly catchAllId?: string | undefined;
  /** Milliseconds: records that ended long ago are not counterparts any more. */
  readonly now: number;
}

/** A text that must be unique on a side and is made up by us when a record is created there. */
export interface GeneratedText {
  readonly side: Side;
  readonly path: string;
  /** Match-key kind under which the texts in use are kept. */
  readonly keyKind: string;
  /**
   * Makes the text for a new record.
   *
   * @param payload - the fields that will be created, without this one
   * @param isTaken - tells whether a candidate is in use
   */
  generate(
    payload: Fields,
    options: { sourceId: string; maxLength: number; isTaken: (text: string) => boolean },
  ): string;
}

/** Choices of a policy that only some object types have. */
export const POLICY_SWITCHES = [
  "blocksFreeEmail",
  "namesFromEmail",
  "createsUnpaired",
  "overridesForecast",
] as const;
/** One of them. */
export type PolicySwitch = (typeof POLICY_SWITCHES)[number];

/** What an object type's policy may hold beyond what all of them have. */
export interface PolicyRules {
  readonly switches: readonly PolicySwitch[];
  /** What records may be matched by, the usual choice first; none where a person pairs them. */
  readonly matchFields: readonly MatchField[];
  /** What a new connection starts with; only the dates that are due in it may be set. */
  readonly usual: Pick<ObjectPolicy, PolicySwitch | "dueInDays">;
  /** What ConnectWise wants in every create, as this customer's set-up tables have it. */
  createDefaults(connectwise: ConnectwiseDefinitions): Fields;
  /** Those of them that must not be emptied. */
  readonly requiredDefaults: readonly string[];
  /** HubSpot path of the parent that a catch-all record in ConnectWise may stand in for. */
  readonly catchAllFor?: string;
}

/** Everything the engine must know about one kind of record. Data, plus small named rules. */
export interface ObjectDefinition {
  readonly objectType: ObjectType;
  /** HubSpot's unique property that holds the ConnectWise id. */
  readonly idProperty: string;
  readonly defaultMappings: readonly FieldMapping[];
  /** Paths that matching and filters read in addition to the mapped ones. */
  readonly extraPaths: Readonly<Record<Side, readonly string[]>>;
  /** HubSpot paths of the parents without which a record is not created. */
  readonly requiredParents: readonly string[];
  /** Paths that are written in a call of their own after a create, by side. */
  readonly writtenAfterCreate: Readonly<Record<Side, readonly string[]>>;
  /** Paths that a side wants filled on every update, too, from the create's defaults. */
  readonly requiredOnUpdate: Readonly<Record<Side, readonly string[]>>;
  /** Parts whose paths, `part/…`, cost a call for each record that is read; left out where none do. */
  readonly readApart?: Readonly<Record<Side, readonly string[]>>;
  readonly generatedText?: GeneratedText;
  /** Kinds of match keys that make two records candidates for each other. */
  readonly strongKinds: readonly string[];
  /**
   * Those of them that unlinked records are claimed under, so that only one worker at a time decides
   * about look-alikes; none where records are never matched by themselves.
   */
  readonly claimKinds: readonly string[];
  /** Paths that match keys are made of; a record read without them keeps the keys it has. */
  readonly keyPaths: Readonly<Record<Side, readonly string[]>>;
  /** Keys under which a record can be recognised by its counterpart. */
  matchKeys(side: Side, record: RecordSnapshot, context: KeyContext): readonly MatchKey[];
  /** Decides, for each record asked about, whether it has exactly one counterpart. */
  decideMatches(
    refs: readonly RecordRef[],
    neighbourhood: Neighbourhood,
    policy: ObjectPolicy,
  ): ReadonlyMap<string, Decision>;
  /** Always on: a record that one of them does not let pass must not be a source. */
  readonly standardFilters: readonly StandardFilter[];
  /** Nothing is created for a record that one of them does not let pass, although it may be matched. */
  readonly creationFilters?: readonly StandardFilter[];
  /** Whether a record found after an unclear create is the one the payload made. */
  isSameRecord(payload: Fields, found: RecordSnapshot): boolean;
  /** Narrows directions by what the records hold; left out where nothing does. */
  readonly fieldDirection?: FieldDirection;
  /** Fills in what a create lacks and the customer allows to be made up. */
  completeCreate?(side: Side, payload: Fields, policy: ObjectPolicy): Fields;
  readonly policyRules: PolicyRules;
  /** Paths that people compare records by, under names that both sides share; several are joined. */
  readonly shown: Readonly<Record<Side, Readonly<Record<string, readonly string[]>>>>;
  /** What people see of a ConnectWise record besides its name. */
  readonly connectwiseWords: RecordWords;
  /** References of a create on the side that have to agree; left out where none do. */
  readonly agreeingParents?: Readonly<Record<Side, readonly AgreeingParents[]>>;
  /** What a create on the side must carry. */
  readonly requiredOneOf: Readonly<Record<Side, readonly RequiredFields[]>>;
}

/** Says what kind of record one is, and how it stands, in the vendor's own words. */
export interface RecordWords {
  /** What has to be read for it. */
  readonly paths: readonly string[];
  typeOf(fields: Fields): string | null;
  statusOf(fields: Fields): string | null;
}

/** A vendor's rule that one of a new record's references has to belong to another of them. */
export interface AgreeingParents {
  readonly path: string;
  readonly references: ObjectType;
  /** Path of the reference that it has to belong to. */
  readonly ownerPath: string;
  readonly ownerReferences: ObjectType;
  /** Where records of `references` name whom they belong to. */
  readonly memberPaths: Readonly<Record<Side, string>>;
}

/** A vendor's rule that a create must carry at least one of several fields. */
export interface RequiredFields {
  readonly paths: readonly string[];
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** What records of an object type are matched by; null where a person pairs them. */
export function matchFieldOf(
  { policyRules }: Pick<ObjectDefinition, "policyRules">,
  { matchField }: Pick<ObjectPolicy, "matchField">,
): MatchField | null {
  return matchField ?? policyRules.matchFields[0] ?? null;
}

/** The mapping row of the parent that a catch-all record may stand in for. */
export function catchAllRow({
  policyRules,
  defaultMappings,
}: ObjectDefinition): FieldMapping | undefined {
  return defaultMappings.find(({ hubspot }) => hubspot === policyRules.catchAllFor);
}
