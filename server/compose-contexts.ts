import { createConnectwiseAdapter } from "./adapters/connectwise/index.ts";
import type { Gate } from "./adapters/connectwise/transport.ts";
import { createHubspotAdapter } from "./adapters/hubspot/index.ts";
import type { Transport } from "./adapters/hubspot/transport.ts";
import type { ConnectwiseParts } from "./compose-vendors.ts";
import type { PortalCrypto } from "./store/encryption.ts";
import { companyDefinition } from "./sync/objects/company.ts";
import { contactDefinition } from "./sync/objects/contact.ts";
import { dealDefinition } from "./sync/objects/deal.ts";
import { catchAllRow, type ObjectDefinition } from "./sync/objects/definition.ts";
import { optional } from "./sync/optional.ts";
import type { Connection } from "./sync/connection.ts";
import type { PortalStore } from "./sync/portal-ports.ts";
import type { ObjectSettings, StoredSettings } from "./sync/settings-ports.ts";
import type { CrmAdapter } from "./sync/adapter-ports.ts";
import type { Clock } from "./sync/ports.ts";
import type { SyncStore } from "./sync/store-ports.ts";
import { DEFAULT_TIMING, type SyncContext } from "./usecases/engine.ts";
import { type RefusalLog, watchRefusals } from "./usecases/watch-refusals.ts";

/** Object types that are synced, parents before children. */
export const DEFINITIONS: readonly ObjectDefinition[] = [
  companyDefinition,
  contactDefinition,
  dealDefinition,
];

const BULK_SLICE_MS = 2_000;

/** Whether work goes before others' or behind it. */
export type Pace = "now" | "bulk";

type Adapters = Readonly<Record<"hubspot" | "connectwise", CrmAdapter>>;
/** Hands out the adapters of a connection. */
export type AdapterCache = (connection: Connection, pace: Pace) => Adapters;

/** Keeps the adapters of the connection as it is stored now; other keys make other adapters. */
export function createAdapterCache(
  appId: string,
  transports: Readonly<Record<Pace, Transport>>,
  connectwise: ConnectwiseParts & { readonly gate: Gate; readonly refusals: RefusalLog },
): AdapterCache {
  let known = "";
  let cached: Partial<Record<Pace, Adapters>> = {};
  return (connection, pace) => {
    const fingerprint = JSON.stringify(connection);
    if (fingerprint !== known) {
      known = fingerprint;
      cached = {};
    }
    const { http, clientId, limiter, gate, refusals } = connectwise;
    const isBulk = pace === "bulk";
    const options = { connection, http, clientId, limiter, gate, isBulk };
    return (cached[pace] ??= {
      hubspot: watchRefusals(
        createHubspotAdapter({ transport: transports[pace], appId }),
        refusals,
      ),
      connectwise: watchRefusals(createConnectwiseAdapter(options), refusals),
    });
  };
}

/** What the contexts of a portal are made of. */
export interface ContextParts {
  /** Object types that are synced, parents before children. */
  readonly definitions: readonly ObjectDefinition[];
  readonly shared: {
    readonly clock: Clock;
    readonly random: () => number;
    readonly owner: string;
  };
  readonly portal: PortalStore;
  readonly store: SyncStore;
  readonly crypto: PortalCrypto;
  readonly adapters: AdapterCache;
}

/**
 * Makes a context for each object type that is on. Settings are read anew each time, so that a change
 * made by another process counts at once.
 */
export async function readContexts(
  parts: ContextParts,
  pace: Pace,
): Promise<readonly SyncContext[]> {
  const connection = await parts.portal.connection();
  if (connection === null) return [];
  const [settings, portal] = await Promise.all([
    parts.portal.objectSettings(),
    parts.portal.portal(),
  ]);
  const country = settings.map(defaultCountryOf).find((code) => code !== undefined);
  return parts.definitions.flatMap((definition) => {
    const found = settings.find(({ objectType }) => objectType === definition.objectType);
    if (found === undefined || !found.isOn) return [];
    const timeZone = portal?.timeZone ?? "UTC";
    const excludedIds = [...found.excludedIds, ...catchAllIds(parts, definition, settings)];
    const around = { connection, pace, timeZone, country };
    return [toContext(parts, definition, { ...found, excludedIds }, around)];
  });
}

/** Whoever belongs to a catch-all record belongs to none; it is no customer itself. */
function catchAllIds(
  { definitions }: Pick<ContextParts, "definitions">,
  { objectType }: ObjectDefinition,
  settings: readonly ObjectSettings[],
): readonly string[] {
  const children = definitions.filter((child) => catchAllRow(child)?.references === objectType);
  return settings
    .filter((one) => children.some((child) => child.objectType === one.objectType))
    .flatMap(({ policy }) => policy.catchAllId ?? []);
}

function toContext(
  parts: ContextParts,
  definition: ObjectDefinition,
  settings: StoredSettings,
  around: {
    readonly connection: Connection;
    readonly pace: Pace;
    readonly timeZone: string;
    readonly country: string | undefined;
  },
): SyncContext {
  const { shared, store, crypto, adapters } = parts;
  const { connection, pace, timeZone, country } = around;
  return {
    definition,
    mapping: settings.mapping,
    policy: settings.policy,
    settingsVersion: settings.version,
    filters: {
      inactiveStatusIds: new Set(settings.inactiveStatusIds),
      excludedIds: new Set(settings.excludedIds),
    },
    store,
    adapters: adapters(connection, pace),
    clock: shared.clock,
    hash: crypto.hash,
    timeZone: ianaZone(timeZone),
    owner: shared.owner,
    random: shared.random,
    timing: pace === "bulk" ? { ...DEFAULT_TIMING, sliceMs: BULK_SLICE_MS } : DEFAULT_TIMING,
    ...optional("defaultCountry", country),
  };
}

/** A zone that this Node does not know counts as UTC rather than stopping the portal. */
function ianaZone(name: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** ISO code of the country that new ConnectWise companies get; phone numbers are read as there. */
function defaultCountryOf({ policy, mapping }: ObjectSettings): string | undefined {
  const id = policy.createDefaults.connectwise["country/id"];
  const codes = Object.entries(mapping.valueMaps["country"]?.toConnectwise ?? {});
  return codes.find(([, countryId]) => countryId === id)?.[0];
}
