import { AppError } from "../../sync/errors.ts";
import type { ObjectType } from "../../sync/model.ts";
import { STATE_PROPERTY, type PublishedState } from "../../sync/published-states.ts";

/** A property that Lockstep adds to a portal. */
export interface OwnProperty {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: "string" | "number" | "bool" | "enumeration";
  readonly hasUniqueValue: boolean;
  /** Its choices, where it has some of its own. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

/** A field of a record that stands for its associations with records of another type. */
export interface Association {
  /** Path in snapshots. */
  readonly path: string;
  /** The other type's name in paths of calls, such as `companies`. */
  readonly to: string;
  /** HubSpot's number for this kind of association. */
  readonly typeId: number;
  /** HubSpot's name for it in listings. */
  readonly typeName: string;
  /** `primary`: the one record of this kind; `all`: every associated record of the other type. */
  readonly holds: "primary" | "all";
  /** Whether `path` is also a property that follows the association, so that it is read as one. */
  readonly isProperty: boolean;
}

/** All that makes one HubSpot object type different from another. */
export interface HubspotObject {
  readonly objectType: ObjectType;
  /** Its name in paths, such as `companies`. */
  readonly path: string;
  /** HubSpot's numeric type, as webhooks carry it. */
  readonly typeId: string;
  /** Property with the time of the last change; contacts have another one than the rest. */
  readonly modifiedProperty: string;
  /** Property that repeats the record's id, to sort and filter by in searches. */
  readonly idProperty: string;
  /** Unique property that holds the ConnectWise id, which makes creates repeatable. */
  readonly uniqueProperty: string;
  readonly ownProperties: readonly OwnProperty[];
  /** Unique property of HubSpot's own; a clash over it is refused without naming it. */
  readonly naturalKey?: string;
  readonly associations: readonly Association[];
}

/** The property group that keeps our properties together, and out of people's own groups. */
export const OWN_GROUP = { name: "connectwise", label: "ConnectWise" } as const;

/** A text that Lockstep writes; `rest` says what is different. */
function own(
  name: string,
  label: string,
  description: string,
  rest: Partial<OwnProperty> = {},
): OwnProperty {
  const kept = `${description} in ConnectWise PSA. Kept by Lockstep.`;
  return { name, label, description: kept, type: "string", hasUniqueValue: false, ...rest };
}

/** The property with the linked record's id. */
function ownId(name: string, label: string, record: string): OwnProperty {
  return {
    name,
    label,
    description: `Id of the linked ${record} in ConnectWise PSA. Kept by Lockstep; do not edit.`,
    type: "string",
    hasUniqueValue: true,
  };
}

/** The states as people call them on our screens. */
const STATE_LABELS: Readonly<Record<PublishedState, string>> = {
  in_sync: "In sync",
  waiting: "Waiting",
  needs_attention: "Needs attention",
  excluded: "Excluded",
};

/** The property that shows how a record stands. */
const STATE: OwnProperty = {
  name: STATE_PROPERTY,
  label: "Lockstep state",
  description:
    "How the record stands in the sync with ConnectWise PSA; empty where it is not synced. Kept by Lockstep; do not edit.",
  type: "enumeration",
  hasUniqueValue: false,
  options: Object.entries(STATE_LABELS).map(([value, label]) => ({ value, label })),
};

/** The object types that are synced. */
export const HUBSPOT_OBJECTS: readonly HubspotObject[] = [
  {
    objectType: "company",
    path: "companies",
    typeId: "0-2",
    modifiedProperty: "hs_lastmodifieddate",
    idProperty: "hs_object_id",
    uniqueProperty: "cw_company_id",
    ownProperties: [
      ownId("cw_company_id", "ConnectWise company ID", "company"),
      own("cw_company_identifier", "ConnectWise company identifier", "Short company identifier"),
      own("cw_company_status", "ConnectWise company status", "Company status"),
      own("cw_company_types", "ConnectWise company types", "Company types"),
      STATE,
    ],
    associations: [],
  },
  {
    objectType: "contact",
    path: "contacts",
    typeId: "0-1",
    modifiedProperty: "lastmodifieddate",
    idProperty: "hs_object_id",
    uniqueProperty: "cw_contact_id",
    ownProperties: [
      ownId("cw_contact_id", "ConnectWise contact ID", "contact"),
      own("cw_contact_types", "ConnectWise contact types", "Contact types"),
      own("cw_inactive", "ConnectWise inactive", "Whether the contact is inactive", {
        type: "bool",
      }),
      STATE,
    ],
    naturalKey: "email",
    associations: [
      {
        path: "associatedcompanyid",
        to: "companies",
        typeId: 1,
        typeName: "contact_to_company",
        holds: "primary",
        isProperty: true,
      },
    ],
  },
  {
    objectType: "deal",
    path: "deals",
    typeId: "0-3",
    modifiedProperty: "hs_lastmodifieddate",
    idProperty: "hs_object_id",
    uniqueProperty: "cw_opportunity_id",
    ownProperties: [
      ownId("cw_opportunity_id", "ConnectWise opportunity ID", "opportunity"),
      own("cw_recurring_revenue", "ConnectWise recurring revenue", "Recurring revenue", {
        type: "number",
      }),
      own("cw_rating", "ConnectWise rating", "Rating of the opportunity"),
      own("cw_source", "ConnectWise source", "Source of the opportunity"),
      own("cw_campaign", "ConnectWise campaign", "Campaign of the opportunity"),
      STATE,
    ],
    associations: [
      {
        path: "associations/company",
        to: "companies",
        typeId: 5,
        typeName: "deal_to_company",
        holds: "primary",
        isProperty: false,
      },
      {
        path: "associations/contacts",
        to: "contacts",
        typeId: 3,
        typeName: "deal_to_contact",
        holds: "all",
        isProperty: false,
      },
    ],
  },
];

/**
 * Returns HubSpot's side of an object type.
 *
 * @throws AppError - internal `unknown_object_type`, not retryable
 */
export function hubspotObject(objectType: ObjectType): HubspotObject {
  const found = HUBSPOT_OBJECTS.find((each) => each.objectType === objectType);
  if (found !== undefined) return found;
  throw new AppError(`HubSpot has no object type ${objectType} here`, {
    code: "unknown_object_type",
    errorClass: "internal",
  });
}

/** Returns the object type behind `0-2` or `company` in a webhook, or null when it is not synced. */
export function objectOfWebhook(typeIdOrName: string): HubspotObject | null {
  return (
    HUBSPOT_OBJECTS.find(
      ({ typeId, objectType }) => typeId === typeIdOrName || objectType === typeIdOrName,
    ) ?? null
  );
}
