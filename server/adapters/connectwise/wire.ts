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

/** Answer of `…/count`. */
export const countSchema = z.looseObject({ count: z.number() });

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

/** A status or a type of companies. */
export const optionSchema = z.looseObject({
  id: idSchema,
  name: z.string(),
  defaultFlag: flag,
  inactiveFlag: flag,
});

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
