import { describe, expect, it } from "vitest";
import { AppError } from "../../../server/sync/errors.ts";
import type { NextVersion } from "../../../server/sync/mapping-versions.ts";
import type { FieldMapping, ValueMap } from "../../../server/sync/model.ts";
import { type MappingChange, previewMapping } from "../../../server/usecases/change-mapping.ts";
import type { MappingRow } from "../../../server/usecases/check-rows.ts";
import { company, contact, type Customer, deal } from "./customer.ts";
import { choice, field as connectwiseField, property } from "./definitions.ts";

function change(customer: Customer, wish: Partial<MappingChange>): NextVersion | null {
  const { settings, ...parts } = customer;
  return previewMapping(parts, settings, { existing: "from-now-on", ...wish });
}

/** The rows as they are, without Lockstep's own. */
function rowsOf({ settings }: Customer): MappingRow[] {
  return settings.mapping.fields
    .filter(({ isOwn }) => !isOwn)
    .map(({ hubspot, connectwise, direction }) => ({ hubspot, connectwise, direction }));
}

/** Adds a row to those that are there, in place of one with the same property. */
function withRow(customer: Customer, row: MappingRow): NextVersion | null {
  const others = rowsOf(customer).filter(({ hubspot }) => hubspot !== row.hubspot);
  return change(customer, { rows: [...others, row] });
}

function added(next: NextVersion | null, hubspot: string): FieldMapping | undefined {
  return next?.mapping.fields.find((field) => field.hubspot === hubspot);
}

