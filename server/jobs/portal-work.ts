import type { Logger } from "../shared/logger.ts";
import type { ObjectType } from "../sync/model.ts";
import type { PermissionFinding } from "../sync/permission-ports.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { Clock } from "../sync/ports.ts";
import type { SyncStore } from "../sync/store-ports.ts";
import type { SyncContext } from "../usecases/engine.ts";

/** One portal, as far as its jobs need it. */
export interface PortalWork {
  readonly portal: PortalStore;
  readonly store: SyncStore;
  /**
   * The engine's contexts of the object types that are on, parents first; empty while ConnectWise is
   * not connected.
   *
   * @param pace - `bulk` waits behind everything else for calls, and works in short slices
   */
  contexts(pace: "now" | "bulk"): Promise<readonly SyncContext[]>;
  /** Removes what outlived its purpose. */
  prune(): Promise<void>;
  /** Reads definitions again that are old, or that a refusal speaks against. */
  refreshDefinitions(): Promise<void>;
  /** Makes our properties of an object type where HubSpot lacks them. */
  setUpProperties(objectType: ObjectType): Promise<unknown>;
  /** Looks at the rights in both systems if the sync was refused something; what is missing, or null. */
  recheckPermissions(): Promise<readonly PermissionFinding[] | null>;
}

/** What both kinds of jobs need. */
export interface JobParts {
  /** Null for a portal that does not exist (any more). */
  openPortal(portalId: string): Promise<PortalWork | null>;
  wakeBulk(portalId: string): Promise<void>;
  readonly clock: Clock;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  readonly pollMs: number;
  readonly logger: Logger;
  /** Counts what happened, for the operator's metrics. */
  readonly count: (event: JobEvent, amount?: number) => void;
}

/** What jobs count. */
export type JobEvent = "polls" | "pairs" | "writes" | "throttled" | "failed" | "drift";
