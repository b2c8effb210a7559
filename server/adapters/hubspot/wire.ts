import { z } from "zod";

/*
 * HubSpot's JSON, as far as Lockstep reads it. Everything that is not needed may be missing or new:
 * HubSpot adds keys without notice, and the descriptions name as required what errors leave out.
 */

const text = z.union([z.string(), z.number()]).transform(String);
const names = z.record(z.string(), z.array(z.string()).catch([]));

/** Where the next page starts; absent on the last one. */
const paging = z.object({ next: z.object({ after: text }).optional().catch(undefined) }).nullish();

const historyEntry = z.object({
  value: z.string().nullish(),
  timestamp: text,
  sourceType: z.string().nullish(),
  sourceId: text.nullish(),
});

/** A list of associated records as listings carry it; one record may be there for several kinds. */
const listedAssociations = z.object({
  results: z.array(z.object({ id: text, type: z.string() })),
  paging,
});

/**
 * One CRM record.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
export const recordSchema = z.object({
  id: text,
  properties: z.record(z.string(), z.string().nullable()).default({}),
  propertiesWithHistory: z.record(z.string(), z.array(historyEntry)).optional(),
  updatedAt: z.string().optional(),
  archived: z.boolean().optional(),
  new: z.boolean().optional(),
  associations: z.record(z.string(), listedAssociations).optional(),
  objectWriteTraceId: z.string().optional(),
});
/** One CRM record as HubSpot words it. */
export type WireRecord = z.output<typeof recordSchema>;

/**
 * What is wrong with one property or one input.
 *
 * @see https://developers.hubspot.com/docs/api-reference/error-handling
 */
const errorDetail = z.object({
  message: z.string().optional(),
  code: z.string().optional(),
  in: z.string().optional(),
  context: names.optional().catch(undefined),
});

/**
 * The body of a refusal, and of one entry in the `errors` of a 207.
 *
 * @see https://developers.hubspot.com/docs/api-reference/error-handling
 */
export const errorSchema = z.object({
  status: text.optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  category: z.string().optional().catch(undefined),
  correlationId: z.string().optional().catch(undefined),
  policyName: z.string().optional().catch(undefined),
  context: names.optional().catch(undefined),
  errors: z.array(errorDetail).optional().catch(undefined),
});
/** A refusal as HubSpot words it. */
export type WireError = z.output<typeof errorSchema>;

/** One entry of the JSON list that HubSpot puts inside the message of a refused write. */
export const propertyProblemsSchema = z.array(
  z.object({
    name: z.string().optional(),
    error: z.string().optional(),
    message: z.string().optional(),
  }),
);

/**
 * Answer of a batch call; a 207 carries `errors` besides `results`.
 *
 * @see https://developers.hubspot.com/docs/api-reference/error-handling
 */
export const batchSchema = z.object({
  results: z.array(recordSchema),
  errors: z.array(errorSchema).default([]),
});
/** Answer of a batch call. */
export type WireBatch = z.output<typeof batchSchema>;

/**
 * Answer of a batch read of associations; records without any are among the errors.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide
 */
export const associationsSchema = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: text }),
      to: z.array(
        z.object({
          toObjectId: text,
          associationTypes: z.array(z.object({ category: z.string(), typeId: z.number() })),
        }),
      ),
      paging,
    }),
  ),
  errors: z.array(errorSchema).default([]),
});

/** Answer of a batch read of associations. */
export type WireAssociations = z.output<typeof associationsSchema>;

/**
 * Answer of a batch that associates.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide
 */
export const associatedSchema = z.object({
  results: z.array(z.object({ fromObjectId: text, toObjectId: text })),
  errors: z.array(errorSchema).default([]),
});

/**
 * Answer of a batch that ends associations: most often no body at all.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide
 */
export const dissociatedSchema = z
  .object({ errors: z.array(errorSchema).default([]) })
  .default({ errors: [] });

/**
 * Answer of a listing or a search; only a search counts (`total`).
 *
 * @see https://developers.hubspot.com/docs/api-reference/search/guide
 */
export const pageSchema = z.object({
  results: z.array(recordSchema),
  total: z.number().optional(),
  paging,
});

/**
 * A property definition.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide
 */
