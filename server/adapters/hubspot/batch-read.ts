import { AppError } from "../../sync/errors.ts";
import { errorOfItem, optional } from "./errors.ts";
import type { HubspotObject } from "./objects.ts";
import { propertiesAmong } from "./parts.ts";
import type { Transport } from "./transport.ts";
import { batchSchema } from "./wire.ts";
import type { WireRecord } from "./wire.ts";

/** Most inputs of a batch call. @see https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
export const MAX_BATCH = 100;

/** Path of an object type's route, such as `/crm/objects/2026-09/companies/batch/read`. */
export function objectPath(transport: Transport, object: HubspotObject, route: string): string {
  return `/crm/objects/${transport.apiVersion}/${object.path}${route}`;
}

/** @throws AppError - internal `batch_too_large` for more inputs than a call takes */
export function refuseOversized(count: number): void {
  if (count <= MAX_BATCH) return;
  throw new AppError(`a call takes at most ${MAX_BATCH} records, not ${count}`, {
    code: "batch_too_large",
    errorClass: "internal",
  });
}

/** Which records to read, and what of them. */
export interface BatchRead {
  readonly ids: readonly string[];
  readonly properties?: readonly string[];
  readonly withHistory?: readonly string[];
  readonly idProperty?: string;
  /** Whether to read archived records instead of live ones. */
  readonly isArchived?: boolean;
}

/**
 * Reads live records by id, or by the value of a unique property. Ids that do not exist come back
 * as errors of a 207, or as a 404 when none exists.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
export async function batchRead(
  transport: Transport,
  object: HubspotObject,
  read: BatchRead,
): Promise<readonly WireRecord[]> {
  const ids = [...new Set(read.ids)];
  const { isArchived = false } = read;
  refuseOversized(ids.length);
  if (ids.length === 0) return [];
  try {
    const { content } = await transport.call({
      method: "POST",
      path: objectPath(transport, object, "/batch/read"),
      query: { archived: String(isArchived) },
      body: {
        inputs: ids.map((id) => ({ id })),
        properties: read.properties ?? [],
        ...optional("propertiesWithHistory", read.withHistory),
        ...optional("idProperty", read.idProperty),
      },
      kind: "read",
      answer: batchSchema,
    });
    for (const item of content.errors) {
      const error = errorOfItem(item, "read");
      if (error.errorClass !== "gone") throw error;
    }
    return content.results.filter(({ archived = false }) => archived === isArchived);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.errorClass === "gone") return [];
    throw thrown;
  }
}

/** The properties that a snapshot with some paths is made of. */
export function propertiesOf(
  object: HubspotObject,
  paths: readonly string[],
  ...more: readonly string[]
): readonly string[] {
  return [...new Set([...propertiesAmong(object, paths), object.modifiedProperty, ...more])];
}
