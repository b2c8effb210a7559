import { AppError, notConfigured } from "../sync/errors.ts";
import { type ObjectType, SIDES } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type {
  DefinitionsReason,
  ObjectSettings,
  StoredDefinitions,
} from "../sync/settings-ports.ts";
import type { Clock } from "../sync/ports.ts";
import type {
  BothDefinitions,
  ConnectwiseAccount,
  ConnectwiseConnector,
  DefinitionExtent,
  HubspotAccount,
} from "../sync/vendor-ports.ts";
import { findGone, findUnmapped } from "./find-unmapped.ts";
import { refreshSettings } from "./set-up-portal.ts";

/** What reading definitions needs. */
export interface DefinitionParts {
  /** Object types that are synced, parents before children. */
  readonly definitions: readonly ObjectDefinition[];
  readonly portal: PortalStore;
  readonly hubspot: HubspotAccount;
  readonly connectwise: Pick<ConnectwiseConnector, "account">;
  readonly clock: Pick<Clock, "now">;
}

/** What both vendors say about one object type. */
export interface ReadDefinition {
  readonly definition: ObjectDefinition;
  readonly both: BothDefinitions;
}

const DAY_MS = 24 * 60 * 60_000;
/** Definitions that a refusal speaks against are read again by themselves this long after they were read. */
const DOUBT_MS = 60 * 60_000;
/** The same when a person looks at them. */
const DOUBT_ON_SCREEN_MS = 60_000;

/**
 * Reads object types from both vendors; what they share is read once. A connection's set-up makes our
 * properties on the way.
 */
export async function readBoth(
  { hubspot, definitions }: Pick<DefinitionParts, "hubspot" | "definitions">,
  account: Pick<ConnectwiseAccount, "definitions">,
  extent: DefinitionExtent,
): Promise<readonly ReadDefinition[]> {
  const owners = await hubspot.owners();
  const read: ReadDefinition[] = [];
  for (const definition of definitions) {
    const { objectType } = definition;
    // oxlint-disable-next-line no-await-in-loop -- set-up of one type after the other is easy on both APIs
    const [properties, pipelines, connectwise] = await Promise.all([
      extent === "set-up" ? hubspot.setUpProperties(objectType) : hubspot.properties(objectType),
      hasStages(definition) ? hubspot.pipelines() : [],
      account.definitions(objectType, extent),
    ]);
    read.push({ definition, both: { properties, owners, pipelines, connectwise } });
  }
  return read;
}

/** Only what goes through stages has pipelines. */
function hasStages({ defaultMappings }: ObjectDefinition): boolean {
  return defaultMappings.some(({ transform }) => transform === "stage");
}

/** Stores what was read, brings the settings up to it, and finds options that nothing stands for. */
export async function storeDefinitions(
  portal: PortalStore,
  { definition, both }: ReadDefinition,
  options: {
    readonly reason: DefinitionsReason;
    /** ConnectWise records that are never synced; left out: those that are known already. */
    readonly excludedIds?: readonly string[];
  },
): Promise<void> {
  const { objectType } = definition;
  const former = await portal.definitions(objectType);
  const before = former === null || isPartial(former) ? null : former.both;
  await portal.saveDefinitions(objectType, { both, reason: options.reason });
  let peopleChanged = false;
  await portal.changeObjectSettings(objectType, (stored, open) => {
    const { excludedIds = stored.excludedIds } = options;
    const settings = refreshSettings(definition, stored, both, excludedIds);
    peopleChanged = !isSamePeople(stored, settings);
    return {
      settings,
      // Somebody left or came: what was given to them in vain goes another way now.
      ...(peopleChanged ? { rollout: "issues" as const } : {}),
      fieldIssues: [
        ...findUnmapped(stored.mapping, both, { before, open }),
        // What connecting does not read is not gone.
        ...(options.reason === "connecting" ? [] : findGone(stored.mapping, both)),
      ],
    };
  });
  if (peopleChanged) await portal.setDue({ bulk: 0 });
}

function isSamePeople(before: ObjectSettings, after: ObjectSettings): boolean {
  return SIDES.every((side) => {
    const now = new Set(after.policy.people?.[side]);
    const then = before.policy.people?.[side] ?? [];
    return then.length === now.size && then.every((id) => now.has(id));
  });
}

