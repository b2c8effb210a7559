import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { AppError } from "../sync/errors.ts";
import { remember } from "../sync/remember.ts";
import type { Hash } from "../sync/ports.ts";

/** Where a sealed text is kept; it can be opened in that place only. */
export interface SealPlace {
  readonly table: string;
  readonly row: string;
  readonly field: string;
}

/** Encryption and hashing for one portal. */
export interface PortalCrypto {
  /** Encrypts a text (AES-256-GCM) so that it opens only in this place of this portal. */
  seal(text: string, place: SealPlace): string;
  /** @throws AppError `unreadable_value` (internal) when it was sealed elsewhere or changed */
  open(sealed: string, place: SealPlace): string;
  /** HMAC-SHA-256, cut to 128 bits, in 22 characters. */
  readonly hash: Hash;
}

/** The keys that wrap portals' keys, by id; the first of `ENCRYPTION_KEYS` is the current one. */
export interface EncryptionKeys {
  readonly currentId: string;
  readonly keys: ReadonlyMap<string, Buffer>;
}

/** A portal's own keys, 32 bytes each. */
export interface PortalKeys {
  readonly dataKey: Buffer;
  readonly hashKey: Buffer;
}

/** {@link PortalKeys} as they are stored. */
export interface WrappedPortalKeys {
  readonly dataKeyWrapped: string;
  readonly hashKeyWrapped: string;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HASH_BYTES = 16;
/** Texts up to this length are hashed without a buffer of their own. */
const SHORT_BYTES = 384;
const HMAC_BLOCK_BYTES = 64;

/**
 * Reads `ENCRYPTION_KEYS`: `id:key` pairs separated by commas or blanks, each key 32 bytes in base64.
 *
 * @throws AppError `encryption_keys_invalid` (configuration) that says what is wrong; never the key
 */
export function parseEncryptionKeys(text: string): EncryptionKeys {
  const keys = new Map<string, Buffer>();
  for (const entry of text.split(/[\s,]+/).filter((part) => part !== "")) {
    const [id = "", encoded = ""] = entry.split(":");
    const key = Buffer.from(encoded, "base64");
    if (!/^[A-Za-z0-9_-]+$/.test(id)) throw keysInvalid("an entry has no id before its colon");
    if (key.length !== KEY_BYTES) throw keysInvalid(`key "${id}" is not ${KEY_BYTES} bytes long`);
    if (keys.has(id)) throw keysInvalid(`the id "${id}" occurs twice`);
    keys.set(id, key);
  }
  const [currentId] = keys.keys();
  if (currentId === undefined) throw keysInvalid("it is empty");
  return { currentId, keys };
}

function keysInvalid(reason: string): AppError {
  return new AppError(`ENCRYPTION_KEYS cannot be used: ${reason}`, {
    code: "encryption_keys_invalid",
    errorClass: "configuration",
    remedy:
      "Set ENCRYPTION_KEYS to id:key, the key being 32 random bytes in base64 (openssl rand -base64 32).",
  });
}

/** Makes new keys for a portal. */
export function makePortalKeys(): PortalKeys {
  return { dataKey: randomBytes(KEY_BYTES), hashKey: randomBytes(KEY_BYTES) };
}

/** Encrypts a portal's keys under the current key, for storing. */
export function wrapPortalKeys(
  keys: PortalKeys,
  portalId: string,
  wrapping: EncryptionKeys,
): WrappedPortalKeys {
  const wrap = (key: Buffer, purpose: string): string => {
    const current = keyById(wrapping, wrapping.currentId);
    const sealed = encrypt(current, key, bindTo([portalId, "portal_keys", purpose]));
    return `v1.${wrapping.currentId}.${sealed}`;
  };
  return {
    dataKeyWrapped: wrap(keys.dataKey, "data"),
    hashKeyWrapped: wrap(keys.hashKey, "hash"),
  };
}

/**
 * Decrypts a portal's keys with whichever key they were wrapped under.
 *
 * @throws AppError `encryption_key_missing` (configuration) when ENCRYPTION_KEYS lacks that key
 */
export function unwrapPortalKeys(
  wrapped: WrappedPortalKeys,
  portalId: string,
  wrapping: EncryptionKeys,
): PortalKeys {
  const unwrap = (text: string, purpose: string): Buffer => {
    const [, keyId = "", sealed = ""] = text.split(".");
    return decrypt(keyById(wrapping, keyId), sealed, bindTo([portalId, "portal_keys", purpose]));
  };
  return {
    dataKey: unwrap(wrapped.dataKeyWrapped, "data"),
    hashKey: unwrap(wrapped.hashKeyWrapped, "hash"),
  };
}

/** True when the keys are wrapped under the current key already. */
export function isWrappedByCurrent(wrapped: WrappedPortalKeys, wrapping: EncryptionKeys): boolean {
  return [wrapped.dataKeyWrapped, wrapped.hashKeyWrapped].every((text) =>
    text.startsWith(`v1.${wrapping.currentId}.`),
  );
}

function keyById(wrapping: EncryptionKeys, id: string): Buffer {
  const key = wrapping.keys.get(id);
  if (key !== undefined) return key;
  throw new AppError(`a portal's keys are wrapped under "${id}", which ENCRYPTION_KEYS lacks`, {
    code: "encryption_key_missing",
    errorClass: "configuration",
    remedy: `Add the key "${id}" to ENCRYPTION_KEYS again, after the current one.`,
  });
}

/** Builds sealing, opening and hashing from a portal's keys. */
export function createPortalCrypto(portalId: string, keys: PortalKeys): PortalCrypto {
  const bind = (place: SealPlace): Buffer =>
    bindTo([portalId, place.table, place.row, place.field]);
  // Twice as fast as the key's bytes, which Node prepares anew for each value.
  const dataKey = createSecretKey(keys.dataKey);
  return {
    seal: (text, place) => `v1.${encrypt(dataKey, Buffer.from(text, "utf8"), bind(place))}`,
    open: (sealed, place) =>
      decrypt(dataKey, sealed.slice("v1.".length), bind(place)).toString("utf8"),
    hash: createKeyedHash(keys.hashKey),
  };
}

/**
 * HMAC-SHA-256 from one-shot hashes: four times as fast as `createHmac`, which matters because every
 * field of every listed record is hashed. The last ones are remembered: both records of a pair say the
 * same, and most records say the same as others about their country or type.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
function createKeyedHash(key: Buffer): Hash {
  const block = Buffer.alloc(HMAC_BLOCK_BYTES);
  key.copy(block);
  const padded = Buffer.from(block.map((byte) => byte ^ 0x36));
  const inner = Buffer.alloc(HMAC_BLOCK_BYTES + SHORT_BYTES);
  padded.copy(inner);
  const outer = Buffer.alloc(HMAC_BLOCK_BYTES + KEY_BYTES);
  Buffer.from(block.map((byte) => byte ^ 0x5c)).copy(outer);
  const innerWith = (text: string): Buffer => {
    // A character takes three bytes at most, a pair of surrogates four.
    if (text.length * 3 > SHORT_BYTES) return Buffer.concat([padded, Buffer.from(text, "utf8")]);
    return inner.subarray(0, HMAC_BLOCK_BYTES + inner.write(text, HMAC_BLOCK_BYTES, "utf8"));
  };
  return remember((text) => {
    hash("sha256", innerWith(text), "buffer").copy(outer, HMAC_BLOCK_BYTES);
    return hash("sha256", outer, "buffer").subarray(0, HASH_BYTES).toString("base64url");
  });
}

/** Opens a sealed JSON text as what was sealed in this place. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names what it sealed
export function openJson<Value>(crypto: PortalCrypto, sealed: string, place: SealPlace): Value {
  const value: unknown = JSON.parse(crypto.open(sealed, place));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- authenticated: only we can have sealed it, for this place
  return value as Value;
}

/** JSON keeps the parts apart whatever they contain. */
function bindTo(parts: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(parts), "utf8");
}

/** Random bytes for the next values: asking the system for each one takes longer than encrypting it. */
const IVS_AT_ONCE = 256;
let ivs = Buffer.alloc(0);

function nextIv(): Buffer {
  if (ivs.length === 0) ivs = randomBytes(IVS_AT_ONCE * IV_BYTES);
  const iv = ivs.subarray(0, IV_BYTES);
  ivs = ivs.subarray(IV_BYTES);
  return iv;
}

function encrypt(key: Buffer | KeyObject, plain: Buffer, boundTo: Buffer): string {
  const iv = nextIv();
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo);
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString("base64url");
}

function decrypt(key: Buffer | KeyObject, sealed: string, boundTo: Buffer): Buffer {
  try {
    const bytes = Buffer.from(sealed, "base64url");
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo);
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new AppError("a stored value cannot be decrypted here", {
      code: "unreadable_value",
      errorClass: "internal",
      cause,
    });
  }
}
