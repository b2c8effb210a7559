import type { Permission, PermissionFinding, Refusal } from "../../sync/permission-ports.ts";
import { HUBSPOT_OBJECTS, hubspotObject } from "./objects.ts";

const OBJECTS = HUBSPOT_OBJECTS.map(({ path }) => path);

/** Scopes of the app with what each is for; they must equal those of the app's configuration. */
const NEEDED_FOR: Readonly<Record<string, string>> = {
  oauth: "staying connected",
  ...Object.fromEntries(
    OBJECTS.flatMap((objects) => [
      [`crm.objects.${objects}.read`, `reading ${objects}, and hearing of their changes`],
      [`crm.objects.${objects}.write`, `creating and changing ${objects}`],
    ]),
  ),
  ...Object.fromEntries(
    OBJECTS.flatMap((objects) => [
      [`crm.schemas.${objects}.read`, `mapping properties of ${objects}`],
      [`crm.schemas.${objects}.write`, `making Lockstep's own properties of ${objects}`],
    ]),
  ),
  "crm.objects.owners.read": "giving records to owners",
  "crm.lists.read": "filters that ask for lists",
};

/** Scopes that the app asks for when it is installed. */
export const SCOPES: readonly string[] = Object.keys(NEEDED_FOR);

/** Every right that the app must have been given. */
export function neededPermissions(): readonly Permission[] {
  return Object.entries(NEEDED_FOR).map(([permission, neededFor]) => ({
    side: "hubspot",
    permission,
    level: null,
    neededFor,
    isRequired: true,
  }));
}

const REMEDY =
  "In HubSpot, open Settings > Integrations > Connected apps, install Lockstep again, and allow all that it asks for.";

/**
 * Holds the scopes of the portal's token against those that the sync takes.
 *
 * @param refusals - what the sync was refused although its token has the scopes: a person's rights,
 *   or a subscription, stand in the way
 * @see https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/scopes
 */
export function checkPermissions(
  granted: readonly string[],
  refusals: readonly Refusal[],
): readonly PermissionFinding[] {
  const has = new Set(granted);
  return neededPermissions().map((one): PermissionFinding => {
    if (!has.has(one.permission)) {
      return { ...one, state: "missing", message: "The app was not given it.", remedy: REMEDY };
    }
    const refused = refusals.find((refusal) => isAbout(one.permission, refusal));
    if (refused === undefined) {
      return { ...one, state: "granted", message: "The app was given it.", remedy: null };
    }
    const message = `HubSpot refused ${one.neededFor} during the sync, although the app was given it.`;
    return { ...one, state: "unproven", message, remedy: refused.remedy };
  });
}

function isAbout(scope: string, { side, objectType, action }: Refusal): boolean {
  const kind = action === "read" ? "read" : "write";
  return side === "hubspot" && scope === `crm.objects.${hubspotObject(objectType).path}.${kind}`;
}
