import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  createPortalCrypto,
  makePortalKeys,
  parseEncryptionKeys,
} from "../../../server/store/encryption.ts";
import { openPortalCrypto, rewrapPortalKeys } from "../../../server/store/portal-keys.ts";
import { createPortalStore } from "../../../server/store/portal-store.ts";
import { createSyncStore } from "../../../server/store/sync-store.ts";
import { connection, installPortal, openStoreRig, TOKENS, ACCOUNT, CLAIM_KINDS } from "./rig.ts";

const { app } = await openStoreRig();
const place = { table: "links", row: "1", field: "name" };
const key = (): string => randomBytes(32).toString("base64");

describe("sealed values", () => {
  const keys = makePortalKeys();
  const crypto = createPortalCrypto("1", keys);

  it("come back as they were, and never look the same twice", () => {
    const text = 'Müller & Söhne "GmbH" \u0000';

    expect(crypto.open(crypto.seal(text, place), place)).toBe(text);
    expect(crypto.seal(text, place)).not.toBe(crypto.seal(text, place));
    expect(crypto.seal(text, place)).not.toContain("ller");
  });

  it.each([
    ["portal", "2", place],
    ["table", "1", { ...place, table: "journal" }],
    ["row", "1", { ...place, row: "2" }],
    ["field", "1", { ...place, field: "city" }],
  ])("do not open in another %s", (_what, portalId, elsewhere) => {
    const sealed = crypto.seal("secret", place);

    expect(() => createPortalCrypto(portalId, keys).open(sealed, elsewhere)).toThrow(
      expect.objectContaining({ code: "unreadable_value" }) as Error,
    );
  });

  it("do not open when a bit was changed", () => {
    const bytes = Buffer.from(crypto.seal("secret", place).slice(3), "base64url");
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;

    expect(() => crypto.open(`v1.${bytes.toString("base64url")}`, place)).toThrow(
      expect.objectContaining({ code: "unreadable_value" }) as Error,
    );
  });

  it("are hashed with HMAC-SHA-256, cut to 128 bits", () => {
    const longest = ["ü", "€", "𝕏"].map((character) => character.repeat(128 / character.length));
    for (const text of ["", "acme", "Müller & Söhne", "\ud800", "x".repeat(1_000), ...longest]) {
      const whole = createHmac("sha256", keys.hashKey).update(text).digest();

      expect(crypto.hash(text)).toBe(whole.subarray(0, 16).toString("base64url"));
    }
  });

  it("are hashed differently in each portal", () => {
    expect(crypto.hash("acme")).toBe(crypto.hash("acme"));
    expect(crypto.hash("acme")).not.toBe(createPortalCrypto("1", makePortalKeys()).hash("acme"));
  });
});

describe("ENCRYPTION_KEYS", () => {
  it("takes the first key as the current one", () => {
    const keys = parseEncryptionKeys(`new:${key()}, old:${key()}`);

    expect(keys.currentId).toBe("new");
    expect([...keys.keys.keys()]).toEqual(["new", "old"]);
  });

  it.each([
    ["", "empty"],
    ["abc", "no id|not 32 bytes"],
    ["k1:c2hvcnQ=", "not 32 bytes"],
    [`:${key()}`, "no id"],
    [`a:${key()},a:${key()}`, "twice"],
  ])("is refused as %j", (text, why) => {
    expect(() => parseEncryptionKeys(text)).toThrow(
      expect.objectContaining({
        code: "encryption_keys_invalid",
        message: expect.stringMatching(why) as string,
      }) as Error,
    );
  });

  it("is refused without printing a key", () => {
    const secret = key();

    expect(() => parseEncryptionKeys(`a:${secret},a:${secret}`)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) as string }) as Error,
    );
  });
});

