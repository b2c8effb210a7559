import { linkedId, otherSide, type LinkState, type ParentRef } from "../sync/model.ts";
import { parentKey } from "../sync/parents.ts";
import type { Wait } from "../sync/plan.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { FoundIssue } from "../sync/record-ports.ts";

/** A record on the way from one that waits to the one that keeps it waiting. */
export interface WaitStep {
  readonly parent: ParentRef;
  /** 1 for what the record itself waits for, 2 for what that one waits for, and so on. */
  readonly depth: number;
  /** Null: nobody has looked at it yet. */
  readonly state: LinkState | null;
  readonly linkedId: string | null;
  readonly code: string | null;
  readonly message: string;
  readonly remedy: string | null;
}

/** Deals wait for contacts and companies, contacts for companies: chains are short. */
const MAX_DEPTH = 5;

/** Follows waits from parent to parent; each is named once. No vendor is called. */
export async function explainWaits(
  portal: Pick<PortalStore, "standing">,
  waits: readonly Wait[],
): Promise<readonly WaitStep[]> {
  const steps = new Map<string, WaitStep>();
  let edge = waits.map(({ parent }) => parent);
  for (let depth = 1; depth <= MAX_DEPTH && edge.length > 0; depth += 1) {
    const next: ParentRef[] = [];
    for (const parent of edge) {
      if (steps.has(parentKey(parent))) continue;
      // oxlint-disable-next-line no-await-in-loop -- one or two parents a record
      const { step, waitsFor } = await stepTo(portal, parent, depth);
      steps.set(parentKey(parent), step);
      next.push(...waitsFor);
    }
    edge = next;
  }
  return [...steps.values()];
}

async function stepTo(
  portal: Pick<PortalStore, "standing">,
  parent: ParentRef,
  depth: number,
): Promise<{ readonly step: WaitStep; readonly waitsFor: readonly ParentRef[] }> {
  const { objectType, side, id } = parent;
  const { link, issues, waitsFor } = await portal.standing(objectType, { side, id });
  const [issue] = issues;
  const state = link?.state ?? issue?.state ?? null;
  const ids = { linkedId: link === null ? null : linkedId(link, otherSide(side)) };
  return { step: { parent, depth, state, ...ids, ...wordsOf(issue, state) }, waitsFor };
}

function wordsOf(
  issue: FoundIssue | undefined,
  state: LinkState | null,
): Pick<WaitStep, "code" | "message" | "remedy"> {
  if (issue === undefined) {
    const message = state === null ? "It is not synced yet." : "";
    return { code: null, message, remedy: null };
  }
  const { code, message, remedy = null } = issue;
  return { code, message, remedy };
}
