import { objectPath } from "./batch-read.ts";
import type { HubspotObject } from "./objects.ts";
import type { Transport } from "./transport.ts";
import { pageSchema } from "./wire.ts";

/** Longest text that is looked for: a search's body may have 3,000 characters. */
const MAX_TEXT = 500;

/**
 * Finds live records by what people type: HubSpot looks into names, e-mail addresses, domains and
 * telephone numbers. The index is behind by seconds.
 *
 * @returns ids, HubSpot's best match first
 * @see https://developers.hubspot.com/docs/api-reference/search/guide
 */
export async function searchRecords(
  transport: Transport,
  object: HubspotObject,
  words: string,
  limit: number,
): Promise<readonly string[]> {
  const query = words.trim().slice(0, MAX_TEXT);
  if (query === "") return [];
  const { content } = await transport.call({
    method: "POST",
    path: objectPath(transport, object, "/search"),
    body: {
      filterGroups: [],
      query,
      limit,
      properties: [object.idProperty],
    },
    kind: "read",
    budget: "search",
    answer: pageSchema,
  });
  return content.results.map(({ id }) => id);
}
