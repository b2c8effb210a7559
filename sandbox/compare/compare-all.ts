import { controlTypes } from "../shared/control.ts";
import type { ControlType } from "../shared/control.ts";
import { compareCompanies, compareContacts, compareDeals } from "./compare.ts";
import { problemsIn } from "./comparison.ts";
import type { Comparison, ComparisonInput } from "./comparison.ts";
import type { People } from "./records.ts";
import { findVainWaits } from "./waits.ts";

/** What is compared of each object type. */
export type ComparisonInputs = Readonly<Record<ControlType, ComparisonInput>>;

/** What was found out about both systems as a whole. */
export interface WholeComparison {
  types: Record<ControlType, Comparison>;
  /** Everything that is wrong, in plain lines; none means that both systems agree. */
  problems: string[];
}

/** Compares the records of all types, and makes sure that nothing waits for what is there. */
export function compareAll(
  inputs: ComparisonInputs,
  { people, timeZone }: { people: People; timeZone: string },
): WholeComparison {
  const { company, contact, deal } = inputs;
  const types = {
    company: compareCompanies({ ...company, people }),
    contact: compareContacts({ ...contact, companies: company }),
    deal: compareDeals({ ...deal, companies: company, contacts: contact, people, timeZone }),
  };
  const differences = controlTypes.flatMap((type) =>
    problemsIn(types[type]).map((problem) => `${type}: ${problem}`),
  );
  return { types, problems: [...differences, ...findVainWaits(inputs)] };
}
