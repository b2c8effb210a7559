import { ACCOUNT_ENDPOINTS } from "./account.ts";
import type { Endpoint } from "./endpoint.ts";
import { MAPPING_ENDPOINTS } from "./mapping.ts";
import { OBJECT_ENDPOINTS } from "./objects.ts";
import { PEOPLE_ENDPOINTS } from "./people.ts";
import { RECORD_ENDPOINTS } from "./records.ts";
import { RUN_ENDPOINTS } from "./runs.ts";

const ROWS = [
  ...ACCOUNT_ENDPOINTS,
  ...PEOPLE_ENDPOINTS,
  ...OBJECT_ENDPOINTS,
  ...MAPPING_ENDPOINTS,
  ...RECORD_ENDPOINTS,
  ...RUN_ENDPOINTS,
] as const;

/**
 * Every route of the API. Rights and audit are taken from here, and docs/openapi.json is made of it;
 * a route that has no row is answered as one that does not exist.
 */
export const ENDPOINTS: readonly Endpoint[] = ROWS;

/** The rows with the types of their schemas, which the extensions' wire types are compared with. */
export type EndpointRow = (typeof ROWS)[number];
