import {
  linkedId,
  otherSide,
  pathOn,
  SIDES,
  type ParentRef,
  type RecordRef,
  type Side,
} from "./model.ts";
import type { FieldMapping, LinkState, MappingVersion, RecordSnapshot } from "./model.ts";
import type { Exclusion, ObjectDefinition } from "./objects/definition.ts";
import { valueAt } from "./paths.ts";
import type { PairChange, StoredParent } from "./pair-ports.ts";
import type { RunItem } from "./store-ports.ts";
import { idsIn } from "./transforms/reference.ts";
import type { ParentFact, ParentLookup } from "./transforms/transform.ts";

/** Text under which a parent is found in maps. */
export function parentKey(parent: ParentRef): string {
  return `${parent.objectType}:${parent.side}:${parent.id}`;
}

/** Returns what a field says about the record's parents; nothing for a field that names none. */
function parentsIn(field: FieldMapping, side: Side, record: RecordSnapshot): readonly ParentRef[] {
  const objectType = field.references;
  if (objectType === undefined) return [];
  return idsIn(valueAt(record, pathOn(field, side))).map((id) => ({ objectType, side, id }));
}

/** Returns every parent that a record names through its mapped fields. */
export function allParents(
  mapping: MappingVersion,
  side: Side,
  record: RecordSnapshot,
): readonly ParentRef[] {
  return mapping.fields.flatMap((field) => parentsIn(field, side, record));
}

/**
 * Judges a parent for those that belong to it on its side. A filter that leaves out the other record
 * of its pair says nothing about them.
 */
export function factOf(stored: StoredParent | undefined): ParentFact {
  if (stored === undefined) return UNSEEN;
  const { link, issue, parent } = stored;
  if (link === null) return issue === null ? UNSEEN : withIssue(stored, issue);
  const message = outBecause(link.state, issue);
  if (message !== null) return { kind: "excluded", message, stand: standOf(stored) };
  return { kind: "linked", counterpartId: linkedId(link, otherSide(parent.side)) };
}

/** Why nothing can belong to a linked record at present, in words; null: others can. */
function outBecause(state: LinkState, issue: StoredParent["issue"]): string | null {
  if (isEnded(state)) return "It was deleted or merged.";
  if (state !== "excluded") return null;
  return issue?.state === "excluded" ? issue.message : null;
}

/** True for a link of which a record is gone: nothing can belong to either of the two. */
function isEnded(state: LinkState): boolean {
  return state === "deleted" || state === "merged";
}

/**
 * Returns the records of a pair to one of which others can belong from now on, or cannot any more. Those
 * others are linked and wait for nothing; they have to be looked at again. Both records are named: what
 * is being created under the one on its side is known by the other alone.
 */
export function turnedParents(change: PairChange): readonly ParentRef[] {
  const { link, leftOut, objectType } = change.pair;
  if (link === null) return [];
  const wasOut = SIDES.filter((side) => isEnded(link.state) || leftOut.includes(side)).join();
  const isOut = SIDES.filter((side) => isOutAfter(change, link.state, side)).join();
  if (wasOut === isOut) return [];
  return SIDES.map((side) => ({ objectType, side, id: linkedId(link, side) }));
}

/** Whether nothing can belong to a pair's record on a side once a change is stored. */
function isOutAfter(change: PairChange, before: LinkState, side: Side): boolean {
  const { pair, state = before, ruling, issues = [], clearIssues } = change;
  if (ruling?.kind === "apart" || isEnded(state)) return true;
  if (state !== "excluded") return false;
  const issue = issues.findLast(({ ref }) => ref.side === side);
  if (issue !== undefined) return issue.state === "excluded";
  return clearIssues !== true && pair.leftOut.includes(side);
}

/**
 * Returns the records without a counterpart to which nothing can belong from now on. What waits for them
 * is told anyway; others that name them may be linked, and have to be looked at again.
 */
export function leftOutAlone({ pair, newLink, issues = [] }: PairChange): readonly ParentRef[] {
  if (pair.link !== null || newLink !== undefined) return [];
  return issues
    .filter(({ state }) => state === "excluded" || state === "deleted")
    .map(({ ref: { side, id } }) => ({ objectType: pair.objectType, side, id }));
}

/**
 * What of a parent those who wait for it rest on, as a text: they are looked at again when it is
 * another one.
 */
export function standOf(stored: StoredParent | undefined): string {
  const { link = null, issue = null } = stored ?? {};
  return [link?.state ?? "", issue?.state ?? "", issue?.code ?? ""].join(":");
}

const UNSEEN: ParentFact = {
  kind: "pending",
  message: "It is not synced yet.",
  isUnseen: true,
  stand: standOf(undefined),
};