/** Connecting reads no more than the settings rest on: what only a mapping may name comes later. */
function isPartial({ reason }: StoredDefinitions): boolean {
  return reason === "connecting";
}

/**
 * Returns the definitions of an object type as they are kept. They are read again first when they are
 * older than a day, or a vendor's refusal speaks against them; if that fails, the kept ones do. The
 * first time what connecting left out is read.
 *
 * @throws AppError `not_configured` while ConnectWise is not connected
 */
export async function definitionsOf(
  parts: DefinitionParts,
  objectType: ObjectType,
): Promise<StoredDefinitions> {
  const stored = await parts.portal.definitions(objectType);
  try {
    const isRenewed = await renewDefinitions(parts, objectType, stored);
    if (stored !== null && !isRenewed) return stored;
  } catch (thrown) {
    if (stored !== null && thrown instanceof AppError) return stored;
    throw thrown;
  }
  const now = await parts.portal.definitions(objectType);
  if (now !== null) return now;
  throw notConfigured();
}

/** Reads again what has to be, or what was left out; returns whether anything was read. */
async function renewDefinitions(
  parts: DefinitionParts,
  objectType: ObjectType,
  stored: StoredDefinitions | null,
): Promise<boolean> {
  const reason = dueReason(parts, stored, DOUBT_ON_SCREEN_MS);
  if (reason !== null) await refreshDefinitions(parts, reason, [objectType]);
  else if (stored !== null && isPartial(stored)) await complete(parts, objectType, stored.both);
  else return false;
  return true;
}

async function complete(
  { portal, connectwise: connector, definitions }: DefinitionParts,
  objectType: ObjectType,
  both: BothDefinitions,
): Promise<void> {
  const definition = definitions.find((one) => one.objectType === objectType);
  const connection = await portal.connection();
  if (definition === undefined || connection === null) throw notConfigured();
  const account = connector.account(connection);
  const connectwise = await account.addChoices(objectType, both.connectwise);
  const whole = { definition, both: { ...both, connectwise } };
  await storeDefinitions(portal, whole, { reason: "asked" });
}

function dueReason(
  { clock }: Pick<DefinitionParts, "clock">,
  stored: StoredDefinitions | null,
  doubtMs: number,
): DefinitionsReason | null {
  if (stored === null) return "old";
  const age = clock.now() - stored.readAt;
  if (age >= DAY_MS) return "old";
  return stored.staleBecause !== null && age >= doubtMs ? "refused" : null;
}

/**
 * Reads definitions from both vendors now.
 *
 * @param only - object types to read; left out: all of them
 * @throws AppError `not_configured` while ConnectWise is not connected; what the vendors throw
 */
export async function refreshDefinitions(
  parts: DefinitionParts,
  reason: DefinitionsReason,
  only?: readonly ObjectType[],
): Promise<void> {
  const { portal, hubspot, connectwise } = parts;
  const connection = await portal.connection();
  if (connection === null) throw notConfigured();
  const definitions = parts.definitions.filter(
    ({ objectType }) => only === undefined || only.includes(objectType),
  );
  const account = connectwise.account(connection);
  const read = await readBoth({ hubspot, definitions }, account, "all");
  for (const one of read) {
    // oxlint-disable-next-line no-await-in-loop -- short transactions, in order
    await storeDefinitions(portal, one, { reason });
  }
}

/** Reads again what is older than a day, or what a refusal speaks against for an hour. */
export async function refreshDueDefinitions(parts: DefinitionParts): Promise<void> {
  const due = new Map<DefinitionsReason, ObjectType[]>();
  for (const { objectType } of parts.definitions) {
    // oxlint-disable-next-line no-await-in-loop -- a few short reads
    const reason = dueReason(parts, await parts.portal.definitions(objectType), DOUBT_MS);
    if (reason !== null) due.set(reason, [...(due.get(reason) ?? []), objectType]);
  }
  for (const [reason, objectTypes] of due) {
    // oxlint-disable-next-line no-await-in-loop -- seldom more than one
    await refreshDefinitions(parts, reason, objectTypes);
  }
}
