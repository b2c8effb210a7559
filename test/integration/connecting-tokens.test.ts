import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { openDatabase } from "../../server/store/db.ts";
import { parseEncryptionKeys } from "../../server/store/encryption.ts";
import { openPortalCrypto } from "../../server/store/portal-keys.ts";
import { createPortalStore } from "../../server/store/portal-store.ts";
import { AppError } from "../../server/sync/errors.ts";
import type { HubspotTokens } from "../../server/sync/connection.ts";
import type { PortalStore } from "../../server/sync/portal-ports.ts";
import { createTokenKeeper, type TokenKeeper } from "../../server/usecases/refresh-tokens.ts";
import { openTestDatabase } from "../support/postgres.ts";

const urls = await openTestDatabase();

/** Tokens that end so many minutes from now. */
const tokensFor = (minutes: number, name: string): HubspotTokens => ({
  accessToken: `access-${name}`,
  refreshToken: `refresh-${name}`,
  expiresAt: Date.now() + minutes * 60_000,
  scopes: ["oauth"],
});

describe("tokens of a portal", () => {
  const database = openDatabase(urls.appUrl, { name: "tokens-test", maxConnections: 6 });
  const keys = parseEncryptionKeys(`k1:${randomBytes(32).toString("base64")}`);
  const details = { uiDomain: "app", timeZone: "UTC", currency: "USD", installedByUserId: "1" };
  let store: PortalStore;
  let refreshes: string[];
  let refusal: AppError | null;

  afterAll(() => database.close());

  const keeper = (owner: string): TokenKeeper =>
    createTokenKeeper({
      portal: store,
      oauth: {
        refresh: async (refreshToken) => {
          refreshes.push(refreshToken);
          await sleep(50);
          if (refusal !== null) throw refusal;
          return tokensFor(30, `new-${refreshes.length}`);
        },
      },
      clock: { now: Date.now },
      owner,
      sleep,
    });

  beforeEach(async () => {
    refreshes = [];
    refusal = null;
    store = createPortalStore(database, "77", await openPortalCrypto(database, "77", keys));
    await store.changeState(["disconnected"], "erased", null);
    await store.install(details, tokensFor(30, "old"));
  });

  it("are used as they are until five minutes before their end", async () => {
    expect(await keeper("a").accessToken()).toBe("access-old");
    expect(refreshes).toEqual([]);
  });

  it("are refreshed once, whoever asks in whichever process, and stored before use", async () => {
    await store.saveTokens(tokensFor(4, "old"));
    const [one, other] = [keeper("a"), keeper("b")];

    const given = await Promise.all([
      one.accessToken(),
      one.accessToken(),
      other.accessToken(),
      other.accessToken(),
    ]);

    expect(refreshes).toEqual(["refresh-old"]);
    expect(new Set(given)).toEqual(new Set(["access-new-1"]));
    expect((await store.tokens())?.refreshToken).toBe("refresh-new-1");
  });

  it("are refreshed when HubSpot refuses one that should be good", async () => {
    const one = keeper("a");
    await one.accessToken();

    await one.onUnauthorized();

    expect(await one.accessToken()).toBe("access-new-1");
  });

  it("end with the installation: the portal is disconnected and HubSpot is not asked again", async () => {
    await store.saveTokens(tokensFor(1, "old"));
    refusal = new AppError("gone", { code: "disconnected", errorClass: "auth" });

    await expect(keeper("a").accessToken()).rejects.toMatchObject({ errorClass: "auth" });
    await expect(keeper("b").accessToken()).rejects.toMatchObject({ code: "disconnected" });

    expect(refreshes).toHaveLength(1);
    expect((await store.portal())?.state).toBe("disconnected");
  });

  it("stay when only our own client settings are refused", async () => {
    await store.saveTokens(tokensFor(1, "old"));
    refusal = new AppError("ours", { code: "oauth_client", errorClass: "configuration" });

    await expect(keeper("a").accessToken()).rejects.toMatchObject({ errorClass: "configuration" });

    expect((await store.portal())?.state).toBe("installed");
  });
});
