import type { FieldReading, RecordPair } from "./field-reading.ts";
import { propertyOf, referenceText } from "./records.ts";
import type { People } from "./records.ts";

const sameMail = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Whether somebody with this address is active on the other side; others cannot be carried over. */
function hasCounterpart(email: string, people: People): boolean {
  const isMember = people.members.some(
    ({ officeEmail, inactiveFlag }) => inactiveFlag !== true && sameMail(officeEmail, email),
  );
  return isMember && people.owners.some((owner) => sameMail(owner.email, email));
}

/**
 * Reads HubSpot's owner and a ConnectWise member by e-mail. Somebody whom only one side knows counts
 * as blank: nothing can be written for them.
 *
 * @param connectwiseField - the reference to the member
 */
export function readPerson(
  { hubspot, connectwise }: RecordPair,
  connectwiseField: string,
  people: People,
): FieldReading {
  const ownerId = propertyOf(hubspot, "hubspot_owner_id");
  const identifier = referenceText(connectwise, connectwiseField, "identifier");
  const owner = people.owners.find(({ id }) => id === ownerId);
  const member = people.members.find((each) => each.identifier === identifier);
  const normal = (email: string | undefined): string =>
    email !== undefined && hasCounterpart(email, people) ? email.toLowerCase() : "";
  return {
    field: "hubspot_owner_id",
    connectwiseField,
    hubspot: { shown: owner?.email ?? ownerId, normal: normal(owner?.email) },
    connectwise: { shown: member?.officeEmail ?? identifier, normal: normal(member?.officeEmail) },
  };
}