function refusal(attempt: () => unknown): Partial<AppError> {
  try {
    attempt();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  return { code: "not refused" };
}

const map = (parts: Partial<ValueMap>): ValueMap => ({
  toHubspot: {},
  toConnectwise: {},
  unmapped: "problem",
  ...parts,
});

const stageRow = (hubspot: string, connectwise: string) => ({ hubspot, connectwise });

const withStages = (...rows: ReturnType<typeof stageRow>[]) =>
  change(deal, { stageMaps: { stage: { rows, reopens: false } } });

describe("rows of a mapping", () => {
  it.each([
    ["company", company],
    ["contact", contact],
    ["deal", deal],
  ])("make no new version when the rows of a %s come back as they are", (_name, customer) => {
    expect(change(customer, { rows: rowsOf(customer) })).toBeNull();
  });

  it.each([
    // HubSpot, ConnectWise, direction, transform
    ["description", "accountNumber", "both", "text"],
    ["annualrevenue", "annualRevenue", "both", "number"],
    ["closed_at", "dateAcquired", "both", "datetime-day"],
    ["renewal", "dateAcquired", "both", "date"],
    ["industry", "market/id", "both", "value-map"],
    ["industry", "customFields/12", "both", "value-map"],
    ["description", "customFields/12", "to-hubspot", "text"],
    ["description", "types/name", "to-hubspot", "text"],
    ["hubspot_owner_id", "territoryManager/id", "both", "value-map"],
  ] as const)(
    "takes %s with %s going %s, translated as %s",
    (hubspot, connectwise, direction, transform) => {
      const next = withRow(company, { hubspot, connectwise, direction });
      const field =
        added(next, hubspot) ??
        company.settings.mapping.fields.find((row) => row.hubspot === hubspot);

      expect(field).toMatchObject({ hubspot, connectwise, transform });
    },
  );

  it.each([
    // HubSpot, ConnectWise, direction, code, where
    ["annualrevenue", "faxNumber", "both", "types_incompatible", "connectwise"],
    ["closed_at", "faxNumber", "both", "types_incompatible", "connectwise"],
    ["services", "customFields/12", "both", "types_incompatible", "connectwise"],
    ["industry", "territoryManager/id", "both", "types_incompatible", "connectwise"],
    ["description", "parentCompany/id", "both", "types_incompatible", "connectwise"],
    ["description", "customFields/12", "both", "value_map_missing", "valueMap"],
    ["industry", "faxNumber", "both", "value_map_missing", "valueMap"],
    ["description", "types/name", "both", "direction_not_possible", "direction"],
    ["description", "market/name", "both", "read_only", "direction"],
    ["createdate", "dateAcquired", "to-hubspot", "read_only", "direction"],
    ["dealname", "name", "both", "unknown_property", "hubspot"],
    ["description", "firstName", "both", "unknown_field", "connectwise"],
  ] as const)("refuses %s with %s going %s: %s", (hubspot, connectwise, direction, code, at) => {
    const rows: MappingRow[] = [{ hubspot, connectwise, direction }];

    const refused = refusal(() => change(company, { rows }));

    expect(refused).toMatchObject({ code, field: `rows.0.${at}` });
    expect(refused.remedy).toBeTruthy();
  });

  it("refuses a transform that does not fit, and takes another one that does", () => {
    const row = { hubspot: "description", connectwise: "website", direction: "both" } as const;

    expect(
      refusal(() => change(company, { rows: [{ ...row, transform: "number" }] })),
    ).toMatchObject({ code: "transform_unsuitable", field: "rows.0.transform" });
    const next = change(company, { rows: [{ ...row, transform: "domain" }] });
    expect(added(next, "description")).toMatchObject({ transform: "domain" });
  });

  it("refuses two rows into one field, parts of several included", () => {
    const name: MappingRow = { hubspot: "name", connectwise: "name", direction: "both" };
    const stage: MappingRow = {
      hubspot: "description",
      connectwise: "stage/id",
      direction: "both",
    };
    const valueMap = map({ toConnectwise: { early: "10" } });

    expect(
      refusal(() => change(company, { rows: [name, { ...name, hubspot: "description" }] })),
    ).toMatchObject({ code: "mapped_twice", field: "rows.1.connectwise" });
    expect(refusal(() => change(company, { rows: [name, name] }))).toMatchObject({
      code: "mapped_twice",
      field: "rows.1.hubspot",
    });
    expect(refusal(() => change(deal, { rows: [{ ...stage, valueMap }] }))).toMatchObject({
      code: "mapped_twice",
      field: "rows.0.connectwise",
    });
  });

  it("refuses a second row into the date under which ConnectWise keeps the close date", () => {
    const row = {
      hubspot: "closed_at",
      connectwise: "expectedCloseDate",
      direction: "both",
    } as const;
    const both = {
      ...deal.both,
      properties: [...deal.both.properties, property("closed_at", "datetime")],
      connectwise: {
        ...deal.both.connectwise,
        fields: [...deal.both.connectwise.fields, connectwiseField("expectedCloseDate", "date")],
      },
    };

    expect(refusal(() => withRow({ ...deal, both }, row))).toMatchObject({ code: "mapped_twice" });
  });

  it("lets several choices of HubSpot show the types of ConnectWise, by name or by id", () => {
    const both = {
      ...company.both,
      connectwise: {
        ...company.both.connectwise,
        choices: { type: [choice("1", "Backup"), choice("2", "Other")] },
      },
    };
    const row = {
      hubspot: "services",
      connectwise: "types/name",
      direction: "to-hubspot",
    } as const;

    const next = withRow({ ...company, both }, row);

    expect(added(next, "services")).toMatchObject({ transform: "value-map-list" });
    expect(next?.mapping.valueMaps["services"]?.toHubspot).toEqual({ Backup: "backup" });
  });

  it("keeps the ends of stages and associations, and lets their rules be changed", () => {
    const row = {
      hubspot: "associations/company",
      connectwise: "company/id",
      direction: "both",
    } as const;

    const ruled = change(deal, { rows: [{ ...row, conflictRule: "connectwise" }] });
    const others = [
      { ...row, connectwise: "contact/id" },
      { ...row, transform: "text" },
      { hubspot: "pipeline+dealstage", connectwise: "stage/id", direction: "both" },
    ] as const;

    expect(added(ruled, "associations/company")).toMatchObject({
      conflictRule: "connectwise",
      references: "company",
      key: "associations/company",
    });
    expect(added(ruled, "pipeline+dealstage")).toBeDefined();
    for (const other of others) {
      expect(refusal(() => change(deal, { rows: [other] }))).toMatchObject({ code: "fixed_row" });
    }
  });

  it("keeps the association that ConnectWise wants in every create going there", () => {
    const row = { hubspot: "associatedcompanyid", connectwise: "company/id" } as const;

    for (const direction of ["off", "to-hubspot"] as const) {
      expect(refusal(() => change(contact, { rows: [{ ...row, direction }] }))).toMatchObject({
        code: "required_row",
        field: "rows.0.direction",
      });
    }
    const stages = { hubspot: "pipeline+dealstage", connectwise: "stage/id+status/id" } as const;
    expect(change(deal, { rows: [{ ...stages, direction: "off" }] })).not.toBeNull();
  });

  it("refuses a change that was made from an earlier version", () => {
    expect(refusal(() => change(company, { rows: [], basedOn: 7 }))).toMatchObject({
      code: "changed_meanwhile",
    });
  });
});

describe("value maps", () => {
  const row: MappingRow = { hubspot: "industry", connectwise: "market/id", direction: "both" };

  it("are suggested by equal labels where none is given", () => {
    const next = withRow(company, row);

    expect(next?.mapping.valueMaps["industry"]).toEqual(
      map({ toHubspot: { "8": "LAW" }, toConnectwise: { LAW: "8" } }),
    );
  });

  it("do not stay for another field of the same property", () => {
    const first = withRow(company, row);
    const settings = { ...company.settings, mapping: first?.mapping ?? company.settings.mapping };

    const next = withRow({ ...company, settings }, { ...row, connectwise: "customFields/12" });

    expect(next?.mapping.valueMaps["industry"]).toEqual(map({}));
  });

  it.each([
    // part of the map, where it is refused
    [{ toConnectwise: { FARMING: "8" } }, "toConnectwise.FARMING"],
    [{ toConnectwise: { LAW: "77" } }, "toConnectwise.LAW"],
    [{ toHubspot: { "77": "LAW" } }, "toHubspot.77"],
    [{ toHubspot: { "8": "FARMING" } }, "toHubspot.8"],
    [{ fallback: { toConnectwise: "77" } }, "fallback.toConnectwise"],
    [{ fallback: { toHubspot: "FARMING" } }, "fallback.toHubspot"],
  ])("are refused for options that do not exist: %o", (part, at) => {
    const refused = refusal(() => withRow(company, { ...row, valueMap: map(part) }));

    expect(refused.code).toBe("unknown_option");
    expect(refused.field?.endsWith(`.valueMap.${at}`)).toBe(true);
    expect(refused.remedy).toBeTruthy();
  });

  it("let text become a choice, any text on the side that holds text", () => {
    const valueMap = map({ toConnectwise: { first: "Gold" }, toHubspot: { Gold: "first" } });
    const next = withRow(company, {
      hubspot: "description",
      connectwise: "customFields/12",
      direction: "both",
      valueMap,
    });

    expect(added(next, "description")).toMatchObject({
      transform: "value-map",
      valueMap: "description",
    });
    expect(next?.mapping.valueMaps["description"]).toEqual(valueMap);
  });

  it("of owners take owners and members, with a fallback each way", () => {
    const good = map({
      toConnectwise: { "2": "102" },
      toHubspot: { "102": "2" },
      fallback: { toConnectwise: "101", toHubspot: "1" },
    });

    const next = change(company, { valueMaps: { owner: good } });

    expect(next?.mapping.valueMaps["owner"]).toEqual(good);
    expect(next?.changes).toEqual([
      { hubspot: "hubspot_owner_id", connectwise: "territoryManager/id", kinds: ["value-map"] },
    ]);
    expect(
      refusal(() =>
        change(company, { valueMaps: { owner: map({ toConnectwise: { "9": "101" } }) } }),
      ),
    ).toMatchObject({ code: "unknown_option", field: "valueMaps.owner.toConnectwise.9" });
  });

  it("of countries go by ISO code towards ConnectWise and by name towards HubSpot", () => {
    const codes = map({ toConnectwise: { CA: "1" }, toHubspot: { "1": "The States" } });

    expect(
      change(company, { valueMaps: { country: codes } })?.mapping.valueMaps["country"],
    ).toEqual(codes);
    expect(
      refusal(() =>
        change(company, { valueMaps: { country: map({ toConnectwise: { Canada: "1" } }) } }),
      ),
    ).toMatchObject({ code: "unknown_option" });
  });

  it("are refused when no row uses them", () => {
    expect(refusal(() => change(company, { valueMaps: { nothing: map({}) } }))).toMatchObject({
      code: "unknown_map",
      field: "valueMaps.nothing",
    });
  });
});

describe("stage maps", () => {
  it("take their outcomes from the statuses", () => {
    const next = withStages(stageRow("default|won", "*|2"), stageRow("default|new", "10|1"));

    expect(next?.mapping.stageMaps?.["stage"]).toEqual({
      reopens: false,
      rows: [
        { hubspot: "default|won", connectwise: "*|2", outcome: "won" },
        { hubspot: "default|new", connectwise: "10|1", outcome: "open" },
      ],
    });
  });

  it.each([
    ["default|nothing", "10|1", "unknown_stage", ".hubspot"],
    ["other|new", "10|1", "unknown_stage", ".hubspot"],
    ["default|new", "99|1", "unknown_stage", ".connectwise"],
    ["default|new", "10|9", "unknown_status", ".connectwise"],
    ["default|new|more", "10|1", "unknown_stage", ".hubspot"],
    ["default|won", "10|1", "outcomes_differ", ""],
    ["default|new", "*|3", "outcomes_differ", ""],
  ])("refuse %s with %s: %s", (hubspot, connectwise, code, at) => {
    const refused = refusal(() => withStages(stageRow(hubspot, connectwise)));

    expect(refused).toMatchObject({ code, field: `stageMaps.stage.rows.0${at}` });
    expect(refused.remedy).toBeTruthy();
  });

  it("refuse the same row twice", () => {
    const row = stageRow("default|new", "10|1");

    expect(refusal(() => withStages(row, row))).toMatchObject({ code: "mapped_twice" });
  });
});
