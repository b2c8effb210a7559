import { otherSide, type ParentRef, type RecordRef, type Side } from "../sync/model.ts";
import type { AgreeingParents } from "../sync/objects/definition.ts";
import { factOf, parentKey, recordMadeFrom } from "../sync/parents.ts";
import type { FieldProblem } from "../sync/plan.ts";
import { isBlank } from "../sync/values.ts";
import type { PlannedCreate, PlannedPair, SyncContext } from "./engine.ts";
import { problemIssue } from "./pair-facts.ts";
import { nameOf, refKey } from "./plan-verdicts.ts";

/** A create with two references of which the one has to belong to the other. */
interface Doubtful {
  readonly planned: PlannedCreate;
  readonly rule: AgreeingParents;
  /** The record that has to belong to {@link ownerId}: there already, or what it is made from. */
  readonly member: RecordRef;
  readonly ownerId: string;
}

/**
 * Foresees, for a plan that is not carried out, which creates the vendor is going to refuse because
 * their references do not agree. Carried out, the vendor is asked: people may have mended it.
 */
export async function foreseeRefusals(
  context: SyncContext,
  planned: readonly PlannedPair[],
): Promise<readonly PlannedPair[]> {
  const doubtful = planned.flatMap((one) => doubtfulIn(context, one));
  if (doubtful.length === 0) return planned;
  const owners = await ownersOf(context, doubtful);
  const refused = new Map(
    doubtful.flatMap((one): [PlannedPair, PlannedPair][] => {
      const ownerId = owners.get(one);
      return ownerId === undefined || ownerId === one.ownerId ? [] : [[one.planned, refuse(one)]];
    }),
  );
  return planned.map((one) => refused.get(one) ?? one);
}

function doubtfulIn({ definition }: SyncContext, planned: PlannedPair): Doubtful[] {
  if (planned.kind !== "create") return [];
  const { targetSide, payload } = planned.create;
  return (definition.agreeingParents?.[targetSide] ?? []).flatMap((rule) => {
    const memberId = payload[rule.path] ?? null;
    const ownerId = payload[rule.ownerPath] ?? null;
    if (isBlank(memberId) || isBlank(ownerId)) return [];
    const member = recordMadeFrom(String(memberId)) ?? { side: targetSide, id: String(memberId) };
    return [{ planned, rule, member, ownerId: String(ownerId) }];
  });
}

/** Whom the members belong to, by the ids of the side on which the creates would be made. */
async function ownersOf(
  context: SyncContext,
  doubtful: readonly Doubtful[],
): Promise<ReadonlyMap<Doubtful, string>> {
  const { store, dryRunId } = context;
  const records = new Map<string, string>();
  for (const objectType of new Set(doubtful.map(({ rule }) => rule.references))) {
    const own = doubtful.filter(({ rule }) => rule.references === objectType);
    // oxlint-disable-next-line no-await-in-loop -- one look an object type
    const staged = await store.stagedRecords(
      objectType,
      own.map(({ member }) => member),
    );
    for (const { side, record } of staged) {
      for (const { rule } of own) {
        const ownerId = record.fields[rule.memberPaths[side]] ?? null;
        if (!isBlank(ownerId)) records.set(keyOf(rule, { side, id: record.id }), String(ownerId));
      }
    }
  }
  const named = doubtful.flatMap((one) => {
    const id = records.get(keyOf(one.rule, one.member));
    return id === undefined ? [] : [{ one, owner: ownerRef(one, id) }];
  });
  const stored = await store.parentsOf(
    named.map(({ owner }) => owner),
    dryRunId ?? null,
  );
  const known = new Map(stored.map((parent) => [parentKey(parent.parent), parent]));
  return new Map(
    named.flatMap(({ one, owner }) => {
      const { targetSide } = one.planned.create;
      if (owner.side === targetSide) return [[one, owner.id] as const];
      const fact = factOf(known.get(parentKey(owner)));
      return fact.kind === "linked" ? [[one, fact.counterpartId] as const] : [];
    }),
  );
}

function keyOf({ path }: AgreeingParents, ref: RecordRef): string {
  return `${path} ${refKey(ref)}`;
}

function ownerRef({ rule, member }: Doubtful, id: string): ParentRef {
  return { objectType: rule.ownerReferences, side: member.side, id };
}

function refuse({ planned, rule, ownerId }: Doubtful): PlannedPair {
  const { work, create } = planned;
  const side: Side = otherSide(create.targetSide);
  const problem: FieldProblem = {
    code: "parents_disagree",
    side,
    field: rule.path,
    message: `Its ${rule.references} belongs to another ${rule.ownerReferences} in ${nameOf(create.targetSide)} than ${ownerId}, which is refused there.`,
    remedy: `Name a ${rule.references} of the same ${rule.ownerReferences}.`,
  };
  return { kind: "verdict", work, issue: problemIssue(work, "attention", problem) };
}
