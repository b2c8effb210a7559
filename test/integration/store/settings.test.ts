import { describe, expect, it } from "vitest";
import type { FieldIssue } from "../../../server/sync/settings-ports.ts";
import { installPortal, openStoreRig } from "./rig.ts";
import { addIssue, openPortal, settings, version } from "./settings-rig.ts";
import { both, owner } from "../../unit/usecases/definitions.ts";

const { app } = await openStoreRig();

const MAP = { toHubspot: {}, toConnectwise: {}, unmapped: "skip" as const };

function fieldIssue(hubspot: string): FieldIssue {
  return {
    hubspot,
    connectwise: "market/id",
    code: "option_not_mapped",
    message: "These have no counterpart.",
    remedy: "Add them.",
    options: [{ side: "hubspot", value: "IT", label: "Computing" }],
  };
}

describe("settings of an object type", () => {
  it("are kept, and a mapping version is never changed", async () => {
    const { store } = await installPortal(app, "s1");
    await store.saveObjectSettings(settings);
    await store.saveObjectSettings({ ...settings, isOn: false });
    expect(await store.objectSettings()).toEqual([{ ...settings, isOn: false, version: 2 }]);

    const changed = { ...settings, mapping: { ...settings.mapping, valueMaps: { type: MAP } } };
    await expect(store.saveObjectSettings(changed)).rejects.toMatchObject({
      code: "mapping_version_taken",
    });
    const next = { ...changed, mapping: { ...changed.mapping, version: 2 } };
    await store.saveObjectSettings(next);

    expect(await store.objectSettings()).toEqual([{ ...next, version: 3 }]);
  });

  it("are changed from what is stored, so that of two changes none is lost", async () => {
    const { store } = await openPortal(app, "s2");
    await store.saveObjectSettings(settings);

    await Promise.all([
      store.changeObjectSettings("company", (now) => ({ settings: { ...now, isOn: false } })),
      store.changeObjectSettings("company", (now) => ({
        settings: { ...now, excludedIds: ["9"] },
      })),
    ]);

    expect(await store.objectSettings()).toEqual([
      { ...settings, isOn: false, excludedIds: ["9"], version: 3 },
    ]);
    expect(await store.changeObjectSettings("deal", () => null)).toBeNull();
  });

  it("keep every version with who made it and what it does", async () => {
    const { store } = await openPortal(app, "s3");
    await store.saveObjectSettings(settings);
    const changes = [{ hubspot: "name", connectwise: "name", kinds: ["added"] }] as const;
    const revision = { existing: "apply", changes, userId: "71000" } as const;

    await store.changeObjectSettings("company", (now) => ({
      settings: { ...now, mapping: version(2) },
      revision,
    }));

    const { items: versions, next } = await store.mappingVersions("company", null, 2);
    expect(versions.map(({ mapping }) => mapping)).toEqual([version(2), settings.mapping]);
    expect(versions.map((one) => one.revision)).toEqual([revision, null]);
    expect(versions[0]?.madeAt).toBeGreaterThan(Date.UTC(2026, 0, 1));
    expect(await store.mappingVersions("company", next, 2)).toEqual({ items: [], next: null });
  });

  it("carry the issues of their fields, each time all of them", async () => {
    const { store } = await openPortal(app, "s4");
    await store.saveObjectSettings(settings);
    const put = (...fieldIssues: FieldIssue[]) =>
      store.changeObjectSettings("company", (now, stored) => ({
        settings: { ...now, excludedIds: stored.map(({ hubspot }) => hubspot) },
        fieldIssues,
      }));

    await put(fieldIssue("industry"), fieldIssue("type"));
    expect(await store.fieldIssues("company")).toEqual([
      fieldIssue("industry"),
      fieldIssue("type"),
    ]);
    await put(fieldIssue("type"));

    expect(await store.fieldIssues("company")).toEqual([fieldIssue("type")]);
    expect(await store.fieldIssues("contact")).toEqual([]);
    expect((await store.objectSettings())[0]?.excludedIds).toEqual(["industry", "type"]);
  });
});

describe("definitions", () => {
  it("are kept encrypted, with when and why they were read", async () => {
    const { store } = await openPortal(app, "d1");
    const definitions = both({ owners: [owner("1", { email: "ann@msp.example" })] });
    expect(await store.definitions("company")).toBeNull();

    await store.saveDefinitions("company", { both: definitions, reason: "asked" });

    expect(await store.definitions("company")).toMatchObject({
      both: definitions,
      reason: "asked",
      staleBecause: null,
    });
    const rows = await app.inPortal("d1", (query) =>
      query<{ definitions_sealed: string }>("SELECT definitions_sealed FROM definitions"),
    );
    expect(rows[0]?.definitions_sealed).toMatch(/^v1\./u);
    expect(JSON.stringify(rows)).not.toContain("ann@msp.example");
  });

  it("are doubted by a refusal about an option, until they are read again", async () => {
    const { store, sync } = await openPortal(app, "d2");
    await store.saveDefinitions("company", { both: both(), reason: "connecting" });
    await store.saveDefinitions("contact", { both: both(), reason: "connecting" });

    await addIssue(sync, "1");
    expect((await store.definitions("company"))?.staleBecause).toBeNull();
    await addIssue(sync, "2", { code: "invalid_option" });

    expect((await store.definitions("company"))?.staleBecause).toBe("invalid_option");
    expect((await store.definitions("contact"))?.staleBecause).toBeNull();
    await store.saveDefinitions("company", { both: both(), reason: "refused" });
    expect((await store.definitions("company"))?.staleBecause).toBeNull();
  });
});
