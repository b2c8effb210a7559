import { beforeEach, describe, expect, it } from "vitest";

import type { CrmAdapter, UpdateInput, WriteResult } from "../../server/sync/adapter-ports.ts";
import { createPublishRound } from "../../server/jobs/publish-round.ts";
import { createLogger } from "../../server/shared/logger.ts";
import { AppError, type ErrorClass } from "../../server/sync/errors.ts";
import { companyDefinition } from "../../server/sync/objects/company.ts";
import type { SyncContext } from "../../server/usecases/engine.ts";
import { publishStates } from "../../server/usecases/publish-states.ts";
import { both, field, property } from "../unit/usecases/definitions.ts";
import { makeUpPortal } from "./made-up-portal.ts";
import { makeUpVendor } from "./made-up-vendor.ts";
import { openStoreRig } from "./store/rig.ts";
import { addIssue } from "./store/settings-rig.ts";

const DEFINITIONS = both({
  properties: ["cw_company_id", "name", "domain"].map((name) => property(name)),
  connectwise: { fields: ["id", "name", "website"].map((path) => field(path)) },
});
const FIELDS = { company: ["cw_company_id", "name", "domain", "cw_sync_state"] };

const rig = await openStoreRig();
const hubspot = makeUpVendor("hubspot", FIELDS);
const portal = await makeUpPortal(rig, {
  definitions: [companyDefinition],
  both: { company: DEFINITIONS },
  vendors: { hubspot, connectwise: makeUpVendor("connectwise", { company: ["identifier"] }) },
});
await portal.connect();

const query = <Row>(text: string): Promise<Row[]> =>
  rig.app.inPortal("31", (ask) => ask<Row>(text));

beforeEach(async () => {
  hubspot.writes.length = 0;
  for (const table of ["published_states", "issues", "match_keys", "dirty"]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await query(`DELETE FROM ${table}`);
  }
});

/** A company that needs attention. @returns its id */
async function needy(name: string): Promise<string> {
  const id = hubspot.make("company", { name });
  const record = (await hubspot.read("company", [id], [])).get(id);
  const seenModifiedAt = record?.modifiedAt ?? 0;
  await addIssue((await portal.context("company")).store, id, { seenModifiedAt });
  return id;
}

const shown = (id: string): unknown => hubspot.all("company")[id]?.["cw_sync_state"] ?? null;

/** A HubSpot that behaves differently in part. */
async function contextWith(change: Partial<CrmAdapter>): Promise<SyncContext> {
  const context = await portal.context("company");
  return { ...context, adapters: { ...context.adapters, hubspot: { ...hubspot, ...change } } };
}

/** A HubSpot that answers this to updates of some records. */
function refusing(
  isRefused: (input: UpdateInput) => boolean,
  errorClass: ErrorClass,
  code = "made_up",
): Promise<SyncContext> {
  const error = new AppError("no", { code, errorClass, field: "cw_sync_state" });
  return contextWith({
    update: async (objectType, inputs) => {
      const taken = await hubspot.update(
        objectType,
        inputs.filter((input) => !isRefused(input)),
      );
      const results = taken.values();
      return inputs.map((input): WriteResult => {
        const result = isRefused(input) ? undefined : results.next().value;
        return result ?? { ok: false, error };
      });
    },
  });
}

const parts = (change: object = {}) => ({
  portal: portal.portal,
  setUpProperties: () => Promise.reject(new Error("nothing is missing")),
  ...change,
});
const all = (): boolean => true;

