import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { type Reply, type ServerRig, startServerRig, until } from "./server-rig.ts";
import { goLive } from "./settings-rig.ts";

const database = await openTestDatabase();
const POLICY = "/objects/company/policy";

describe("what companies are matched by [S8]", () => {
  let rig: ServerRig;
  const ids = { hubspot: "", connectwise: "" };

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
    const edit = async (vendor: "hubspot" | "connectwise", fields: object): Promise<string> =>
      String((await rig.control(vendor, "edit", { type: "company", fields })).id);
    ids.hubspot = await edit("hubspot", { name: "Acme Dental", country: "United States" });
    ids.connectwise = await edit("connectwise", { name: "Acme Dental", website: "acme.example" });
    await rig.api("PUT", POLICY, { matchField: "domain" });
    await goLive(rig);
  });
  afterAll(() => rig.close());

  const reviews = (): Promise<Reply> => rig.api("GET", "/objects/company/reviews");
  const counts = async (): Promise<number[]> =>
    Promise.all(
      (["hubspot", "connectwise"] as const).map(
        async (vendor) => (await rig.control(vendor, "records/company")).length,
      ),
    );

  it("is all that links by itself: who looks alike otherwise waits for a person, and is not made twice", async () => {
    const { body } = await reviews();

    expect(body.items).toMatchObject([
      {
        record: { id: ids.hubspot },
        code: "other_match_field",
        candidates: [{ side: "connectwise", id: ids.connectwise }],
      },
      { record: { id: ids.connectwise }, code: "other_match_field" },
    ]);
    expect(await counts()).toEqual([1, 1]);
  });

  it("links who waited once they agree in what was chosen instead", async () => {
    const changed = await rig.api("PUT", POLICY, { matchField: "name" });
    expect(changed).toMatchObject({ status: 200, body: { matchField: "name" } });

    const { body } = await until(reviews, ({ body: { items } }) => items.length === 0);

    expect(body.items).toEqual([]);
    const [company] = await rig.control("hubspot", "records/company");
    expect(company.properties.cw_company_id).toBe(ids.connectwise);
    expect(await counts()).toEqual([1, 1]);
  });
});
