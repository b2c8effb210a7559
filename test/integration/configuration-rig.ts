import { setupTables, type SetupRow } from "../../sandbox/connectwise/setup-tables.ts";
import type { Reply, ServerRig } from "./server-rig.ts";
import { rowsOf } from "./settings-rig.ts";

type Json = Reply["body"];
/** What every company of these tests has. */
export const USUAL = { status: { name: "Active" }, country: { name: "United States" } };
/** The company of those who have none. */
export const CATCH_ALL = { identifier: "Catchall", name: "Catchall (for all)", ...USUAL };

/** Set-up tables whose rows the second ConnectWise has under other ids. */
const RENUMBERED = [
  "statuses",
  "types",
  "countries",
  "markets",
  "members",
  "communicationTypes",
  "opportunityStatuses",
  "opportunityTypes",
  "ratings",
  "stages",
  "locations",
  "departments",
  "userDefinedFields",
] as const;

/** Gives the rows of the set-up tables other ids. */
export async function renumber({ control }: ServerRig): Promise<void> {
  const tables = setupTables();
  const rows = RENUMBERED.flatMap((table) =>
    tables[table].map((row: SetupRow) => ({ table, row })),
  );
  // Members of licence class A are integrations, and ours is one of them.
  const others = rows.filter(({ row }) => row["licenseClass"] !== "A");
  await Promise.all(
    others.map(async ({ table, row: { id, ...fields } }) => {
      await control("connectwise", "setup", { table, id, isGone: true });
      await control("connectwise", "setup", { table, id: id + 900, fields });
    }),
  );
}

/** What somebody sets up on trial. */
export async function configure(rig: ServerRig): Promise<void> {
  const must = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const reply = await rig.api(method, path, body);
    if (reply.status !== 200) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const mapping = await rig.api("GET", "/objects/company/mapping");
  const fields = await must("GET", "/objects/company/fields");
  const idOf = (label: string): string =>
    fields.connectwise.find((field: Json) => field.label === label).path;
  const kept = rowsOf(mapping).filter(
    ({ hubspot }) => hubspot !== "phone" && hubspot !== "description",
  );
  const background = {
    hubspot: "description",
    connectwise: idOf("External ID"),
    direction: "to-connectwise",
    blankRule: "clear",
  };
  await must("PUT", "/objects/company/mapping", { rows: [...kept, background] });
  const { connectwise } = await must("GET", "/objects/company/filters/fields");
  const optionOf = (path: string, label: string): string =>
    connectwise
      .find((field: Json) => field.path === path)
      .options.find((option: Json) => option.label === label).value;
  const conditions = [
    ["status/id", "is-none-of", optionOf("status/id", "Credit Hold")],
    ["territoryManager/id", "is-any-of", optionOf("territoryManager/id", "Marco Rossi")],
    [idOf("Support Tier"), "is-any-of", "Gold"],
  ].map(([path, operator, value]) => ({ path, operator, values: [value] }));
  await must("PUT", "/objects/company/filters", {
    hubspot: { groups: [] },
    connectwise: { groups: [{ conditions }] },
  });
  await must("PUT", "/objects/company/policy", {
    firstLinkRule: "hubspot",
    conflictDefault: "ask",
    matchField: "domain",
  });
  const [catchAll] = (await rig.control("connectwise", "records/company")).filter(
    ({ identifier }: Json) => identifier === CATCH_ALL.identifier,
  );
  await must("PUT", "/objects/contact/policy", {
    catchAllCompanyId: String(catchAll.id),
    freeEmailDomains: { added: ["mail.example"], removed: [] },
    blocksFreeEmail: false,
  });
  const { choices } = await must("GET", "/objects/deal/policy");
  const berlin = choices
    .find(({ path }: Json) => path === "locationId")
    .options.find(({ label }: Json) => label === "Berlin").value;
  await must("PUT", "/objects/deal/policy", {
    defaults: { locationId: berlin },
    dueInDays: { closeDate: 45 },
  });
  const deals = await must("GET", "/objects/deal/mapping");
  const name = deals.rows.find((row: Json) => row.transform === "stage").valueMap;
  const { rows, reopens } = deals.stageMaps[name];
  const fewer = rows
    .slice(1)
    .map((row: Json) => ({ hubspot: row.hubspot, connectwise: row.connectwise }));
  await must("PUT", `/objects/deal/stage-maps/${name}`, {
    map: { rows: fewer, reopens: !reopens },
  });
}
