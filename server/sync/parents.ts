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

/** Judges a parent for those that belong to it. */
export function factOf(stored: StoredParent | undefined): ParentFact {
  if (stored === undefined) return UNSEEN;
  const { link, issue, parent } = stored;
  if (link === null) return issue === null ? UNSEEN : withIssue(stored, issue);
  const stand = standOf(stored);
  if (isLeftOut(link.state)) {
    const isThere = link.state === "excluded";
    const message = isThere ? "It is excluded by a filter." : "It was deleted or merged.";
    return { kind: "excluded", message: (isThere ? issue?.message : null) ?? message, stand };
  }
  return { kind: "linked", counterpartId: linkedId(link, otherSide(parent.side)) };
}

/** True for a link to which nothing can belong at present. */
function isLeftOut(state: LinkState): boolean {
  return state === "excluded" || state === "deleted" || state === "merged";
}

/**
 * Returns the records of a pair to which others can belong from now on, or cannot any more. Those
 * others are linked and wait for nothing; they have to be looked at again.
 */
export function turnedParents({ pair, state, ruling }: PairChange): readonly ParentRef[] {
  const { link, objectType } = pair;
  if (link === null) return [];
  const wasOut = isLeftOut(link.state);
  const isOut = ruling?.kind === "apart" || isLeftOut(state ?? link.state);
  if (wasOut === isOut) return [];
  return SIDES.map((side) => ({ objectType, side, id: linkedId(link, side) }));
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
      message: `Its ${first.parent.objectType} is not synced: ${first.fact.message}`,
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

/**
 * Turns what a dry run would do with a record into what would be known after it.
 *
 * A counterpart that is not there yet goes by the record that it is made from.
 */
export function plannedParent(
  parent: ParentRef,
  item: Pick<RunItem, "hubspotId" | "connectwiseId" | "action" | "reason">,
): StoredParent {
  const { hubspotId, connectwiseId, action, reason } = item;
  // A pair with a field that needs attention is linked all the same.
  const isPair = action === "attention" && hubspotId !== null && connectwiseId !== null;
  if (isPair || LINKS.has(action)) {
    const made = `${NEW}${parent.side}:${parent.id}`;
    const ids = { hubspotId: hubspotId ?? made, connectwiseId: connectwiseId ?? made };
    return { parent, link: { ...ids, state: "linked" }, issue: null };
  }
  const state = STATES[action] ?? "attention";
  return { parent, link: null, issue: { state, code: action, message: reason } };
}
