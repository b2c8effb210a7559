import type { Side } from "@lockstep/api/wire-common.ts";

/** Rules that nobody chooses and nobody can switch off here, by object type and the server's code. */
const OWN_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  company: {
    own_company: "Your own company and ConnectWise's catch-all company are left out.",
    inactive_in_connectwise:
      "Companies with a status that counts as inactive in ConnectWise are left out.",
    made_by_hubspot:
      "Companies that HubSpot makes by itself from a contact's e-mail address are linked where ConnectWise has them, and created nowhere.",
  },
  contact: {
    inactive_in_connectwise: "Contacts that are inactive in ConnectWise are left out.",
    no_email: "Contacts without an e-mail address are left out.",
    free_email:
      "Contacts with an address of a free e-mail provider, such as gmail.com, are left out.",
    parent_not_synced: "A contact is synced only if its company is.",
  },
  deal: {
    closed_long_ago: "What was closed more than 365 days ago is left out.",
    parent_not_synced: "A deal or opportunity is synced only if its company and its contact are.",
  },
};

const DELETED: Readonly<Record<Side, string>> = {
  hubspot: "What is archived or deleted in HubSpot is left out.",
  connectwise: "What is deleted in ConnectWise is left out.",
};

/**
 * What a rule leaves out, in a sentence.
 *
 * @returns null for a code of a newer server
 */
export function standardWords(objectType: string, side: Side, code: string): string | null {
  return OWN_WORDS[objectType]?.[code] ?? (code === "deleted" ? DELETED[side] : null);
}
