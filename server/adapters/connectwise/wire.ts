import { z } from "zod";

/**
 * What ConnectWise sends, as far as it is read here. Lenient on purpose: unknown keys pass, ids come
 * as numbers or texts, and everything but the id may be missing.
 */

/** An id, which ConnectWise writes as a number or as text. */
const idSchema = z.union([z.number(), z.string().min(1)]).transform(String);
const text = z.string().nullish();
const flag = z.boolean().nullish();

/** Any record with an id; its other fields are read by path. */
export const recordSchema = z.looseObject({ id: idSchema });
/** A record as it came. */
export type WireRecord = z.output<typeof recordSchema>;

/** A list of records. */
export const recordListSchema = z.array(recordSchema);

/** What a contact shows of its e-mail addresses and numbers; single ones are read leniently, too. */
export const communicationItemsSchema = z.array(
  z.looseObject({
    id: idSchema,
    type: z.looseObject({ id: idSchema }).nullish().catch(null),
    value: z.unknown().optional(),
    extension: z.unknown().optional(),
    defaultFlag: flag.catch(null),
    communicationType: text.catch(null),
  }),
);

/** One e-mail address, phone or fax number of a contact, as snapshots carry it. */
const communicationItemSchema = z.object({
  id: z.string(),
  typeId: z.string().nullable(),
  /** `Email`, `Phone` or `Fax`. */
  kind: z.string().nullable(),
  value: z.string().nullable(),
  extension: z.string().nullable(),
  isDefault: z.boolean(),
});
/** An item in our own form. */
export type CommunicationItem = z.output<typeof communicationItemSchema>;

/** What snapshots of contacts carry as details, which went through JSON. */
export const communicationDetailsSchema = z.object({
  communications: z.array(communicationItemSchema).readonly(),
});
/** What writing single items of a contact needs to know of all of them. */
export type CommunicationDetails = z.output<typeof communicationDetailsSchema>;

/** What the snapshot of a record that was created a moment ago carries as details. */
export const newDetailsSchema = z.object({ isNew: z.literal(true) });

/** One line of a forecast; a line that is written back whole keeps keys that are not read here. */
export const forecastItemSchema = z.looseObject({
  id: idSchema,
  forecastDescription: text,
  revenue: z.number().nullish(),
  recurringRevenue: z.number().nullish(),
  includeFlag: flag,
});
/** A forecast's line as it came. */
export type WireForecastItem = z.output<typeof forecastItemSchema>;

/** An opportunity's forecast. */
export const forecastSchema = z.looseObject({
  forecastItems: z.array(forecastItemSchema).nullish(),
});

/** Answer to a forecast's GET: described as a list of one, read as one object by some clients. */
export const forecastAnswerSchema = z.union([
  z.array(forecastSchema).transform(([only]) => only ?? {}),
  forecastSchema,
]);

/** Answer of `/login/companyinfo/{companyId}`; null for a company that does not exist there. */
export const companyInfoSchema = z
  .looseObject({
    CompanyName: text,
    Codebase: text,
    VersionCode: text,
    VersionNumber: text,
    CompanyID: text,
    IsCloud: z.union([z.string(), z.boolean()]).nullish(),
  })
  .nullable();

/** Answer of `/system/info`. */
export const systemInfoSchema = z.looseObject({ version: z.string(), isCloud: flag });

/** A row of a set-up table; what others call `name` is a `description` or a number in some. */
export const choiceSchema = z.looseObject({
  id: idSchema,
  name: text,
  description: text,
  probability: z.unknown().optional(),
  defaultFlag: flag,
  inactiveFlag: flag,
  wonFlag: flag,
  lostFlag: flag,
  closedFlag: flag,
});
/** A choice as it came. */
export type WireChoice = z.output<typeof choiceSchema>;

/** A type of e-mail addresses, phone or fax numbers. */
export const communicationTypeSchema = z.looseObject({
  id: idSchema,
  description: text,
  emailFlag: flag,
  phoneFlag: flag,
  faxFlag: flag,
  defaultFlag: flag,
});
/** A communication type as it came. */
export type WireCommunicationType = z.output<typeof communicationTypeSchema>;

/** A country. */
export const countrySchema = z.looseObject({
  id: idSchema,
  name: z.string(),
  countryCode: text,
  defaultFlag: flag,
});

/** A person who works in ConnectWise. */
export const memberSchema = z.looseObject({
  id: idSchema,
  identifier: z.string(),
  firstName: text,
  lastName: text,
  officeEmail: text,
  primaryEmail: text,
  mobileEmail: text,
  homeEmail: text,
  // The name of the address in use ("Office"), in `/system/info/members` the address itself.
  defaultEmail: text,
  inactiveFlag: flag,
  licenseClass: text,
});
/** A member as it came. */
export type WireMember = z.output<typeof memberSchema>;

/** Definition of a custom field. */
export const userDefinedFieldSchema = z.looseObject({
  id: idSchema,
  caption: z.string(),
  podDescription: text,
  screenId: text,
  screenDescription: text,
  fieldTypeIdentifier: text,
  entryTypeIdentifier: text,
  requiredFlag: flag,
  readOnlyFlag: flag,
  options: z
    .array(
      z.looseObject({ optionValue: text, inactiveFlag: flag, sortOrder: z.number().nullish() }),
    )
    .nullish(),
});
/** A custom field's definition as it came. */
export type WireUserDefinedField = z.output<typeof userDefinedFieldSchema>;

/** A subscription to callbacks. */
export const callbackSchema = z.looseObject({
  id: idSchema,
  url: text,
  type: text,
  level: text,
  objectId: z.number().nullish(),
  inactiveFlag: flag,
  isSelfSuppressedFlag: flag,
  _info: z.looseObject({ updatedBy: text }).nullish(),
});
/** A callback entry as it came. */
export type WireCallback = z.output<typeof callbackSchema>;

/** Body of a callback. */
export const callbackBodySchema = z.looseObject({
  MessageId: text,
  CompanyId: text,
  MemberId: text,
  Action: text,
  Type: text,
  ID: z.union([z.number(), z.string()]).nullish(),
  Metadata: z.looseObject({ key_url: text }).nullish(),
});

/** Answer of a callback's `key_url`. */
export const signingKeySchema = z.looseObject({ signing_key: z.string().min(1) });

/** Body of a refusal. The throttling one has `error` where the others have `code`. */
export const errorBodySchema = z.looseObject({
  code: text,
  error: text,
  message: text,
  errors: z
    .array(z.looseObject({ code: text, message: text, resource: text, field: text }))
    .nullish(),
});
/** A refusal's body. */
export type WireError = z.output<typeof errorBodySchema>;

/** Answer of `GET …/count`. @see https://developer.connectwise.com/Best_Practices/PSA_API_Requests */
export const countSchema = z.object({ count: z.number() });
