import type { z } from "zod";

import { LANES, type Lane, type ObjectType, type RecordRef } from "../../sync/model.ts";
import type { Right } from "../../sync/people-ports.ts";
import type { Card, CardConflict, CardField } from "../../usecases/read-card.ts";
import { cardReply, type laneName } from "../contract-card.ts";
import { toTime } from "../requests.ts";
import { presentIssue, presentWait } from "./present-record.ts";

const LANE_NAMES: Readonly<Record<Lane, z.output<typeof laneName>>> = {
  [LANES.syncNow]: "sync-now",
  [LANES.hint]: "hint",
  [LANES.poll]: "poll",
  [LANES.firstSync]: "first-sync",
  [LANES.sweep]: "sweep",
  [LANES.echo]: "echo",
};

/** A card as it is sent. */
export function presentCard(
  objectType: ObjectType,
  { side, id }: RecordRef,
  card: Card,
  rights: readonly Right[],
): z.output<typeof cardReply> {
  const { match, waits, linkTo, exclusion, lastWrites } = card;
  const { pending, isHeld } = card.standing;
  const withUrl = <Ref extends RecordRef>(ref: Ref): Ref & { readonly url: string | null } => ({
    ...ref,
    url: linkTo(objectType, ref),
  });
  return cardReply.parse({
    objectType,
    side,
    recordId: id,
    portal: card.portal,
    rights,
    state: card.state,
    records: card.records,
    lastWrites: {
      hubspot: toTime(lastWrites.hubspot),
      connectwise: toTime(lastWrites.connectwise),
    },
    isHeld,
    pending:
      pending === null
        ? null
        : {
            ...pending,
            lane: LANE_NAMES[pending.lane],
            notBefore: toTime(pending.notBefore),
          },
    fields: card.fields.map(presentField),
    labels: card.labels,
    conflicts: card.conflicts.map(presentConflict),
    candidates: (match?.candidates ?? []).map(withUrl),
    twins: (match?.twins ?? []).map(withUrl),
    waits: waits.map((step) => presentWait(step, linkTo)),
    exclusion,
    issues: card.issues.map(presentIssue),
  });
}

function presentField({ sides, ...line }: CardField): object {
  return { ...line, ...sides };
}

function presentConflict({ key, sides, since }: CardConflict): object {
  return { key, ...sides, since: toTime(since) };
}
