import { communicationTypes } from "./contact-choices.ts";
import type { CommunicationKind, CommunicationName } from "./contact-choices.ts";
import { dropUndefined, spellPhone, withoutBlanks } from "./firms.ts";
import type { PhoneStyle } from "./firms.ts";
import type { Place } from "./places.ts";
import type { ConnectWiseRecord, HubSpotContact } from "./records.ts";

/** A made-up person of the real world, before either system has its own spelling of them. */
export interface Person {
  /** '' when nobody knows it; so for the last name. */
  firstName: string;
  lastName: string;
  email?: string | undefined;
  title?: string | undefined;
  place: Place;
  /** Last two digits of the direct number, as text. */
  direct?: string | undefined;
  /** What is dialled behind the direct number. */
  extension?: string | undefined;
  /** Last two digits of the mobile number, as text. */
  mobile?: string | undefined;
  ownerId?: string | undefined;
  lifecycleStage: string;
}

/** @returns the person's direct number with its extension, the way HubSpot's one field holds both. */
export function spellDirect(person: Person, style: PhoneStyle): string {
  const { place, direct, extension } = person;
  if (direct === undefined) return "";
  const number = spellPhone({ place, extension: direct }, style);
  return extension === undefined ? number : `${number} ext. ${extension}`;
}

/** @returns the person's mobile number, '' when there is none. */
export function spellMobile({ place, mobile }: Person, style: PhoneStyle): string {
  return mobile === undefined ? "" : spellPhone({ place, extension: mobile }, style);
}

/** One e-mail address or number of a ConnectWise contact, in the vendor's form. */
export interface CommunicationItem {
  type: { name: CommunicationName };
  value: string;
  extension?: string | undefined;
  /** Whether it is the contact's main one of its kind. */
  defaultFlag: boolean;
  communicationType: CommunicationKind;
}

/** @returns a communication item; the main one of its kind unless told otherwise. */
export function communicationItem(
  name: CommunicationName,
  value: string,
  more: { extension?: string | undefined; isDefault?: boolean } = {},
): CommunicationItem {
  const { extension, isDefault = true } = more;
  return {
    type: { name },
    value,
    ...(extension === undefined ? {} : { extension }),
    defaultFlag: isDefault,
    communicationType: communicationTypes.find((type) => type.name === name)?.kind ?? "Phone",
  };
}

/** Ways one record writes a person's numbers and address down. */
export interface PersonSpelling {
  email?: string | undefined;
  direct?: PhoneStyle;
  mobile?: PhoneStyle;
}

/** @returns the communication items an ordinary ConnectWise contact has of this person. */
export function communicationItems(
  person: Person,
  spelling: PersonSpelling = {},
): CommunicationItem[] {
  const { place, direct, extension, mobile } = person;
  const { email = person.email } = spelling;
  const number = (digits: string, style: PhoneStyle = "international"): string =>
    spellPhone({ place, extension: digits }, style);
  return [
    ...(email === undefined ? [] : [communicationItem("Email", email)]),
    ...(direct === undefined
      ? []
      : [communicationItem("Direct", number(direct, spelling.direct), { extension })]),
    ...(mobile === undefined
      ? []
      : [
          communicationItem("Cell", number(mobile, spelling.mobile), {
            isDefault: direct === undefined,
          }),
        ]),
  ];
}

/**
 * Writes a person down the way HubSpot holds a contact.
 *
 * @param companies - ids of the companies, the primary one first
 * @param changes - this record's own spellings, '' for blank
 */
export function toHubSpotContact(
  person: Person,
  companies: readonly string[],
  changes: Record<string, string> = {},
): HubSpotContact {
  const properties = withoutBlanks({
    firstname: person.firstName,
    lastname: person.lastName,
    email: person.email,
    phone: spellDirect(person, "international"),
    mobilephone: spellMobile(person, "international"),
    jobtitle: person.title,
    hubspot_owner_id: person.ownerId,
    lifecyclestage: person.lifecycleStage,
    ...changes,
  });
  return companies.length === 0 ? { properties } : { properties, companies: [...companies] };
}

/**
 * Writes a person down the way ConnectWise holds a contact.
 *
 * @param companyId - undefined for a contact of no company, which ConnectWise accepts
 * @param changes - this record's own spellings; undefined for blank
 */
export function toConnectWiseContact(
  person: Person,
  companyId: number | undefined,
  changes: ConnectWiseRecord = {},
): ConnectWiseRecord {
  const items = communicationItems(person);
  return dropUndefined({
    // The one field ConnectWise insists on; people without a first name go by their last.
    firstName: person.firstName || person.lastName,
    lastName: person.firstName === "" ? undefined : person.lastName || undefined,
    title: person.title,
    company: companyId === undefined ? undefined : { id: companyId },
    communicationItems: items.length === 0 ? undefined : items,
    inactiveFlag: false,
    ...changes,
  });
}