export const propertySchema = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  fieldType: z.string(),
  groupName: z.string().default(""),
  hasUniqueValue: z.boolean().default(false),
  hidden: z.boolean().default(false),
  calculated: z.boolean().default(false),
  options: z
    .array(z.object({ value: z.string(), label: z.string(), hidden: z.boolean().default(false) }))
    .default([]),
  modificationMetadata: z.object({ readOnlyValue: z.boolean().default(false) }).optional(),
});
/** A property definition as HubSpot words it. */
export type WireProperty = z.output<typeof propertySchema>;

/** Answer of the property and property group listings, which have one page only. */
export const propertiesSchema = z.object({ results: z.array(propertySchema) });

/** @see https://developers.hubspot.com/docs/api-reference/crm-owners-v3/guide */
export const ownersSchema = z.object({
  results: z.array(
    z.object({
      id: text,
      /** Missing of owners who have left. */
      userId: text.nullish(),
      email: z.string().nullish(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      archived: z.boolean().default(false),
    }),
  ),
  paging,
});
/** One owner as HubSpot words it. */
export type WireOwner = z.output<typeof ownersSchema>["results"][number];

/** @see https://developers.hubspot.com/docs/api-reference/crm-pipelines-v3/guide */
const stageSchema = z.object({
  id: text,
  label: z.string(),
  displayOrder: z.number().default(0),
  archived: z.boolean().default(false),
  metadata: z.record(z.string(), z.unknown()).default({}),
});
/** A stage of a pipeline as HubSpot words it. */
export type WireStage = z.output<typeof stageSchema>;

/**
 * Answer of the pipeline listing, which has one page only.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-pipelines-v3/guide
 */
export const pipelinesSchema = z.object({
  results: z.array(
    z.object({
      id: text,
      label: z.string(),
      displayOrder: z.number().default(0),
      archived: z.boolean().default(false),
      stages: z.array(stageSchema),
    }),
  ),
});

/** @see https://developers.hubspot.com/docs/api-reference/account-account-info-v3/guide */
export const accountSchema = z.object({
  portalId: text,
  timeZone: z.string(),
  companyCurrency: z.string(),
  uiDomain: z.string(),
});

/** @see https://developers.hubspot.com/docs/api-reference/auth-oauth-v1/guide */
export const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number(),
  hub_id: text.optional(),
  user_id: text.optional(),
  scopes: z.array(z.string()).optional(),
});
/** Answer of the token route. */
export type WireToken = z.output<typeof tokenSchema>;

/** @see https://developers.hubspot.com/docs/api-reference/auth-oauth-v1/guide */
export const introspectionSchema = z.object({
  active: z.boolean(),
  hub_id: text.optional(),
  user_id: text.optional(),
  user: z.string().optional(),
  app_id: text.optional(),
  scopes: z.array(z.string()).optional(),
});

/** A refusal of the OAuth routes, which differs from those of the CRM routes. */
export const oauthErrorSchema = z.object({
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
  status: text.optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  correlationId: z.string().optional().catch(undefined),
});

/**
 * One webhook event; ids are numbers on the wire.
 *
 * @see https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
 */
export const webhookEventSchema = z.object({
  eventId: text.optional(),
  portalId: text,
  subscriptionType: z.string(),
  objectId: text.optional(),
  objectTypeId: z.string().optional(),
  occurredAt: z.number(),
  changeSource: z.string().nullish(),
  sourceId: text.nullish(),
  propertyName: z.string().nullish(),
  primaryObjectId: text.nullish(),
  newObjectId: text.nullish(),
  mergedObjectIds: z.array(text).nullish(),
  associationType: z.string().nullish(),
  fromObjectId: text.nullish(),
  toObjectId: text.nullish(),
});
/** One webhook event as HubSpot words it. */
export type WireWebhookEvent = z.output<typeof webhookEventSchema>;

/**
 * Answer of a search for lists.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide
 */
export const listSearchSchema = z.object({
  lists: z.array(
    z.object({
      listId: text,
      name: z.string(),
      additionalProperties: z.record(z.string(), z.string()).default({}),
    }),
  ),
  offset: z.number().default(0),
  hasMore: z.boolean().default(false),
});

/**
 * Answer of a batch read of the lists that records are in.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide
 */
export const membershipsSchema = z.object({
  results: z.array(
    z.object({ recordId: text, recordListMemberships: z.array(z.object({ listId: text })) }),
  ),
});

/**
 * A page of the records in a list.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide
 */
export const listMembersSchema = z.object({
  results: z.array(z.object({ recordId: text, membershipTimestamp: z.string() })),
  paging,
});
