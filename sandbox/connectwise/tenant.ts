import { lengthLimits, parseVersion } from "./schema.ts";
import type { ServerVersion } from "./schema.ts";
import type { Actor, Store } from "./store.ts";
import type { WriteContext } from "./record-type.ts";
import type { Credentials } from "./auth.ts";
import type { MissingRight } from "./roles.ts";

/** Behaviour seen on single servers, or not published; all off unless a test asks for it. */
export interface Quirks {
  /** Dates in conditions are compared without their time. */
  dateOnlyConditions: boolean;
  /** Every PATCH of a company answers 500 `String was not recognized as a valid DateTime.` */
  companyPatchFails: boolean;
  /** A PATCH of a record without `customFields` answers 400, as seen once on a sandbox. */
  patchNeedsCustomFields: boolean;
  /** The answer to the POST of a contact has no `communicationItems`, as captured from a sandbox. */
  createHidesItems: boolean;
  /** Changes of a contact's communications alone move its `lastUpdated` and send a callback. */
  communicationsMoveContact: boolean;
  /** GET of a forecast answers one object, as a client of a real server reads it; described is a list. */
  forecastIsObject: boolean;
}

/** One ConnectWise server with its one company: what all routes share. */
export interface Tenant {
  readonly store: Store;
  readonly credentials: Credentials;
  readonly quirks: Quirks;
  readonly notify: WriteContext["notify"];
  /** Somebody took the API member's keys back: they are as good as wrong ones. */
  areKeysRevoked: boolean;
  /** Path prefixes the API member's role does not cover. */
  denied: readonly string[];
  /** Rights that its role lacks, as a person sees them in the screen of security roles. */
  missingRights: readonly MissingRight[];
}

/** The server's version at the moment; an upgrade changes it. */
export function versionOf(tenant: Tenant): ServerVersion {
  return parseVersion(tenant.store.state.version);
}

/** First path segment of the API with its slash: cloud servers change it with every upgrade. */
export function codebaseOf(tenant: Tenant): string {
  if (!tenant.credentials.isCloud) return "v4_6_release/";
  return `${versionOf(tenant).code.replace(".", "_")}/`;
}

/** Everything a write by this actor needs. */
export function writeContext(tenant: Tenant, actor: Actor): WriteContext {
  return {
    store: tenant.store,
    limits: lengthLimits(versionOf(tenant)),
    actor,
    notify: tenant.notify,
  };
}
