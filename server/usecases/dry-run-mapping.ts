import { AppError } from "../sync/errors.ts";
import { type MappingDraft, nextVersion } from "../sync/mapping-versions.ts";
import type { Link, MappingVersion, Side } from "../sync/model.ts";
import { pathOn, SIDES } from "../sync/model.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type {
  DryRunCounts,
  DryRunSample,
  MappingDryRun,
  ObjectSettings,
} from "../sync/settings-ports.ts";
import { isBlank } from "../sync/values.ts";
import type { ReadCounterparts } from "./decide-unlinked.ts";
import { unclaimed, type PlannedPair, type PlannedUpdate, type SyncContext } from "./engine.ts";
import { planPairs } from "./plan-pairs.ts";
import { readPairs } from "./read-pairs.ts";

/** Links that are looked at in one step: one batch of each vendor. */
const PAGE = 100;
/** Records that are shown with their values. */
const SAMPLES = 20;

/**
 * Starts to find out what a mapping would write to the records that are linked already, in place of
 * an earlier dry run of the object type.
 *
 * @throws AppError `nothing_changes` when it is the stored mapping; `portal_not_active` unless live
 */
export async function startDryRun(
  portal: Pick<PortalStore, "portal" | "startMappingDryRun" | "setDue">,
  settings: ObjectSettings,
  draft: MappingDraft,
): Promise<MappingDryRun> {
  const next = nextVersion(settings.mapping, draft, "apply");
  if (next === null) {
    throw new AppError("Nothing is different from the stored mapping.", {
      code: "nothing_changes",
      errorClass: "invalid",
      remedy: "Change the mapping first.",
    });
  }
  const state = (await portal.portal())?.state ?? "erased";
  if (state !== "live") {
    throw new AppError(`No records are looked at while the portal is ${state}.`, {
      code: "portal_not_active",
      errorClass: "invalid",
      remedy: "Resume the sync, or do the first sync.",
    });
  }
  const dryRun = await portal.startMappingDryRun(settings.objectType, next.mapping);
  await portal.setDue({ bulk: 0 });
  return dryRun;
}

/** Linked records have their counterparts. */
const noCounterparts: ReadCounterparts = async () => Promise.resolve(new Map());

/**
 * Looks at the next links of the object type's dry run, and writes nothing to either vendor.
 *
 * @returns whether there are more
 */
export async function continueDryRun(
  context: SyncContext,
  portal: Pick<PortalStore, "mappingDryRun" | "linksAfter" | "updateMappingDryRun">,
): Promise<boolean> {
  const { objectType } = context.definition;
  const dryRun = await portal.mappingDryRun(objectType);
  if (dryRun?.state !== "running") return false;
  // The settings were read before it began; the next turn reads them again.
  if (dryRun.mapping.version !== context.mapping.version + 1) return true;
  const keys = newKeys(context.mapping, dryRun.mapping);
  const links = keys.size === 0 ? [] : await portal.linksAfter(objectType, dryRun.lastLinkId, PAGE);
  const found = await planLinks({ ...context, mapping: dryRun.mapping }, links, keys);
  const isLast = links.length < PAGE;
  await portal.updateMappingDryRun(objectType, {
    ...dryRun,
    state: isLast ? "done" : "running",
    lastLinkId: links.at(-1)?.id ?? dryRun.lastLinkId,
    links: dryRun.links + links.length,
    counts: found.map(countsOf).reduce(sum, dryRun.counts),
    samples: [...dryRun.samples, ...found.flatMap(toSample)].slice(0, SAMPLES),
  });
  return !isLast;
}

/** Keys under which every link meets a row for the first time; no other row writes anything new. */
function newKeys(before: MappingVersion, after: MappingVersion): ReadonlySet<string> {
  const known = new Set(before.fields.map(({ key }) => key));
  return new Set(after.fields.map(({ key }) => key).filter((key) => !known.has(key)));
}

/** What the new rows do to one pair. */
interface Found {
  readonly link: Link;
  readonly changes: DryRunSample["changes"];
  readonly hasProblem: boolean;
}

async function planLinks(
  context: SyncContext,
  links: readonly Link[],
  keys: ReadonlySet<string>,
): Promise<readonly Found[]> {
  if (links.length === 0) return [];
  const pairs = links.map((link) =>
    unclaimed(context, { side: "hubspot", id: link.hubspotId }, link),
  );
  const works = await readPairs(context, pairs);
  const planned = await planPairs(context, works, noCounterparts);
  const rows = context.mapping.fields.filter(({ key }) => keys.has(key));
  const paths = new Set(SIDES.flatMap((side) => rows.map((row) => pathOn(row, side))));
  return planned.filter(isUpdate).flatMap(({ plan, work }): Found[] => {
    const { link } = work.pair;
    if (link === null) return [];
    const changes = plan.operations.flatMap(({ side, writes }) =>
      writes
        .filter(({ key }) => keys.has(key))
        .map(({ path, oldValue, value, rule }) => ({
          side,
          field: path,
          before: oldValue,
          after: value,
          rule,
        })),
    );
    const hasProblem = plan.problems.some(({ field }) => paths.has(field));
    return [{ link, changes, hasProblem }];
  });
}

function isUpdate(planned: PlannedPair): planned is PlannedUpdate {
  return planned.kind === "update";
}

function countsOf({ changes, hasProblem }: Found): DryRunCounts {
  const on = (side: Side): number => (changes.some((change) => change.side === side) ? 1 : 0);
  return {
    hubspot: on("hubspot"),
    connectwise: on("connectwise"),
    overwritten: changes.filter(({ before, after }) => !isBlank(before) && !isBlank(after)).length,
    emptied: changes.filter(({ before, after }) => !isBlank(before) && isBlank(after)).length,
    problems: hasProblem ? 1 : 0,
  };
}

function sum(left: DryRunCounts, right: DryRunCounts): DryRunCounts {
  return {
    hubspot: left.hubspot + right.hubspot,
    connectwise: left.connectwise + right.connectwise,
    overwritten: left.overwritten + right.overwritten,
    emptied: left.emptied + right.emptied,
    problems: left.problems + right.problems,
  };
}

function toSample({ link, changes }: Found): DryRunSample[] {
  if (changes.length === 0) return [];
  return [{ hubspotId: link.hubspotId, connectwiseId: link.connectwiseId, changes }];
}
