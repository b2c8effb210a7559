import { AppError } from "../sync/errors.ts";
import type { Connection } from "../sync/connection.ts";
import type { Portal, PortalState, PortalStore } from "../sync/portal-ports.ts";
import type {
  CallbackOutcome,
  ConnectionInput,
  ConnectwiseAccount,
  ConnectwiseConnector,
  TestedConnection,
} from "../sync/vendor-ports.ts";
import {
  readBoth,
  storeDefinitions,
  type DefinitionParts,
  type ReadDefinition,
} from "./read-definitions.ts";
import { defaultSettings } from "./set-up-portal.ts";

/** What connecting a portal to ConnectWise needs. */
export interface ConnectParts extends DefinitionParts {
  readonly connectwise: ConnectwiseConnector;
  /** Returns a text nobody can guess. */
  readonly makeSecret: () => string;
}

/** A connection, as people may see it. */
export interface ConnectedAccount {
  readonly siteHost: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly version: string;
  /** False: the API member may not set callbacks up, so changes arrive by poll only. */
  readonly hasCallbacks: boolean;
}

const NO_CONNECTING: readonly PortalState[] = ["suspended", "disconnected", "erased"];
/** Reason of a pause that ends by itself when keys are entered that ConnectWise accepts. */
export const KEYS_REFUSED =
  "ConnectWise does not accept the keys any more. Enter the API member's keys again.";

const RUNNING: readonly PortalState[] = ["first-sync", "live", "paused", "braked"];

/**
 * Tests what a person typed, stores it, reads both vendors' definitions and makes the portal ready
 * for a dry run. Calling it again with the same values changes nothing; other keys for the same
 * company take over at once; another company starts empty, and its old links are archived.
 *
 * @throws AppError with field and remedy when ConnectWise cannot be used that way, in which case
 *   nothing was stored
 */
export async function connectConnectwise(
  parts: ConnectParts,
  input: ConnectionInput,
): Promise<ConnectedAccount> {
  const before = await requirePortal(parts.portal);
  const tested = await parts.connectwise.test(input);
  const former = await parts.portal.connection();
  const isSame = former !== null && isSameIdentity(former, tested);
  const connection = toConnection(parts, tested, isSame ? former : null);
  const account = parts.connectwise.account(connection);
  // Everything is read before anything is stored: a failure here leaves the portal as it was.
  const read = await readBoth(parts, account, "set-up");
  const excludedIds = await Promise.all(
    read.map(({ definition }) => account.ownRecordIds(definition.objectType)),
  );
  await parts.portal.saveConnection(connection);
  for (const [index, one] of read.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- short transactions, in order
    await saveSettings(parts.portal, one, { excludedIds: excludedIds[index] ?? [], isSame });
  }
  const startsOver = former !== null && !isSame;
  await settleState(parts.portal, before, startsOver);
  const callbacks = await registerCallbacks(parts, account, connection);
  return {
    siteHost: connection.siteHost,
    companyId: connection.companyId,
    companyName: tested.companyName,
    version: connection.version,
    hasCallbacks: callbacks.isAllowed,
  };
}

async function requirePortal(store: PortalStore): Promise<Portal> {
  const portal = await store.portal();
  if (portal !== null && !NO_CONNECTING.includes(portal.state)) return portal;
  throw new AppError("the portal cannot be connected in its present state", {
    code: "portal_not_active",
    errorClass: "invalid",
    remedy: "Install Lockstep again in HubSpot first.",
  });
}

function isSameIdentity(a: Connection, b: TestedConnection): boolean {
  return (
    a.siteHost.toLowerCase() === b.siteHost.toLowerCase() &&
    a.companyId.toLowerCase() === b.companyId.toLowerCase()
  );
}

function toConnection(
  { makeSecret }: ConnectParts,
  tested: TestedConnection,
  former: Connection | null,
): Connection {
  const { companyName: _shownOnly, ...facts } = tested;
  return {
    ...facts,
    connectionId: former?.connectionId ?? makeSecret(),
    webhookKey: former?.webhookKey ?? makeSecret(),
    memberIdentifier: tested.memberIdentifier ?? former?.memberIdentifier ?? null,
  };
}

async function saveSettings(
  store: PortalStore,
  read: ReadDefinition,
  options: { readonly excludedIds: readonly string[]; readonly isSame: boolean },
): Promise<void> {
  const { definition, both } = read;
  const { excludedIds, isSame } = options;
  const stored = (await store.objectSettings()).find(
    ({ objectType }) => objectType === definition.objectType,
  );
  if (stored === undefined || !isSame) {
    // Ids of another server mean other things; versions are never used twice.
    const fresh = defaultSettings(definition, both, excludedIds);
    const version = (stored?.mapping.version ?? 0) + 1;
    await store.saveObjectSettings({ ...fresh, mapping: { ...fresh.mapping, version } });
  }
  await storeDefinitions(store, read, { reason: "connecting", excludedIds });
}

async function settleState(store: PortalStore, before: Portal, startsOver: boolean): Promise<void> {
  if (RUNNING.includes(before.state) && !startsOver) {
    if (before.state === "paused" && before.stateReason === KEYS_REFUSED) await resume(store);
    return;
  }
  const from: readonly PortalState[] = ["installed", "connected", "configured", ...RUNNING];
  await store.changeState(from, "configured", null);
}

async function resume(store: PortalStore): Promise<void> {
  const run = await store.latestRun("first-sync");
  await store.changeState(["paused"], run?.state === "running" ? "first-sync" : "live", null);
  await store.setDue({ poll: 0, bulk: 0 });
}

async function registerCallbacks(
  { portal: store, definitions }: ConnectParts,
  account: ConnectwiseAccount,
  connection: Connection,
): Promise<CallbackOutcome> {
  try {
    const outcome = await account.ensureCallbacks(
      connection.webhookKey,
      definitions.map(({ objectType }) => objectType),
    );
    if (outcome.memberIdentifier !== null) {
      const { memberIdentifier } = outcome;
      await store.saveConnection({ ...connection, memberIdentifier });
    }
    return outcome;
  } catch (thrown) {
    // Callbacks only make things faster; polls find every change.
    if (thrown instanceof AppError) return { isAllowed: false, memberIdentifier: null };
    throw thrown;
  }
}
