import { expect, it } from "vitest";

import { firm, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { until } from "./server-rig.ts";
import { rowsOf } from "./settings-rig.ts";

const MAPPING = "/objects/company/mapping";
const NUMBERS = Array.from({ length: 30 }, (_, index) => index + 1);
const firms = NUMBERS.map((number) =>
  firm(number, {
    hubspot: { description: `Ours ${number}` },
    connectwise: { accountNumber: `A-${number}` },
  }),
);
const live = useLiveRig(worldOf(firms, []));

it("a change that would write to very many records needs a person's word on the number [S24]", async () => {
  const { api, records } = live();
  const descriptions = async (): Promise<string[]> =>
    (await records("hubspot", "company")).map((one: Shown) => one.properties.description);
  const row = { hubspot: "description", connectwise: "accountNumber", direction: "to-hubspot" };
  const rows = [...rowsOf(await api("GET", MAPPING)), row];
  await api("POST", `${MAPPING}/dry-run`, { rows });
  const shown = await until(
    () => api("GET", `${MAPPING}/dry-run`),
    ({ body }) => body.state !== "running",
  );

  const asked = await api("PUT", MAPPING, { rows, existing: "apply" });
  const wrong = await api("PUT", MAPPING, { rows, existing: "apply", accepts: 29 });

  expect(shown.body).toMatchObject({ state: "done", links: 30, counts: { hubspot: 30 } });
  expect(shown.body.samples).toHaveLength(20);
  expect(asked).toMatchObject({
    status: 409,
    body: { error: { code: "mass_change", field: "accepts" } },
  });
  expect(wrong.status).toBe(409);
  expect((await descriptions()).toSorted()).toEqual(NUMBERS.map((n) => `Ours ${n}`).toSorted());

  const agreed = await api("PUT", MAPPING, { rows, existing: "apply", accepts: 30 });

  expect(agreed).toMatchObject({ status: 200, body: { version: 3 } });
  const after = await until(descriptions, (all) => all.every((one) => one.startsWith("A-")));
  expect(after.toSorted()).toEqual(NUMBERS.map((n) => `A-${n}`).toSorted());
});
