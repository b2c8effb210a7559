/** Room that a list has in an answer of 1 MB, the most that HubSpot hands on; the rest is for what goes with it. */
const MAX_PAGE_BYTES = 700 * 1024;

/**
 * Reads a page of a list, and half of it as long as it is too large to be answered: texts that vendors
 * wrote have no length that could be relied on. A single row is answered whatever its size.
 *
 * @param read - reads so many rows; its `next` fits the rows it returned
 */
export async function readPage<Page>(
  limit: number,
  read: (limit: number) => Promise<Page>,
): Promise<Page> {
  const page = await read(limit);
  const isFit = Buffer.byteLength(JSON.stringify(page)) <= MAX_PAGE_BYTES;
  return isFit || limit === 1 ? page : readPage(Math.floor(limit / 2), read);
}