describe("publishing the states of records", () => {
  it("goes on without a record that HubSpot refuses, until its state is another one", async () => {
    const [one, other] = [await needy("One"), await needy("Other")];
    const context = await refusing(({ id }) => id === one, "invalid");

    const first = await publishStates(parts(), context);
    expect(first).toMatchObject({ hasMore: false, refusals: [{ code: "made_up" }] });
    expect([shown(one), shown(other)]).toEqual([null, "needs_attention"]);
    const second = await publishStates(parts(), context);
    expect(second).toEqual({ hasMore: false, refusals: [] });

    await addIssue(context.store, one, { state: "waiting" });
    await publishStates(parts(), await portal.context("company"));
    expect(shown(one)).toBe("waiting");
  });

  it("goes on without a record that is gone", async () => {
    const { store } = await portal.context("company");
    await addIssue(store, "404");
    const there = await needy("There");

    await publishStates(parts(), await portal.context("company"));

    expect(shown(there)).toBe("needs_attention");
    expect(await portal.portal.unpublishedStates(["company"], 10)).toEqual([]);
    await addIssue(store, "404", { state: "deleted" });
    await publishStates(parts(), await portal.context("company"));
    expect(await query("SELECT hubspot_id FROM published_states")).toEqual([{ hubspot_id: there }]);
  });

  it.each<ErrorClass>(["throttle", "transient", "indeterminate", "forbidden"])(
    "keeps what was written and tells when HubSpot cannot be used (%s), and does the rest later",
    async (errorClass) => {
      const [one, other] = [await needy("One"), await needy("Other")];
      const context = await refusing(({ id }) => id === other, errorClass);

      await expect(publishStates(parts(), context)).rejects.toMatchObject({ errorClass });
      expect([shown(one), shown(other)]).toEqual(["needs_attention", null]);

      await publishStates(parts(), await portal.context("company"));
      expect(hubspot.writes).toEqual([`company ${one}`, `company ${other}`]);
    },
  );

  it("writes nothing twice when it died before it stored what it had written", async () => {
    const id = await needy("Once");
    const context = await portal.context("company");
    const dying = { ...portal.portal, saveShownStates: () => Promise.reject(new Error("killed")) };

    await expect(publishStates(parts({ portal: dying }), context)).rejects.toThrow("killed");
    await publishStates(parts(), context);

    expect(hubspot.writes).toEqual([`company ${id}`]);
    expect(await portal.portal.unpublishedStates(["company"], 10)).toEqual([]);
  });

  it("makes the property where HubSpot lacks it", async () => {
    const id = await needy("First");
    let isThere = false;
    const made: string[] = [];
    const context = await refusing(() => !isThere, "invalid", "property_doesnt_exist");
    const setUpProperties = async (objectType: string): Promise<void> => {
      made.push(objectType);
      isThere = true;
      return Promise.resolve();
    };

    await publishStates(parts({ setUpProperties }), context);

    expect(made).toEqual(["company"]);
    expect(shown(id)).toBe("needs_attention");
  });

  it("tells when the property cannot be made, and has published nothing", async () => {
    await needy("Never");
    const error = new AppError("archived", {
      code: "property_archived",
      errorClass: "configuration",
    });
    const context = await refusing(all, "invalid", "property_doesnt_exist");

    const publishing = publishStates(
      parts({ setUpProperties: () => Promise.reject(error) }),
      context,
    );

    await expect(publishing).rejects.toBe(error);
    expect(await portal.portal.unpublishedStates(["company"], 10)).toHaveLength(1);
  });

  it("lets an edit be seen that somebody makes just before it writes", async () => {
    const [edited, left] = [await needy("Edited"), await needy("Left")];
    const context = await contextWith({
      update: (objectType, inputs) => {
        hubspot.edit("company", edited, { name: "Edited by a person" });
        return hubspot.update(objectType, inputs);
      },
    });

    await publishStates(parts(), context);

    expect([shown(edited), shown(left)]).toEqual(["needs_attention", "needs_attention"]);
    const now = await hubspot.read("company", [edited, left], []);
    const seen = await query<{ id: string; seen: string }>(
      "SELECT record_id AS id, seen_ms AS seen FROM issues ORDER BY record_id",
    );
    expect(seen.filter((row) => Number(row.seen) === now.get(row.id)?.modifiedAt)).toMatchObject([
      { id: left },
    ]);
  });

  it("takes a hundred records at a time", async () => {
    const ids = Array.from({ length: 101 }, () => hubspot.make("company", { name: "Many" }));
    await query(
      `INSERT INTO issues (object_type, side, record_id, state, code, message, candidates, seen_ms)
       SELECT 'company', 'hubspot', unnest('{${ids.join(",")}}'::text[]), 'attention', '', '', '[]', 0`,
    );
    const context = await portal.context("company");

    expect(await publishStates(parts(), context)).toMatchObject({ hasMore: true });
    expect(hubspot.writes).toHaveLength(100);
    expect(await publishStates(parts(), context)).toMatchObject({ hasMore: false });
    expect(ids.map((id) => shown(id))).toEqual(ids.map(() => "needs_attention"));
  });

  it("writes nothing to HubSpot while nothing travels there", async () => {
    const id = await needy("One way");
    const context = await portal.context("company");
    const policy = { ...context.policy, direction: "to-connectwise" } as const;

    await publishStates(parts(), { ...context, policy });

    expect(shown(id)).toBeNull();
    expect(hubspot.writes).toEqual([]);
  });
});

describe("a round of publishing", () => {
  const archived = new AppError("archived", {
    code: "property_archived",
    errorClass: "configuration",
    remedy: "Restore it.",
  });
  const log: string[] = [];
  const logger = createLogger({ level: "warn" }, { write: (line) => void log.push(line) });
  let at = 0;
  const round = createPublishRound({ clock: { now: () => at, monotonic: () => at }, logger });

  it("says once an hour that HubSpot keeps the property from being made, and asks no more often", async () => {
    const id = await needy("Unpublished");
    const lacking = await refusing(all, "invalid", "property_doesnt_exist");
    let asked = 0;
    const work = parts({
      setUpProperties: () => {
        asked += 1;
        return Promise.reject(archived);
      },
    });

    expect(await round("31", work, [lacking])).toBe(false);
    at += 59 * 60_000;
    expect(await round("31", work, [lacking])).toBe(false);

    expect(asked).toBe(1);
    expect(log).toHaveLength(1);
    expect(JSON.parse(log[0] ?? "")).toMatchObject({ code: archived.code, remedy: "Restore it." });
    at += 60_000;
    await round("31", work, [await portal.context("company")]);
    expect(shown(id)).toBe("needs_attention");
  });

  it("leaves what passes by itself to the job, which tries again", async () => {
    await needy("Later");
    const throttled = await refusing(all, "throttle");

    await expect(round("31", parts(), [throttled])).rejects.toMatchObject({
      errorClass: "throttle",
    });
  });
});
