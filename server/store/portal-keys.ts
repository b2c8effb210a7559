import type { Database, Query } from "./db.ts";
import {
  createPortalCrypto,
  type EncryptionKeys,
  isWrappedByCurrent,
  makePortalKeys,
  type PortalCrypto,
  unwrapPortalKeys,
  wrapPortalKeys,
  type WrappedPortalKeys,
} from "./encryption.ts";

interface KeyRow {
  data_key_wrapped: string;
  hash_key_wrapped: string;
}

/**
 * Opens a portal's encryption; makes its keys when it has none yet.
 *
 * @throws AppError `encryption_key_missing` (configuration) when the keys were wrapped under a key
 *   that is not in ENCRYPTION_KEYS any more
 */
export async function openPortalCrypto(
  database: Database,
  portalId: string,
  wrapping: EncryptionKeys,
): Promise<PortalCrypto> {
  const wrapped = await database.inPortal(portalId, async (query) => {
    const known = await readKeys(query);
    if (known !== null) return known;
    const fresh = wrapPortalKeys(makePortalKeys(), portalId, wrapping);
    // Two processes may do this at once: the first one's keys stand for both.
    await query(
      `INSERT INTO portal_keys (data_key_wrapped, hash_key_wrapped) VALUES (?, ?)
       ON CONFLICT (portal_id) DO NOTHING`,
      [fresh.dataKeyWrapped, fresh.hashKeyWrapped],
    );
    return (await readKeys(query)) ?? fresh;
  });
  return createPortalCrypto(portalId, unwrapPortalKeys(wrapped, portalId, wrapping));
}

/**
 * Wraps the keys of portals anew under the current key; values need not be touched.
 *
 * @returns how many portals were wrapped under another key
 */
export async function rewrapPortalKeys(
  database: Database,
  portalIds: readonly string[],
  wrapping: EncryptionKeys,
): Promise<number> {
  let rewrapped = 0;
  for (const portalId of portalIds) {
    rewrapped += await database.inPortal(portalId, async (query) => {
      const known = await readKeys(query);
      if (known === null || isWrappedByCurrent(known, wrapping)) return 0;
      const keys = unwrapPortalKeys(known, portalId, wrapping);
      const fresh = wrapPortalKeys(keys, portalId, wrapping);
      await query("UPDATE portal_keys SET data_key_wrapped = ?, hash_key_wrapped = ?", [
        fresh.dataKeyWrapped,
        fresh.hashKeyWrapped,
      ]);
      return 1;
    });
  }
  return rewrapped;
}

async function readKeys(query: Query): Promise<WrappedPortalKeys | null> {
  const [row] = await query<KeyRow>("SELECT data_key_wrapped, hash_key_wrapped FROM portal_keys");
  if (row === undefined) return null;
  return { dataKeyWrapped: row.data_key_wrapped, hashKeyWrapped: row.hash_key_wrapped };
}
