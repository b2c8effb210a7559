const OBJECT_TYPES: Readonly<Record<string, string>> = {
  "0-1": "contact",
  "0-2": "company",
  "0-3": "deal",
};

/**
 * Our name of a HubSpot object type.
 *
 * @param objectTypeId - such as `0-2`
 * @throws Error - for a type that Lockstep does not sync, whose records show no card
 * @see https://developers.hubspot.com/docs/guides/crm/understanding-the-crm#object-type-ids
 */
export function objectTypeOf(objectTypeId: string): string {
  const objectType = OBJECT_TYPES[objectTypeId];
  if (objectType === undefined) throw new Error(`Lockstep does not sync ${objectTypeId}.`);
  return objectType;
}
