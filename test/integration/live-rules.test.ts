import { describe, expect, it } from "vitest";

import { firm, PATIENCE, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { readRows, until } from "./server-rig.ts";
import { rowsOf } from "./settings-rig.ts";

const [first, second, third] = [firm(1), firm(2), firm(3)];
const MAPPING = "/objects/company/mapping";

describe("rules of two live systems", () => {
  const live = useLiveRig(worldOf([first, second, third], []));
  const here = (twin: typeof first): Promise<Shown> =>
    live().record("hubspot", "company", twin.hubspot.id);
  const there = (twin: typeof first): Promise<Shown> =>
    live().record("connectwise", "company", twin.connectwise.id);
  const inHubspot = (twin: typeof first, fields: Record<string, string>): Promise<Shown> =>
    live().edit("hubspot", "company", { id: twin.hubspot.id, fields });
  const inConnectwise = (twin: typeof first, fields: Record<string, string>): Promise<Shown> =>
    live().edit("connectwise", "company", { id: String(twin.connectwise.id), fields });

  it("end a clash in one value on both sides, and keep the other one in the journal [S6]", async () => {
    await Promise.all([
      inHubspot(first, { city: "Tampa" }),
      inConnectwise(first, { city: "Miami" }),
    ]);

    await expect
      .poll(async () => (await here(first)).properties.city === (await there(first)).city, PATIENCE)
      .toBe(true);
    await live().quiet();
    const kept = (await there(first)).city as string;
    expect(["Tampa", "Miami"]).toContain(kept);
    const lines = await readRows(
      live().database,
      "SELECT kind, mapping_key FROM journal WHERE mapping_key = 'city' AND kind <> 'update'",
    );
    expect(lines).toEqual([{ kind: "conflict", mapping_key: "city" }]);
  });

  it("let an emptied field erase nothing, unless its row says so [S7]", async () => {
    await inHubspot(second, { city: "Tampa", zip: "33602" });
    await expect.poll(async () => (await there(second)).zip, PATIENCE).toBe("33602");
    const rows = rowsOf(await live().api("GET", MAPPING)).map((row) =>
      row["hubspot"] === "zip" ? { ...row, blankRule: "clear" } : row,
    );
    expect(await live().api("PUT", MAPPING, { rows })).toMatchObject({ status: 200 });
    await live().quiet();

    await inHubspot(second, { city: "", zip: "" });

    await expect.poll(async () => (await there(second)).zip ?? "", PATIENCE).toBe("");
    await live().quiet();
    expect((await there(second)).city).toBe("Tampa");
    expect((await here(second)).properties.city ?? "").toBe("");
  });

  it("make a readable identifier for a new company, free and then kept [S10]", async () => {
    const { edit, counterpart, record } = live();
    const make = (city: string): Promise<Shown> => {
      const fields = { name: "Bäckerei Müller & Söhne GmbH", country: "Germany", city };
      return edit("hubspot", "company", { fields });
    };
    const cologne = await make("Köln");
    const one = await counterpart("hubspot", "company", cologne.id);
    const other = await counterpart("hubspot", "company", (await make("Bonn")).id);
    await edit("hubspot", "company", { id: cologne.id, fields: { name: "Müller Brot GmbH" } });
    const now = (): Promise<Shown> => record("connectwise", "company", one.id);
    await expect.poll(async () => (await now()).name, PATIENCE).toBe("Müller Brot GmbH");

    expect(one.identifier).toMatch(/^[A-Za-z0-9]{5,25}$/u);
    expect(other.identifier).toMatch(/^[A-Za-z0-9]{5,25}$/u);
    expect(other.identifier).not.toBe(one.identifier);
    expect((await now()).identifier).toBe(one.identifier);
  });

  it("let nothing go a way that the object's direction does not take [S2]", async () => {
    const { api, issue, quiet } = live();
    const path = "/objects/company/policy";
    await api("PUT", path, { direction: "to-hubspot" });
    await until(
      () => api("GET", path),
      ({ body }) => body.direction === "to-hubspot",
    );

    await inHubspot(third, { city: "Tampa" });
    await inConnectwise(third, { addressLine1: "1 Main Street" });

    await expect
      .poll(async () => (await here(third)).properties.address, PATIENCE)
      .toBe("1 Main Street");
    await quiet();
    expect((await there(third)).city ?? "").toBe("");
    const { id } = await live().edit("hubspot", "company", {
      fields: { name: "Only Here", domain: "only-here.example" },
    });
    await expect
      .poll(async () => (await issue("hubspot", "company", id))?.code, PATIENCE)
      .toBe("creation_is_off");
  });
});
