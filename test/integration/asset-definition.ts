import { decideByKey } from "../../server/sync/match-by-key.ts";
import type { ObjectDefinition } from "../../server/sync/objects/definition.ts";
import { parentKeys, textAt } from "../../server/sync/objects/keys.ts";
import { OWN, row } from "../../server/sync/objects/row.ts";

const COMPANY_PATH = { hubspot: "associations/company", connectwise: "company/id" } as const;
const SERIAL_PATH = { hubspot: "serial", connectwise: "serialNumber" } as const;

/** An object type that Lockstep does not have: things that belong to a company and bear a number. */
export const assetDefinition: ObjectDefinition = {
  objectType: "asset",
  idProperty: "cw_asset_id",
  defaultMappings: [
    row("cw_asset_id", "id", OWN),
    row("label", "name"),
    row("serial", "serialNumber"),
    row("bought", "purchaseDate", { transform: "date" }),
    row("hubspot_owner_id", "manager/id", { transform: "value-map", valueMap: "owner" }),
    row("associations/company", "company/id", { transform: "reference", references: "company" }),
  ],
  extraPaths: { hubspot: [], connectwise: ["retiredFlag"] },
  requiredParents: ["associations/company"],
  writtenAfterCreate: { hubspot: ["associations/company"], connectwise: [] },
  requiredOnUpdate: { hubspot: [], connectwise: [] },
  strongKinds: ["serial"],
  claimKinds: ["serial"],
  keyPaths: { hubspot: ["serial"], connectwise: ["serialNumber"] },
  matchKeys(side, { fields }, context) {
    const serial = textAt(fields, SERIAL_PATH[side]);
    const company = { objectType: "company", id: textAt(fields, COMPANY_PATH[side]) };
    return [
      ...(serial === null ? [] : [{ kind: "serial", value: serial.toUpperCase() }]),
      ...parentKeys(side, company, context),
    ];
  },
  decideMatches: (refs, around) =>
    decideByKey(refs, around, { kind: "serial", tieBreakers: ["company"] }),
  standardFilters: [
    {
      code: "retired",
      sides: ["connectwise"],
      path: { connectwise: "retiredFlag" },
      wanted: "The asset is in use.",
      reject: (_side, { fields }) =>
        fields["retiredFlag"] === true ? "The asset is retired." : null,
    },
  ],
  isSameRecord: (payload, { fields }) => payload["serialNumber"] === fields["serialNumber"],
  policyRules: {
    matchFields: [],
    switches: [],
    usual: {},
    createDefaults: ({ choices }) =>
      Object.fromEntries((choices["site"] ?? []).slice(0, 1).map(({ id }) => ["site/id", id])),
    requiredDefaults: ["site/id"],
    catchAllFor: "associations/company",
  },
  connectwiseWords: {
    paths: ["retiredFlag"],
    typeOf: () => null,
    statusOf: (fields) => (fields["retiredFlag"] === true ? "Retired" : "In use"),
  },
  shown: {
    hubspot: { name: ["label"], serial: ["serial"] },
    connectwise: { name: ["name"], serial: ["serialNumber"] },
  },
  requiredOneOf: {
    hubspot: [],
    connectwise: [
      {
        paths: ["name"],
        code: "name_missing",
        message: "ConnectWise needs a name.",
        remedy: "Give the asset a label in HubSpot.",
      },
    ],
  },
};
