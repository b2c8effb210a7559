import type { Router } from "express";
import { addInfoRoutes, addReadRoutes, lightVariant } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { presentSetupRow } from "./present.ts";
import { readJson } from "./projection.ts";
import { SETUP_FIELDS, USER_DEFINED_FIELD_FIELDS } from "./schema.ts";
import type { FieldCatalog } from "./schema.ts";
import type { SetupRow, SetupTableName } from "./setup-tables.ts";
import type { Tenant } from "./tenant.ts";

/** A set-up table under its path; all are read only. */
interface SetupTable {
  readonly path: string;
  readonly table: SetupTableName;
  readonly noun: string;
  readonly fields: FieldCatalog;
  /** Takes any condition and returns its first page: observed on reference tables. */
  readonly ignoresConditions?: boolean;
  /** Fields of the light variant, where there is one. */
  readonly info?: string;
  /** Path of the light variant where it is not below the table's own. */
  readonly infoPath?: string;
}

const NAMED: FieldCatalog = { id: "integer", name: "text" };

/** @param fields - what conditions know; id and name unless the schema lists the table */
const at = (
  path: string,
  table: SetupTableName,
  noun: string,
  more: Partial<SetupTable> = {},
): SetupTable => ({ path, table, noun, fields: SETUP_FIELDS[table] ?? NAMED, ...more });

const SETUP_ROUTES: readonly SetupTable[] = [
  at("/company/companies/statuses", "statuses", "CompanyStatus"),
  at("/company/companies/types", "types", "CompanyType"),
  at("/company/countries", "countries", "Country"),
  at("/company/states", "states", "State", { ignoresConditions: true }),
  at("/company/marketDescriptions", "markets", "MarketDescription", { ignoresConditions: true }),
  at("/company/ownershipTypes", "ownershipTypes", "OwnershipType"),
  at("/company/communicationTypes", "communicationTypes", "CommunicationType", {
    info: "id description phoneFlag faxFlag emailFlag defaultFlag _info",
  }),
  at("/company/contacts/types", "contactTypes", "ContactType", {
    info: "id description defaultFlag serviceAlertFlag _info",
  }),
  at("/company/contacts/departments", "contactDepartments", "ContactDepartment", {
    info: "id name _info",
  }),
  at("/company/contacts/relationships", "contactRelationships", "ContactRelationship"),
  at("/sales/opportunities/statuses", "opportunityStatuses", "OpportunityStatus", {
    info: "id closedFlag inactiveFlag name _info",
  }),
  at("/sales/opportunities/types", "opportunityTypes", "OpportunityType", {
    info: "id description inactiveFlag _info",
  }),
  at("/sales/opportunities/ratings", "ratings", "OpportunityRating", {
    info: "id name sortOrder _info",
  }),
  at("/sales/stages", "stages", "OpportunityStage", {
    info: "id name probability color sequenceNumber _info",
  }),
  at("/sales/probabilities", "probabilities", "SalesProbability", { info: "id probability _info" }),
  at("/sales/roles", "salesRoles", "Role"),
  at("/system/departments", "departments", "Department", {
    infoPath: "/system/info/departments",
    info: "id name _info",
  }),
  at("/system/members", "members", "Member", {
    infoPath: "/system/info/members",
    info: "id identifier firstName lastName fullName defaultEmail licenseClass inactiveFlag _info",
  }),
  at("/system/locations", "locations", "Location", {
    infoPath: "/system/info/locations",
    info: "id name structureLevel _info",
  }),
  at("/system/userDefinedFields", "userDefinedFields", "UserDefinedField", {
    fields: USER_DEFINED_FIELD_FIELDS,
  }),
];

function collectionOf(tenant: Tenant, table: SetupTable): Collection<SetupRow> {
  return {
    noun: table.noun,
    rows: tenant.store.state.tables[table.table].toSorted((a, b) => a.id - b.id),
    fields: table.fields,
    idOf: (row) => row.id,
    read: (row) => readJson(presentSetupRow(row)),
    present: presentSetupRow,
    ignoresConditions: table.ignoresConditions ?? false,
  };
}

/** Adds the routes of all set-up tables, members and locations. */
export function addSetupRoutes(router: Router, tenant: Tenant): void {
  for (const table of SETUP_ROUTES) {
    const collection = (): Collection<SetupRow> => collectionOf(tenant, table);
    const names = table.info?.split(" ") ?? [];
    if (table.infoPath !== undefined) {
      addReadRoutes(router, table.infoPath, () => lightVariant(collection(), names));
    } else if (names.length > 0) addInfoRoutes(router, table.path, collection, names);
    addReadRoutes(router, table.path, collection);
  }
}
