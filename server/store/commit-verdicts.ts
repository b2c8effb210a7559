import type { RecordRef } from "../sync/model.ts";
import type { CommitOutcome, PairChange } from "../sync/pair-ports.ts";
import { joinLink, type StoreScope } from "./rows.ts";

/** What becomes of a change. */
export type Verdict = CommitOutcome["kind"];

interface ClaimRow {
  pair_key: string;
  fence: number;
  owner: string;
}

/** A record that a change would link, or create a counterpart for. */
interface Involved {
  readonly position: number;
  readonly object_type: string;
  readonly side: string;
  readonly record_id: string;
  readonly owner: string;
}

/**
 * Decides which changes may be stored, and keeps their claims from being taken over until the
 * transaction ends.
 */
export async function judgeChanges(
  scope: StoreScope,
  changes: readonly PairChange[],
): Promise<readonly Verdict[]> {
  const held = await lockClaims(
    scope,
    changes.map((change) => change.pair.pairKey),
  );
  const owners = changes.map(({ pair }) => {
    const claim = held.get(pair.pairKey);
    return claim?.fence === pair.fence ? claim.owner : null;
  });
  const linked = await findLinked(scope, involvedInCreates(changes, owners));
  const contested = await findContested(scope, involvedInLinks(changes, owners));
  return owners.map((owner, position) => {
    if (owner === null || contested.has(position)) return "fence-lost";
    return linked.has(position) ? "already-linked" : "done";
  });
}

async function lockClaims(
  { query }: StoreScope,
  pairKeys: readonly string[],
): Promise<ReadonlyMap<string, ClaimRow>> {
  const rows = await query<ClaimRow>(
    `SELECT pair_key, fence::float8 AS fence, owner FROM claims
     WHERE pair_key = ANY(?) AND owner IS NOT NULL
     ORDER BY pair_key FOR UPDATE -- one order for all: no deadlocks`,
    [[...pairKeys]],
  );
  return new Map(rows.map((row) => [row.pair_key, row]));
}

function involvedInCreates(
  changes: readonly PairChange[],
  owners: readonly (string | null)[],
): Involved[] {
  return changes.flatMap((change, position) => {
    const { pair, intent } = change;
    const opens = intent !== undefined && intent !== null;
    if (!opens || pair.link !== null || change.newLink !== undefined) return [];
    return [toInvolved(change, { position, owner: owners[position] ?? null, ref: pair.ref })];
  });
}

function involvedInLinks(
  changes: readonly PairChange[],
  owners: readonly (string | null)[],
): Involved[] {
  return changes.flatMap((change, position) => {
    const { newLink } = change;
    if (newLink === undefined) return [];
    const refs: RecordRef[] = [
      { side: "hubspot", id: newLink.hubspotId },
      { side: "connectwise", id: newLink.connectwiseId },
    ];
    return refs.map((ref) =>
      toInvolved(change, { position, owner: owners[position] ?? null, ref }),
    );
  });
}

function toInvolved(
  change: PairChange,
  of: { readonly position: number; readonly owner: string | null; readonly ref: RecordRef },
): Involved {
  return {
    position: of.position,
    object_type: change.pair.objectType,
    side: of.ref.side,
    record_id: of.ref.id,
    owner: of.owner ?? "",
  };
}

const INVOLVED_COLUMNS = "position int, object_type text, side text, record_id text, owner text";

/** A create for a record that meanwhile has a counterpart would make a second one. */
async function findLinked(
  { query }: StoreScope,
  involved: readonly Involved[],
): Promise<ReadonlySet<number>> {
  if (involved.length === 0) return new Set();
  const rows = await query<{ position: number }>(
    `SELECT r.position FROM jsonb_to_recordset(?::jsonb) AS r(${INVOLVED_COLUMNS})
     ${joinLink("r")} WHERE l.link_id IS NOT NULL`,
    [JSON.stringify(involved)],
  );
  return new Set(rows.map((row) => row.position));
}

/** A record that another owner holds may be getting a counterpart right now. */
async function findContested(
  { query }: StoreScope,
  involved: readonly Involved[],
): Promise<ReadonlySet<number>> {
  if (involved.length === 0) return new Set();
  const rows = await query<{ position: number }>(
    `SELECT DISTINCT r.position FROM jsonb_to_recordset(?::jsonb) AS r(${INVOLVED_COLUMNS})
     JOIN claims c ON c.object_type = r.object_type AND c.side = r.side
       AND c.record_id = r.record_id
     WHERE c.owner <> r.owner AND c.until >= clock_timestamp()`,
    [JSON.stringify(involved)],
  );
  return new Set(rows.map((row) => row.position));
}
