import {
  checkPermissions as checkRights,
  neededPermissions as neededRights,
} from "./adapters/connectwise/permissions.ts";
import { createConnectwiseClient } from "./adapters/connectwise/transport.ts";
import {
  checkPermissions as checkScopes,
  neededPermissions as neededScopes,
} from "./adapters/hubspot/permissions.ts";
import type { ConnectwiseParts } from "./compose-vendors.ts";
import type { Connection } from "./sync/connection.ts";
import type { PermissionProbes } from "./sync/permission-ports.ts";

/** HubSpot's side. @param grantedScopes - asks HubSpot which scopes the portal's token has */
export function createScopeProbes(
  grantedScopes: () => Promise<readonly string[]>,
): PermissionProbes {
  return {
    side: "hubspot",
    needed: neededScopes,
    check: async (refusals) => checkScopes(await grantedScopes(), refusals),
  };
}

/** ConnectWise's side: the rights of the API member that a connection's keys belong to. */
export function createRightProbes(
  parts: ConnectwiseParts,
  connection: Connection,
): PermissionProbes {
  const client = createConnectwiseClient({ ...parts, credentials: connection });
  return {
    side: "connectwise",
    needed: neededRights,
    check: (refusals) => checkRights(client, refusals),
  };
}
