import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import {
  includeEverything,
  KEYS,
  PORTAL_ID,
  readRows,
  type ServerRig,
  startServerRig,
  until,
} from "./server-rig.ts";

const database = await openTestDatabase();

describe("installing and connecting", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.control("hubspot", "reset", { companies: 12, contacts: 24, deals: 6 });
    await rig.control("connectwise", "reset", { companies: 12, contacts: 24, deals: 6 });
  });
  afterAll(async () => {
    await rig.close();
  });

  it("refuses an install that it did not begin", async () => {
    const page = await fetch(`${rig.url}/oauth/callback?code=abc&state=made-up`);

    expect(page.status).toBe(400);
    expect(await page.text()).toContain("Start the installation again");
  });

  it("explains an install that was denied", async () => {
    const page = await fetch(`${rig.url}/oauth/callback?error=access_denied`);

    expect(page.status).toBe(400);
    expect(await page.text()).toContain("nothing was changed");
  });

  it("installs, keeps tokens encrypted, and makes its own properties", async () => {
    const page = await rig.install();

    expect(page.status).toBe(200);
    expect(page.text).toContain("Lockstep is installed");
    const [stored] = await readRows(database, "SELECT state, tokens_sealed FROM portals");
    expect(stored?.["state"]).toBe("installed");
    expect(String(stored?.["tokens_sealed"])).toMatch(/^v1\./u);
  });

  it("answers the overview of the portal, and 404 for another one", async () => {
    const own = await rig.api("GET", "/overview");
    const other = await rig.api("GET", "/overview", undefined, "999");

    expect(own.status).toBe(200);
    expect(own.body.portal).toMatchObject({ portalId: PORTAL_ID, state: "installed" });
    expect(own.body.connection).toBeNull();
    expect(other.status).toBe(404);
    expect(other.body.error.code).toBe("unknown_portal");
  });

  it("takes a state once only", async () => {
    const begun = await fetch(`${rig.url}/oauth/install`, { redirect: "manual" });
    const state = new URL(String(begun.headers.get("location"))).searchParams.get("state");
    const address = `${rig.url}/oauth/callback?code=wrong&state=${state}`;

    const first = await fetch(address);
    const second = await fetch(address);

    expect([first.status, second.status]).toEqual([400, 400]);
    const events = rig.log.filter((line) => line.includes("install failed"));
    expect(events.at(-2)).toContain("bad_auth_code");
    expect(events.at(-1)).toContain("state_invalid");
  });

  it.each([
    [{ privateKey: "wrong" }, "publicKey", "keys_rejected"],
    [{ companyId: "nobody" }, "companyId", "unknown_company"],
    [{ site: "127.0.0.1:9" }, "site", ""],
    [{ site: "10.0.0.7" }, "site", "private_address"],
    [{ site: "ftp://example.com" }, "site", "invalid_site"],
    [{ publicKey: " " }, "publicKey", ""],
  ])(
    "refuses %o with the field and what to do, and stores nothing",
    async (change, field, code) => {
      const { status, body } = await rig.connect(change);

      expect(status).toBe(422);
      expect(body.error.field).toBe(field);
      expect(body.error.remedy).toBeTruthy();
      expect(body.error.code).toContain(code);
      expect(await readRows(database, "SELECT 1 FROM connections")).toEqual([]);
    },
  );

  it("connects, reads definitions and is ready for a dry run [S27]", async () => {
    const { status, body } = await rig.connect();

    expect(status).toBe(200);
    expect(body).toMatchObject({
      companyId: KEYS.companyId,
      version: "2026.4",
      hasCallbacks: true,
    });
    const overview = await rig.api("GET", "/overview");
    expect(overview.body.portal.state).toBe("configured");
    const [stored] = await readRows(database, "SELECT secrets_sealed FROM connections");
    expect(String(stored?.["secrets_sealed"])).not.toContain(KEYS.privateKey);
  });

  it("changes nothing when the same connection is sent again", async () => {
    const before = await readRows(
      database,
      "SELECT connection_id, webhook_key_hash FROM connections",
    );

    const { status } = await rig.connect();

    expect(status).toBe(200);
    const after = await readRows(
      database,
      "SELECT connection_id, webhook_key_hash FROM connections",
    );
    expect(after).toEqual(before);
    const versions = await readRows(
      database,
      "SELECT object_type, version FROM mapping_versions ORDER BY object_type",
    );
    expect(versions).toEqual(
      ["company", "contact", "deal"].map((type) => ({ object_type: type, version: 1 })),
    );
  });

  it("keeps its default mapping when its own rows are sent back", async () => {
    const mapping = await rig.api("GET", "/objects/company/mapping");
    const rows = mapping.body.rows
      .filter((row: { isOwn: boolean }) => !row.isOwn)
      .map(({ hubspot, connectwise, direction }: Record<string, string>) => ({
        hubspot,
        connectwise,
        direction,
      }));

    const { status, body } = await rig.api("PUT", "/objects/company/mapping", { rows });

    expect(status).toBe(200);
    expect(body.version).toBe(1);
    expect(rows.length).toBeGreaterThan(8);
  });

  it("makes a new version for a custom field and refuses what does not fit, with the field", async () => {
    const row = { hubspot: "description", connectwise: "customFields/13", direction: "both" };
    const name = { hubspot: "name", connectwise: "name", direction: "both" };

    const good = await rig.api("PUT", "/objects/company/mapping", { rows: [name, row] });
    const unknown = await rig.api("PUT", "/objects/company/mapping", {
      rows: [name, { ...row, hubspot: "no_such_property" }],
    });
    const wrongKind = await rig.api("PUT", "/objects/company/mapping", {
      rows: [{ ...row, connectwise: "numberOfEmployees" }],
    });
    const readOnly = await rig.api("PUT", "/objects/company/mapping", {
      rows: [{ ...row, connectwise: "status/name" }],
    });

    expect(good.status).toBe(200);
    expect(good.body.version).toBe(2);
    expect(good.body.rows.filter((one: { isOwn: boolean }) => one.isOwn)).toHaveLength(4);
    expect(unknown.body.error).toMatchObject({ code: "unknown_property", field: "rows.1.hubspot" });
    expect(wrongKind.body.error).toMatchObject({ code: "types_incompatible" });
    expect(readOnly.body.error).toMatchObject({ code: "read_only", field: "rows.0.direction" });
    expect([unknown.status, wrongKind.status, readOnly.status]).toEqual([422, 422, 422]);
    const stored = await rig.api("GET", "/objects/company/mapping");
    expect(stored.body.version).toBe(2);
  });

  it("logs no secrets and no codes", () => {
    const log = rig.log.join("\n");

    expect(log).not.toContain(KEYS.privateKey.concat('"'));
    expect(log).not.toMatch(/code=|state=|accessToken":"(?!\[)/u);
  });

  it("does a dry run, then the first sync, and goes live [S16]", { timeout: 200_000 }, async () => {
    await includeEverything(rig);
    await rig.startJobs();

    const dryRun = await rig.api("POST", "/dry-runs");
    const planned = await until(
      () => rig.api("GET", "/runs/dry-run"),
      ({ body }) => body.state !== "running",
    );
    const firstSync = await rig.api("POST", "/first-syncs");
    const done = await until(
      () => rig.api("GET", "/runs/first-sync"),
      ({ body }) => body.state !== "running",
    );

    expect([dryRun.status, firstSync.status]).toEqual([202, 202]);
    expect(planned.body).toMatchObject({ state: "done", error: null });
    expect(done.body).toMatchObject({ state: "done", error: null });
    const items = await rig.api("GET", `/runs/${done.body.runId}/items?limit=1000`);
    expect(items.body.items.length).toBeGreaterThan(0);
    const overview = await rig.api("GET", "/overview");
    expect(overview.body.portal.state).toBe("live");
    expect((await rig.api("GET", "/issues")).status).toBe(200);
  });

  it("is silent after the app was uninstalled", { timeout: 300_000 }, async () => {
    await rig.control("hubspot", "uninstall", {});
    await rig.control("hubspot", "edit", { type: "company", fields: { name: "After the end" } });
    const overview = await until(
      async () => {
        await readRows(database, "UPDATE portals SET poll_due_at = now()");
        return rig.api("GET", "/overview");
      },
      ({ body }) => body.portal.state === "disconnected",
    );

    expect(overview.body.portal.state).toBe("disconnected");
    expect(overview.body.portal.stateReason).toContain("Install it again");
    await rig.forgetCalls();
    await readRows(database, "UPDATE portals SET poll_due_at = now(), bulk_due_at = now()");
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await rig.countCalls()).toBe(0);
  });
});
