import type { IssueCategory } from "@lockstep/api/wire-account.ts";
import type { Format } from "@lockstep/ui/format.ts";
import { recordNames } from "../filters/record-names.ts";

/** Categories with the same kind of answer, under words that say which. */
export interface IssueSection {
  title: string;
  explanation: string;
  categories: IssueCategory[];
}

const SECTIONS: readonly (Omit<IssueSection, "categories"> & { states: readonly string[] })[] = [
  {
    title: "Needs you",
    explanation:
      "These are not synced until somebody acts. All other records go on meanwhile. What you correct in HubSpot or ConnectWise is tried again by itself.",
    states: ["attention", "review", "merged", "deleted"],
  },
  {
    title: "Waiting",
    explanation: "These go on by themselves as soon as the record they belong to is synced.",
    states: ["waiting"],
  },
  {
    title: "Left out on purpose",
    explanation: "A filter, a rule that is always on, or a setting keeps these out.",
    states: ["excluded"],
  },
];

/** Sorts categories by what a person has to do; a state that is not known needs somebody to look. */
export function toSections(categories: readonly IssueCategory[]): IssueSection[] {
  const known = SECTIONS.flatMap(({ states }) => states);
  return SECTIONS.map(({ states, ...words }, index) => ({
    ...words,
    categories: categories.filter(
      ({ state }) => states.includes(state) || (index === 0 && !known.includes(state)),
    ),
  })).filter((section) => section.categories.length > 0);
}

/** `3 contacts`, `1 deal or opportunity`. */
export function countWords(objectType: string, count: number, format: Format): string {
  const [here, there] = [
    recordNames(objectType, "hubspot"),
    recordNames(objectType, "connectwise"),
  ];
  const number = count === 1 ? "one" : "many";
  const names = [...new Set([here[number], there[number]])];
  return `${format.number(count)} ${names.join(" or ")}`;
}

/** What is said after records were marked to be tried again. */
export function retriedWords(count: number, format: Format): string {
  if (count === 0) return "There is nothing to try again: these issues are over.";
  return count === 1
    ? "One record is being tried again."
    : `${format.number(count)} records are being tried again.`;
}
