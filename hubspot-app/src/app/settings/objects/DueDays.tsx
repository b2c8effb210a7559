import { Flex, NumberInput } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { fieldOf } from "./field-of.ts";
import type { PolicyForm } from "./use-policy.ts";

const DATE_WORDS: Readonly<Record<string, string>> = { closeDate: "Close date" };

/** Dates that a new record in ConnectWise must have, in days from the day it is created. */
export function DueDays({ form }: { form: PolicyForm }): ReactNode {
  const { policy, change } = form;
  const dates = Object.entries(policy.dueInDays);
  if (dates.length === 0) return null;
  return (
    <Flex direction="column" gap="sm">
      {dates.map(([path, days]) => (
        <NumberInput
          key={path}
          name={`${policy.objectType}-due-${path}`}
          label={`${DATE_WORDS[path] ?? path} of new records without one`}
          description="In days from the day on which the record is created in ConnectWise, which wants a date."
          min={0}
          precision={0}
          value={days}
          {...fieldOf(form, `dueInDays.${path}`)}
          onChange={(value) => change({ dueInDays: { [path]: value } })}
        />
      ))}
    </Flex>
  );
}
