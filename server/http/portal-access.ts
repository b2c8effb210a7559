import type { ObjectType } from "../sync/model.ts";
import type { DownloadLinks, PeopleStore } from "../sync/people-ports.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { SyncStore } from "../sync/store-ports.ts";
import type { CompanyDirectory } from "../sync/vendor-ports.ts";
import type { PermissionParts } from "../usecases/check-permissions.ts";
import type { ConnectParts } from "../usecases/connect-connectwise.ts";
import type { SyncContext } from "../usecases/engine.ts";
import type { RunContext } from "../usecases/run-position.ts";
import type { Hint } from "../usecases/receive-hints.ts";

/** A request that claims to come from HubSpot. */
export interface ClaimedHubspotRequest {
  readonly method: string;
  /** Address as HubSpot called it, with its query. */
  readonly url: string;
  readonly rawBody: Buffer;
  readonly signature: string | undefined;
  /** Milliseconds as text. */
  readonly timestamp: string | undefined;
}

/** HubSpot's side of what comes in over HTTP. */
export interface HubspotInbox {
  isGenuine(request: ClaimedHubspotRequest): boolean;
  /** Hints by portal. @throws AppError invalid for a body that is no list of events */
  readHints(body: unknown): ReadonlyMap<string, readonly Hint[]>;
}

/** ConnectWise's side, for one connection. */
export interface ConnectwiseInbox {
  /** @throws AppError when the signing key cannot be fetched at the moment */
  isGenuine(rawBody: Buffer, signature: string | undefined): Promise<boolean>;
  /** Null for a callback about something that is not synced. */
  readHint(rawBody: Buffer): Hint | null;
}

/** One portal, as far as requests need it. */
export interface PortalAccess {
  readonly portalId: string;
  readonly portal: PortalStore;
  readonly people: PeopleStore;
  readonly downloads: DownloadLinks;
  readonly store: Pick<SyncStore, "markDirty">;
  readonly connect: ConnectParts;
  readonly permissions: PermissionParts;
  /** @throws AppError `not_configured` while ConnectWise is not connected */
  companies(): Promise<CompanyDirectory>;
  /** Waits for so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Null while ConnectWise is not connected. */
  connectwiseInbox(): Promise<ConnectwiseInbox | null>;
  /** @throws AppError `not_configured` while ConnectWise is not connected */
  runContext(): Promise<RunContext>;
  /**
   * The engine's context of an object type, for one act of a person.
   *
   * @throws AppError `not_configured` while ConnectWise is not connected, `object_is_off`
   */
  syncContext(objectType: ObjectType): Promise<SyncContext>;
}

/** Finds portals for requests. */
export interface PortalRegistry {
  /** Null when the app was never installed there, or its rows were erased. */
  find(portalId: string): Promise<PortalAccess | null>;
  /** Portal behind the unguessable part of a callback URL. */
  findByWebhookKey(webhookKey: string): Promise<PortalAccess | null>;
}

/** Wakes workers; losing a wake costs time, never a change. */
export interface Alarm {
  wakeNow(portalId: string): Promise<void>;
  wakeBulk(portalId: string): Promise<void>;
}
