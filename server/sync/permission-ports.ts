import type { ObjectType, Side } from "./model.ts";

/** A right in one of the systems that the sync takes. */
export interface Permission {
  readonly side: Side;
  /** As the vendor's screen has it: `Companies > Contacts`, or a HubSpot scope. */
  readonly permission: string;
  /** How far it must go, `Inquire`, `Add`, `Edit`; null where there are no levels. */
  readonly level: string | null;
  /** What Lockstep cannot do without it. */
  readonly neededFor: string;
  /** False: without it something is slower or left out, and the sync works all the same. */
  readonly isRequired: boolean;
}

/**
 * What is known about a right. `unproven`: nothing that only reads can tell; `unchecked`: nobody
 * looked yet.
 */
export type PermissionState = "granted" | "missing" | "unproven" | "unchecked";

/** A right with what a check found out about it. */
export interface PermissionFinding extends Permission {
  readonly state: PermissionState;
  /** What tells so. */
  readonly message: string;
  /** Where a person grants it; null where nothing is to be done. */
  readonly remedy: string | null;
}

/** Why the rights were looked at. */
export type CheckReason =
  /** A person asked for it. */
  | "asked"
  /** A vendor refused a call of the sync. */
  | "refused";

/** The last check of a portal. */
export interface PermissionCheck {
  readonly reason: CheckReason;
  /** Milliseconds. */
  readonly checkedAt: number;
  readonly findings: readonly PermissionFinding[];
}

/** A call of the sync that a vendor refused for want of a right. */
export interface Refusal {
  readonly side: Side;
  readonly objectType: ObjectType;
  readonly action: "read" | "create" | "update";
  /** What the adapter says should be done. */
  readonly remedy: string | null;
}

/** Code of the issues of records whose write was refused for want of a right, in either system. */
export const PERMISSION_MISSING = "permission_missing";

/** One system's rights, looked at by calls that change nothing. */
export interface PermissionProbes {
  readonly side: Side;
  /** Every right that the sync takes; no call is made. */
  needed(): readonly Permission[];
  /**
   * Looks at each of them.
   *
   * @param refusals - what the sync was refused: it proves what reading cannot
   * @throws AppError auth, throttle or transient when the vendor cannot be asked at present
   */
  check(refusals: readonly Refusal[]): Promise<readonly PermissionFinding[]>;
}

/** What is kept about checks. */
export interface PermissionStore {
  /** The last check; null when there was none since ConnectWise was connected. */
  permissionCheck(): Promise<PermissionCheck | null>;
  savePermissionCheck(check: Pick<PermissionCheck, "reason" | "findings">): Promise<void>;
  /**
   * Takes the right to check because of a refusal; false when one made so few milliseconds ago stands
   * for this one, too. Only one of several processes gets it.
   */
  leaseRefusalCheck(standsForMs: number): Promise<boolean>;
}
