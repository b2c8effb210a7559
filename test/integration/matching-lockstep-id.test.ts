import { expect, it } from "vitest";

import { firm, PATIENCE, person, type Shown, useLiveRig, worldOf } from "./live-rig.ts";

const home = firm(1);
const ann = person(1, home);

/** The custom field that a customer may make for our id. */
const LOCKSTEP_ID = { caption: "Lockstep ID", fieldTypeIdentifier: "Text", podId: 1 };

const live = useLiveRig(worldOf([home], [ann]), {
  before: async (rig) => {
    const setup = { table: "userDefinedFields", id: 90, fields: LOCKSTEP_ID };
    await rig.control("connectwise", "setup", setup);
  },
});

async function idsInConnectwise(): Promise<unknown[]> {
  const companies = await live().records("connectwise", "company");
  return companies.map(({ customFields }: Shown) => {
    const found = customFields.find((one: Shown) => one.caption === LOCKSTEP_ID.caption);
    return found.value ?? null;
  });
}

it("our id stands in both systems while two records are linked, and in none afterwards", async () => {
  const { api, edit, record, counterpart } = live();
  const ids = {
    objectType: "company",
    hubspotId: home.hubspot.id,
    connectwiseId: String(home.connectwise.id),
  };
  const made = await edit("hubspot", "company", {
    fields: { name: "Made later", country: "United States" },
  });
  await counterpart("hubspot", "company", made.id);
  await expect.poll(idsInConnectwise, PATIENCE).toEqual([home.hubspot.id, made.id]);

  const unlinked = await api("POST", "/records/unlink", ids);

  expect(unlinked.status).toBe(200);
  expect(await idsInConnectwise()).toEqual([null, made.id]);
  const ours = await record("hubspot", "company", home.hubspot.id);
  expect(ours.properties["cw_company_id"] ?? "").toBe("");
  const again = await api("POST", "/records/link", ids);
  expect(again).toMatchObject({ status: 200, body: { state: "linked" } });
  expect(await idsInConnectwise()).toEqual([home.hubspot.id, made.id]);
});
