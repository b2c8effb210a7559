import { AppError } from "../../sync/errors.ts";
import { writeInBatches } from "./batches.ts";
import type { BatchAnswer, BatchInput } from "./batches.ts";
import { errorOfItem, pairKey } from "./errors.ts";
import type { Association, HubspotObject } from "./objects.ts";
import type { Transport } from "./transport.ts";
import { associatedSchema, associationsSchema, dissociatedSchema } from "./wire.ts";
import type { WireAssociations } from "./wire.ts";

/** Most inputs of a batch that writes. @see https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide */
const MAX_BATCH = 2000;
/** Category of HubSpot's own kinds of association; kinds of the portal's own reuse their numbers. */
const HUBSPOT_DEFINED = "HUBSPOT_DEFINED";

/** A kind of association of an object type, and how to reach it. */
export interface AssociationRoute {
  readonly transport: Transport;
  readonly object: HubspotObject;
  readonly association: Association;
}

function pathOf({ transport, object, association }: AssociationRoute, verb: string): string {
  return `/crm/associations/${transport.apiVersion}/${object.path}/${association.to}/batch/${verb}`;
}

/** Records without associations come back as errors of a 207, or as a 404 when none has any. */
async function readPage(
  route: AssociationRoute,
  inputs: readonly { readonly id: string; readonly after?: string }[],
): Promise<WireAssociations["results"]> {
  try {
    const { content } = await route.transport.call({
      method: "POST",
      path: pathOf(route, "read"),
      body: { inputs },
      kind: "read",
      answer: associationsSchema,
    });
    for (const item of content.errors) {
      const error = errorOfItem(item, "read");
      if (error.errorClass !== "gone") throw error;
    }
    return content.results;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.errorClass === "gone") return [];
    throw thrown;
  }
}

/** Whether an associated record counts, by the kinds in which it is associated. */
function counts(
  { holds, typeId }: Association,
  types: readonly { readonly category: string; readonly typeId: number }[],
): boolean {
  if (holds === "all") return true;
  return types.some((type) => type.category === HUBSPOT_DEFINED && type.typeId === typeId);
}

/**
 * Reads the ids of associated records: one call, and one more for each 500 of them that a single
 * record has.
 *
 * @param ids - at most 1,000
 * @returns an entry for every id
 * @see https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide
 */
export async function readAssociated(
  route: AssociationRoute,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map(ids.map((id) => [id, new Set<string>()]));
  let inputs: readonly { readonly id: string; readonly after?: string }[] = ids.map((id) => ({
    id,
  }));
  while (inputs.length > 0) {
    const results = await readPage(route, inputs);
    for (const { from, to } of results) {
      const counting = to.filter((each) => counts(route.association, each.associationTypes));
      for (const { toObjectId } of counting) found.get(from.id)?.add(toObjectId);
    }
    inputs = results.flatMap(({ from, paging }) => {
      const after = paging?.next?.after;
      return after === undefined ? [] : [{ id: from.id, after }];
    });
  }
  return found;
}

/** Two records to associate or to part. */
export interface Pairing extends BatchInput {
  readonly from: string;
  readonly to: string;
}

/** Makes a pairing. */
export function pair(from: string, to: string): Pairing {
  return { id: pairKey(from, to), from, to };
}

type Send = (
  pairings: readonly Pairing[],
) => Promise<BatchAnswer<{ readonly fromObjectId: string; readonly toObjectId: string }>>;

/** Sends pairings; returns the first error of each record by its id. */
async function sendPairings(
  pairings: readonly Pairing[],
  send: Send,
): Promise<ReadonlyMap<string, AppError>> {
  const failures = new Map<string, AppError>();
  for (let start = 0; start < pairings.length; start += MAX_BATCH) {
    const inputs = pairings.slice(start, start + MAX_BATCH);
    const outcomes = await writeInBatches({
      inputs,
      send,
      isAnswerTo: ({ fromObjectId, toObjectId }, { from, to }) =>
        fromObjectId === from && toObjectId === to,
    });
    for (const [index, { from }] of inputs.entries()) {
      const outcome = outcomes[index];
      if (outcome instanceof AppError && !failures.has(from)) failures.set(from, outcome);
    }
  }
  return failures;
}

/**
 * Associates records; those that are associated already stay so. A call takes 2,000 pairings.
 *
 * @returns what failed, by the id of the record; nothing about a call is thrown
 * @see https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide
 */
export function associate(
  route: AssociationRoute,
  pairings: readonly Pairing[],
): Promise<ReadonlyMap<string, AppError>> {
  const { typeId } = route.association;
  const types = [{ associationCategory: HUBSPOT_DEFINED, associationTypeId: typeId }];
  return sendPairings(pairings, async (some) => {
    const { content } = await route.transport.call({
      method: "POST",
      path: pathOf(route, "create"),
      body: { inputs: some.map(({ from, to }) => ({ from: { id: from }, to: { id: to }, types })) },
      kind: "write",
      answer: associatedSchema,
    });
    return content;
  });
}

/**
 * Ends all associations between the two records of each pairing. A call takes 2,000 pairings.
 *
 * @returns what failed, by the id of the record; nothing about a call is thrown
 * @see https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide
 */
export function dissociate(
  route: AssociationRoute,
  pairings: readonly Pairing[],
): Promise<ReadonlyMap<string, AppError>> {
  return sendPairings(pairings, async (some) => {
    const { content } = await route.transport.call({
      method: "POST",
      path: pathOf(route, "archive"),
      body: { inputs: some.map(({ from, to }) => ({ from: { id: from }, to: [{ id: to }] })) },
      kind: "write",
      answer: dissociatedSchema,
    });
    // A success lists nothing: what no error names is done.
    const results = some.map(({ from, to }) => ({ fromObjectId: from, toObjectId: to }));
    return { results, errors: content.errors };
  });
}