function withIssue(stored: StoredParent, issue: NonNullable<StoredParent["issue"]>): ParentFact {
  const { state, message } = issue;
  const stand = standOf(stored);
  if (state === "excluded" || state === "deleted") return { kind: "excluded", message, stand };
  return { kind: "pending", message, isUnseen: false, stand };
}

/** Makes a lookup of what the store knows. */
export function lookUpIn(stored: readonly StoredParent[]): ParentLookup {
  const byKey = new Map(stored.map((one) => [parentKey(one.parent), one]));
  return (parent) => factOf(byKey.get(parentKey(parent)));
}

/**
 * Tells whether a record is left out because every record that it needs as a parent in some field is
 * left out itself.
 */
export function parentExclusion(
  definition: Pick<ObjectDefinition, "requiredParents">,
  mapping: MappingVersion,
  of: {
    readonly side: Side;
    readonly record: RecordSnapshot;
    readonly parents: ParentLookup | undefined;
    readonly catchAllId?: string | null | undefined;
  },
): Exclusion | null {
  const { side, record, parents, catchAllId } = of;
  if (parents === undefined) return null;
  for (const path of definition.requiredParents) {
    const field = mapping.fields.find((one) => one.hubspot === path);
    const named = field === undefined ? [] : parentsIn(field, side, record);
    const facts = named.map((parent) => ({ parent, fact: parents(parent) }));
    const isOut = facts.every(
      ({ parent, fact }) =>
        fact.kind === "excluded" && !(side === "connectwise" && parent.id === catchAllId),
    );
    const [first] = facts;
    if (first === undefined || !isOut || first.fact.kind !== "excluded") continue;
    return {
      code: "parent_excluded",
      message: `Its ${first.parent.objectType} is left out: ${first.fact.message}`,
      parents: named,
    };
  }
  return null;
}

/** Returns the records that a record needs as parents and about which nothing is known yet. */
export function unseenParents(
  definition: Pick<ObjectDefinition, "requiredParents">,
  mapping: MappingVersion,
  of: {
    readonly side: Side;
    readonly record: RecordSnapshot;
    readonly parents: ParentLookup | undefined;
  },
): readonly ParentRef[] {
  const { side, record, parents } = of;
  return mapping.fields
    .filter(({ hubspot }) => definition.requiredParents.includes(hubspot))
    .flatMap((field) => parentsIn(field, side, record))
    .filter((parent) => {
      const fact = parents?.(parent);
      return fact?.kind === "pending" && fact.isUnseen;
    });
}

const LINKS: ReadonlySet<RunItem["action"]> = new Set([
  "linked",
  "updated",
  "created_in_hubspot",
  "created_in_connectwise",
]);

/** State of an issue by what a run did, where that is no link. */
const STATES: Readonly<Record<string, "excluded" | "review" | "waiting">> = {
  excluded: "excluded",
  review: "review",
  waiting: "waiting",
};

/** How ids begin that stand for a record which is not there yet. */
const NEW = "new:";

/** The record that a counterpart is going to be made from, by the id that stands for it; else null. */
export function recordMadeFrom(id: string): RecordRef | null {
  if (!id.startsWith(NEW)) return null;
  const rest = id.slice(NEW.length);
  const side = SIDES.find((one) => rest.startsWith(`${one}:`));
  return side === undefined ? null : { side, id: rest.slice(side.length + 1) };
}

/** What counts of what a dry run would do with a record. */
type PlannedItem = Pick<RunItem, "hubspotId" | "connectwiseId" | "action" | "reason" | "leftOut">;

/**
 * Turns what a dry run would do with a record into what would be known after it.
 *
 * A counterpart that is not there yet goes by the record that it is made from.
 */
export function plannedParent(parent: ParentRef, item: PlannedItem): StoredParent {
  const { hubspotId, connectwiseId, action } = item;
  // A pair with a field that needs attention is linked all the same.
  const isPair = action === "attention" && hubspotId !== null && connectwiseId !== null;
  if (isPair || LINKS.has(action)) {
    const made = `${NEW}${parent.side}:${parent.id}`;
    const ids = { hubspotId: hubspotId ?? made, connectwiseId: connectwiseId ?? made };
    return { parent, link: { ...ids, state: "linked" }, issue: null };
  }
  return unlinkedParent(parent, item);
}

/** A filter may leave out one side of a pair alone. */
function unlinkedParent(parent: ParentRef, item: PlannedItem): StoredParent {
  const { hubspotId, connectwiseId, action, reason, leftOut = [] } = item;
  const state = STATES[action] ?? "attention";
  const issue = { state, code: action, message: reason } as const;
  if (hubspotId === null || connectwiseId === null || leftOut.length === 0) {
    return { parent, link: null, issue };
  }
  const link = { hubspotId, connectwiseId, state: "excluded" } as const;
  return { parent, link, issue: leftOut.includes(parent.side) ? issue : null };
}
