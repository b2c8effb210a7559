import { Flex } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { policyProblem } from "./field-of.ts";
import { SwitchField } from "./SwitchField.tsx";
import type { PolicyForm } from "./use-policy.ts";

/** What only deals have: twins that nobody has paired, and whose amount counts. */
export function DealRules({ form }: { form: PolicyForm }): ReactNode {
  const { policy, change, isReadOnly } = form;
  return (
    <Flex direction="column" gap="md">
      <SwitchField
        name="deal-unpaired"
        label="Create deals even where their counterpart may exist already"
        checked={policy.createsUnpaired === true}
        readOnly={isReadOnly}
        problem={policyProblem(form, "createsUnpaired")}
        onChange={(createsUnpaired) => change({ createsUnpaired })}
      >
        Off: a deal whose company has unlinked opportunities waits under Issues until somebody says
        which of them it is, and the other way round. On: it is created, and may be there twice.
      </SwitchField>
      <SwitchField
        name="deal-forecast"
        label="Let HubSpot's amount count beside people's own forecast lines"
        checked={policy.overridesForecast === true}
        readOnly={isReadOnly}
        problem={policyProblem(form, "overridesForecast")}
        onChange={(overridesForecast) => change({ overridesForecast })}
      >
        Off: once somebody enters forecast lines in ConnectWise, their sum is the amount, and
        HubSpot follows. On: Lockstep adds a line of its own that makes the sum HubSpot&apos;s
        amount. Lines of people are never changed.
      </SwitchField>
    </Flex>
  );
}