describe("a portal's keys [S27]", () => {
  it("are made once, also by processes that open them at once", async () => {
    const wrapping = parseEncryptionKeys(`k1:${key()}`);

    const opened = await Promise.all(
      [1, 2, 3].map(() => openPortalCrypto(app, "keys-1", wrapping)),
    );

    expect(new Set(opened.map((each) => each.hash("x"))).size).toBe(1);
  });

  it("are wrapped anew by rotation, and values and hashes stay readable without the old key", async () => {
    const [oldKey, newKey] = [`old:${key()}`, `new:${key()}`];
    const before = await openPortalCrypto(app, "keys-2", parseEncryptionKeys(oldKey));
    const sealed = before.seal("secret", place);
    const both = parseEncryptionKeys(`${newKey},${oldKey}`);

    expect(await rewrapPortalKeys(app, ["keys-2", "unknown"], both)).toBe(1);
    expect(await rewrapPortalKeys(app, ["keys-2"], both)).toBe(0);

    const after = await openPortalCrypto(app, "keys-2", parseEncryptionKeys(newKey));
    expect(after.open(sealed, place)).toBe("secret");
    expect(after.hash("acme")).toBe(before.hash("acme"));
    await expect(
      openPortalCrypto(app, "keys-2", parseEncryptionKeys(oldKey)),
    ).rejects.toMatchObject({
      code: "encryption_key_missing",
      message: expect.stringContaining('"new"') as string,
    });
  });

  it("cannot be moved to another portal", async () => {
    const wrapping = parseEncryptionKeys(`k1:${key()}`);
    await openPortalCrypto(app, "keys-3", wrapping);
    const [row] = await app.inPortal("keys-3", (query) =>
      query<{ d: string; h: string }>(
        "SELECT data_key_wrapped AS d, hash_key_wrapped AS h FROM portal_keys",
      ),
    );
    await app.inPortal("keys-4", (query) =>
      query("INSERT INTO portal_keys (data_key_wrapped, hash_key_wrapped) VALUES (?, ?)", [
        row?.d ?? "",
        row?.h ?? "",
      ]),
    );

    await expect(openPortalCrypto(app, "keys-4", wrapping)).rejects.toMatchObject({
      code: "unreadable_value",
    });
  });
});

describe("what is at rest [S28]", () => {
  it("shows no value, token or key in any column of any table", async () => {
    const secrets = ["Zyxwv Company", "access-1", "refresh-1", "private-key-1", "webhook-key-1"];
    const { crypto } = await installPortal(app, "rest");
    const portal = createPortalStore(app, "rest", crypto);
    const store = createSyncStore(app, "rest", crypto, CLAIM_KINDS);
    await portal.install(ACCOUNT, TOKENS);
    await portal.saveConnection(connection());
    const snapshot = {
      id: "1",
      fields: { name: "Zyxwv Company" },
      modifiedAt: 1,
      isDeleted: false,
    };
    const keys = [{ kind: "name", value: "Zyxwv Company" }];
    await store.stage("company", "hubspot", [{ snapshot, matchKeys: keys }]);
    const [pair] = await store.claimRecords("company", [{ side: "hubspot", id: "1" }], {
      owner: "a",
      claimMs: 1_000,
      settingsVersion: 1,
    });
    if (pair === undefined) throw new Error("not claimed");
    const value = "Zyxwv Company";
    await store.commit([
      {
        pair,
        newLink: { hubspotId: "1", connectwiseId: "7" },
        base: { hubspot: { name: crypto.hash(value) } },
        addSent: [{ side: "connectwise", key: "name", value }],
        intent: {
          objectType: "company",
          source: { side: "hubspot", id: "1" },
          payload: { name: value },
          sourceBase: {},
          highMark: null,
          attempts: 0,
        },
        journal: [
          {
            kind: "conflict",
            side: "hubspot",
            recordId: "1",
            oldValue: value,
            newValue: value,
            rule: "hubspot",
          },
        ],
      },
    ]);

    const dump = await app.inPortal("rest", async (query) => {
      const tables = await query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
         AND relkind = 'r' AND relname NOT LIKE 'knex%'`,
      );
      const texts: string[] = [];
      for (const { name } of tables) {
        const rows = await query(`SELECT to_jsonb(t)::text AS row FROM ${name} t`);
        texts.push(JSON.stringify(rows));
      }
      return texts.join("\n");
    });

    expect(dump).toContain("v1.");
    for (const secret of secrets) expect(dump).not.toContain(secret);
    expect(await portal.connection()).toEqual(connection());
    expect(await portal.tokens()).toEqual(TOKENS);
  });
});
