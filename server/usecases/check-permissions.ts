import { notConfigured } from "../sync/errors.ts";
import {
  PERMISSION_MISSING,
  type CheckReason,
  type PermissionCheck,
  type PermissionFinding,
  type PermissionProbes,
  type Refusal,
} from "../sync/permission-ports.ts";
import type { PortalStore } from "../sync/portal-ports.ts";

/** What checks of rights need. */
export interface PermissionParts {
  readonly portal: Pick<
    PortalStore,
    "permissionCheck" | "savePermissionCheck" | "leaseRefusalCheck" | "retryIssues"
  >;
  /** Both systems' rights; null while ConnectWise is not connected. */
  readonly probes: () => Promise<readonly PermissionProbes[] | null>;
  /** What the sync was refused since it was taken last. */
  readonly takeRefusals: () => readonly Refusal[];
}

/** One more refusal says nothing new for so long, in milliseconds. */
const STANDS_FOR_MS = 60 * 60_000;

/**
 * Tells what the last check found.
 *
 * @returns what the sync takes as `unchecked` before the first check
 * @throws AppError `not_configured` while ConnectWise is not connected
 */
export async function readPermissions(
  parts: Pick<PermissionParts, "portal" | "probes">,
): Promise<PermissionCheck | { readonly findings: readonly PermissionFinding[] }> {
  const probes = await parts.probes();
  if (probes === null) throw notConfigured();
  const stored = await parts.portal.permissionCheck();
  if (stored !== null) return stored;
  return {
    findings: probes.flatMap((one) =>
      one.needed().map((permission): PermissionFinding => ({
        ...permission,
        state: "unchecked",
        message: "Nobody has looked yet.",
        remedy: "Check the permissions.",
      })),
    ),
  };
}

/**
 * Looks at every right that the sync takes, by calls that change nothing, and keeps what it found. No
 * such call proves a right to write, so the records that were refused are marked to be tried again.
 *
 * @param userId - HubSpot user who asks
 * @throws AppError `not_configured` while ConnectWise is not connected; auth, throttle or transient
 *   when a vendor cannot be asked at present, in which case the earlier check stays
 */
export async function checkPermissions(
  parts: PermissionParts,
  userId: string,
): Promise<PermissionCheck> {
  // Whoever asks may have granted a moment ago what was refused before; if not, it is refused again.
  parts.takeRefusals();
  const found = await check(parts, "asked", []);
  await parts.portal.retryIssues({ code: PERMISSION_MISSING }, userId);
  return found;
}

/**
 * Does the same after the sync was refused something; once an hour and portal, however many records
 * were refused, and by whichever process comes first.
 *
 * @returns what is missing; null when nothing was refused, or a check stands for it already
 */
export async function recheckPermissions(
  parts: PermissionParts,
): Promise<readonly PermissionFinding[] | null> {
  const refusals = parts.takeRefusals();
  if (refusals.length === 0 || !(await parts.portal.leaseRefusalCheck(STANDS_FOR_MS))) return null;
  return missingOf((await check(parts, "refused", refusals)).findings);
}

/** The rights without which something stops. */
export function missingOf(findings: readonly PermissionFinding[]): readonly PermissionFinding[] {
  return findings.filter(({ state, isRequired }) => state === "missing" && isRequired);
}

async function check(
  { portal, probes }: PermissionParts,
  reason: CheckReason,
  refusals: readonly Refusal[],
): Promise<PermissionCheck> {
  const sides = await probes();
  if (sides === null) throw notConfigured();
  const found = await Promise.all(sides.map(async (one) => one.check(refusals)));
  await portal.savePermissionCheck({ reason, findings: found.flat() });
  const stored = await portal.permissionCheck();
  if (stored === null) throw notConfigured();
  return stored;
}
