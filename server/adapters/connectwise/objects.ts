import { AppError } from "../../sync/errors.ts";
import type { Fields, ObjectType } from "../../sync/model.ts";

/** Form of a plain field's value in JSON. */
export type FieldKind = "text" | "number" | "boolean" | "date";

/** Everything the adapter must know about one kind of record. Data only. */
export interface ConnectwiseObject {
  readonly objectType: ObjectType;
  /** Path below `/apis/3.0`. */
  readonly endpoint: string;
  /** Name in callbacks. */
  readonly callbackType: string;
  /** What people call such a record, for messages. */
  readonly noun: string;
  /** Plain fields with their form. */
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** Fields that refer to one other record; their paths are `name/id`, `name/name` and so on. */
  readonly references: readonly string[];
  /** Arrays of references; their paths hold all ids or names, sorted and joined by `;`. */
  readonly lists: readonly string[];
  /** Heads of paths that only a create may carry. */
  readonly createOnly: readonly string[];
  /** Heads of paths that nobody writes. */
  readonly readOnly: readonly string[];
  /** Fields ConnectWise wants in every create, used where the payload has none. */
  readonly createDefaults: Fields;
  /** Fields by which a record that we created is looked up, the most telling one first. */
  readonly lookupFields: readonly string[];
  readonly hasCustomFields: boolean;
  /** A word that screens and definitions of this object's custom fields carry. */
  readonly customFieldScreen: { readonly id: string; readonly word: RegExp };
}

const each = (kind: FieldKind, names: string): Record<string, FieldKind> =>
  Object.fromEntries(names.split(" ").map((name) => [name, kind]));

const USER_DEFINED = Array.from({ length: 10 }, (_, index) => `userDefinedField${index + 1}`);

const COMPANY: ConnectwiseObject = {
  objectType: "company",
  endpoint: "/company/companies",
  callbackType: "company",
  noun: "company",
  fields: {
    ...each("text", "identifier name addressLine1 addressLine2 city state zip phoneNumber"),
    ...each("text", "faxNumber website accountNumber leadSource vendorIdentifier taxIdentifier"),
    ...each("text", "facebookUrl twitterUrl linkedInUrl resellerIdentifier"),
    ...each("text", "invoiceToEmailAddress invoiceCCEmailAddress deletedBy"),
    ...each("text", USER_DEFINED.join(" ")),
    ...each("number", "annualRevenue numberOfEmployees yearEstablished revenueYear"),
    ...each("number", "creditLimit additionalDebt"),
    ...each("boolean", "leadFlag unsubscribeFlag isVendorFlag deletedFlag"),
    ...each("date", "dateAcquired dateDeleted"),
  },
  references: (
    "status country territory market defaultContact sicCode parentCompany ownershipType " +
    "timeZoneSetup calendar taxCode billingTerms currency pricingSchedule companyEntityType " +
    "billToCompany territoryManager site"
  ).split(" "),
  lists: ["types"],
  createOnly: ["types", "site"],
  readOnly: ["id", "deletedFlag", "dateDeleted", "deletedBy", "_info"],
  createDefaults: { "site/name": "Main" },
  lookupFields: ["identifier", "name"],
  hasCustomFields: true,
  customFieldScreen: { id: "cw300", word: /\bcompan(?:y|ies)\b/iu },
};

const OBJECTS: ReadonlyMap<ObjectType, ConnectwiseObject> = new Map([
  [COMPANY.objectType, COMPANY],
]);

/** Every kind of record the adapter can sync. */
export const CONNECTWISE_OBJECTS: readonly ConnectwiseObject[] = [...OBJECTS.values()];

/** Returns what the adapter knows of an object type. @throws AppError class internal for another */
export function objectOf(objectType: ObjectType): ConnectwiseObject {
  const found = OBJECTS.get(objectType);
  if (found !== undefined) return found;
  throw new AppError(`ConnectWise adapter does not know the object type ${objectType}`, {
    code: "unknown_object_type",
    errorClass: "internal",
  });
}

/** First part of a path: `status` of `status/id`, `customFields` of `customFields/12`. */
export function headOf(path: string): string {
  return path.split("/", 1)[0] ?? path;
}
