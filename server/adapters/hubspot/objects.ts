import { AppError } from "../../sync/errors.ts";
import type { ObjectType } from "../../sync/model.ts";

/** A property that Lockstep adds to a portal. */
export interface OwnProperty {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly hasUniqueValue: boolean;
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
}

/** The property group that keeps our properties together, and out of people's own groups. */
export const OWN_GROUP = { name: "connectwise", label: "ConnectWise" } as const;

const OBJECTS: readonly HubspotObject[] = [
  {
    objectType: "company",
    path: "companies",
    typeId: "0-2",
    modifiedProperty: "hs_lastmodifieddate",
    idProperty: "hs_object_id",
    uniqueProperty: "cw_company_id",
    ownProperties: [
      {
        name: "cw_company_id",
        label: "ConnectWise company ID",
        description: "Id of the linked company in ConnectWise PSA. Kept by Lockstep; do not edit.",
        hasUniqueValue: true,
      },
      {
        name: "cw_company_identifier",
        label: "ConnectWise company identifier",
        description: "Short company identifier in ConnectWise PSA. Kept by Lockstep.",
        hasUniqueValue: false,
      },
      {
        name: "cw_company_status",
        label: "ConnectWise company status",
        description: "Company status in ConnectWise PSA. Kept by Lockstep.",
        hasUniqueValue: false,
      },
      {
        name: "cw_company_types",
        label: "ConnectWise company types",
        description: "Company types in ConnectWise PSA. Kept by Lockstep.",
        hasUniqueValue: false,
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
  const found = OBJECTS.find((each) => each.objectType === objectType);
  if (found !== undefined) return found;
  throw new AppError(`HubSpot has no object type ${objectType} here`, {
    code: "unknown_object_type",
    errorClass: "internal",
  });
}

/** Returns the object type behind `0-2` or `company` in a webhook, or null when it is not synced. */
export function objectOfWebhook(typeIdOrName: string): HubspotObject | null {
  return (
    OBJECTS.find(
      ({ typeId, objectType }) => typeId === typeIdOrName || objectType === typeIdOrName,
    ) ?? null
  );
}
