import type { Duplicate } from "./duplicates.ts";
import type { Explanation } from "./explanations.ts";
import type { BothSides, Side } from "./records.ts";

/** A HubSpot record with the ConnectWise record it names. */
export interface LinkedPair {
  hubspotId: string;
  connectwiseId: string;
}

/** A mapped field whose values do not agree. */
export interface Difference extends LinkedPair {
  /** HubSpot's property name. */
  field: string;
  /** ConnectWise's field name. */
  connectwiseField: string;
  /** Values as stored; '' for blank. */
  hubspot: string;
  connectwise: string;
}

/** A record without a counterpart. */
export interface UnlinkedRecord {
  side: Side;
  id: string;
  name: string;
  /** The reason given for it; undefined when nobody gave one. */
  reason: string | undefined;
}

/** What both systems hold of one object type, and what is known about it. */
export interface ComparisonInput extends BothSides {
  /** Reasons the sync gave. */
  explanations?: readonly Explanation[];
  /** Fields a person emptied on one side: blanks never erase, so the other side keeps its value. */
  clears?: readonly { side: Side; id: string; field: string }[];
  /** Ids from before the sync, so that the records it made can be told. */
  before?: Readonly<Record<Side, readonly string[]>>;
  /** Identifier of the ConnectWise member the sync works as; asked when `before` is missing. */
  syncMember?: string;
}

/** What the comparer found. `problemsIn` says which parts are wrong. */
export interface Comparison {
  linked: LinkedPair[];
  /** Linked pairs of which one record is archived or deleted; their fields are not compared. */
  deleted: LinkedPair[];
  unlinked: Record<Side, UnlinkedRecord[]>;
  /** Unlinked records nobody gave a reason for. */
  unexplained: UnlinkedRecord[];
  differences: Difference[];
  /** Differences that may stay: a person emptied a field, or the sync said why. */
  allowed: (Difference & { reason: string })[];
  duplicates: Duplicate[];
  /** HubSpot records that name a ConnectWise record which is not there. */
  dangling: LinkedPair[];
}

const shown = (value: string): string => (value === "" ? "(blank)" : JSON.stringify(value));

/** Puts everything that is wrong into plain lines; none means that both systems agree. */
export function problemsIn(comparison: Comparison): string[] {
  const { differences, unexplained, duplicates, dangling } = comparison;
  return [
    ...differences.map(
      ({ hubspotId, connectwiseId, field, ...values }) =>
        `${field} differs: HubSpot ${hubspotId} has ${shown(values.hubspot)}, ConnectWise ${connectwiseId} has ${shown(values.connectwise)}`,
    ),
    ...unexplained.map(
      ({ side, id, name }) => `${side} ${id} (${name}) is not linked and nothing says why`,
    ),
    ...duplicates.map(({ side, ids, because }) => `${side} ${ids.join(", ")}: ${because}`),
    ...dangling.map(
      ({ hubspotId, connectwiseId }) =>
        `HubSpot ${hubspotId} names ConnectWise ${connectwiseId}, which is not there`,
    ),
  ];
}
