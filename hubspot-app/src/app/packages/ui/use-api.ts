import { useMemo } from "react";
import { hubspot, useExtensionContext } from "@hubspot/ui-extensions";
import { createApi } from "@lockstep/api/client.ts";
import type { Api } from "@lockstep/api/client.ts";

/**
 * Lockstep's API at the address that the project's profile names.
 *
 * @throws Error - when the profile has no `PUBLIC_URL`
 */
export function useApi(): Api {
  const { variables } = useExtensionContext();
  const baseUrl = variables?.["PUBLIC_URL"];
  if (typeof baseUrl !== "string") throw new Error("The project's profile has no PUBLIC_URL.");
  return useMemo(() => createApi({ baseUrl, fetch: hubspot.fetch }), [baseUrl]);
}
