import type { Decision, MatchKey, Neighbourhood } from "../match.ts";
import type {
  FieldMapping,
  Fields,
  ObjectType,
  RecordRef,
  RecordSnapshot,
  Side,
} from "../model.ts";

/** Why a record is not a source: a filter's name and plain words. */
export interface Exclusion {
  readonly code: string;
  readonly message: string;
}

/** What the standard filters need to know about the connection. */
export interface FilterContext {
  /** ConnectWise status ids that count as inactive. */
  readonly inactiveStatusIds: ReadonlySet<string>;
  /** ConnectWise ids never synced: the catch-all company and the MSP's own company. */
  readonly excludedIds: ReadonlySet<string>;
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

/** Everything the engine must know about one kind of record. Data, plus small named rules. */
export interface ObjectDefinition {
  readonly objectType: ObjectType;
  /** HubSpot's unique property that holds the ConnectWise id. */
  readonly idProperty: string;
  readonly defaultMappings: readonly FieldMapping[];
  /** Paths that matching and filters read in addition to the mapped ones. */
  readonly extraPaths: Readonly<Record<Side, readonly string[]>>;
  readonly generatedText?: GeneratedText;
  /** Keys under which a record can be recognised by its counterpart. */
  matchKeys(side: Side, record: RecordSnapshot): readonly MatchKey[];
  /** Decides, for each record asked about, whether it has exactly one counterpart. */
  decideMatches(
    refs: readonly RecordRef[],
    neighbourhood: Neighbourhood,
  ): ReadonlyMap<string, Decision>;
  /** Standard filters: why this record must not be a source, or null. */
  exclusion(side: Side, record: RecordSnapshot, context: FilterContext): Exclusion | null;
  /** Whether a record found after an unclear create is the one the payload made. */
  isSameRecord(payload: Fields, found: RecordSnapshot): boolean;
  /** What a create on the side must carry. */
  readonly requiredOneOf: Readonly<Record<Side, readonly RequiredFields[]>>;
}

/** A vendor's rule that a create must carry at least one of several fields. */
export interface RequiredFields {
  readonly paths: readonly string[];
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}
