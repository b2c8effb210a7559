import type { Side } from "@lockstep/api/wire-common.ts";
import type { Policy } from "@lockstep/api/wire-objects.ts";

/** A rule that is part of the product: nobody chooses it, and nobody can switch it off here. */
export interface StandardFilter {
  /** The server's name of it. */
  code: string;
  sides: readonly Side[];
  words: string;
}

const BOTH: readonly Side[] = ["hubspot", "connectwise"];
const CONNECTWISE: readonly Side[] = ["connectwise"];

/** The server's standard filters by object type; the test holds them against the server's own. */
export const STANDARD_FILTERS: Readonly<Record<string, readonly StandardFilter[]>> = {
  company: [
    {
      code: "own_company",
      sides: CONNECTWISE,
      words: "Your own company and ConnectWise's catch-all company are left out.",
    },
    {
      code: "inactive_in_connectwise",
      sides: CONNECTWISE,
      words: "Companies with a status that counts as inactive in ConnectWise are left out.",
    },
  ],
  contact: [
    {
      code: "inactive_in_connectwise",
      sides: CONNECTWISE,
      words: "Contacts that are inactive in ConnectWise are left out.",
    },
    { code: "no_email", sides: BOTH, words: "Contacts without an e-mail address are left out." },
    {
      code: "free_email",
      sides: BOTH,
      words: "Contacts with an address of a free e-mail provider, such as gmail.com, are left out.",
    },
  ],
  deal: [
    {
      code: "closed_long_ago",
      sides: BOTH,
      words: "What was closed more than 365 days ago is left out.",
    },
  ],
};

const PARENTS: Readonly<Record<string, string>> = {
  contact: "A contact is synced only if its company is.",
  deal: "A deal or opportunity is synced only if its company and its contact are.",
};

/** What is left out whatever the filter says, in sentences. */
export function standardWords(
  objectType: string,
  side: Side,
  policy: Pick<Policy, "blocksFreeEmail">,
): string[] {
  const isOn = ({ code }: StandardFilter): boolean =>
    code !== "free_email" || policy.blocksFreeEmail === true;
  const own = (STANDARD_FILTERS[objectType] ?? []).filter(
    (filter) => filter.sides.includes(side) && isOn(filter),
  );
  const deleted =
    side === "hubspot"
      ? "What is archived or deleted in HubSpot is left out."
      : "What is deleted in ConnectWise is left out.";
  const parents = PARENTS[objectType];
  return [...own.map(({ words }) => words), deleted, ...(parents === undefined ? [] : [parents])];
}
