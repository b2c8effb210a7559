import { Flex } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { PolicySwitch } from "./PolicySwitch.tsx";
import type { PolicyForm } from "./use-policy.ts";

/** What only deals have: twins that nobody has paired, and whose amount counts. */
export function DealRules({ form }: { form: PolicyForm }): ReactNode {
  return (
    <Flex direction="column" gap="md">
      <PolicySwitch
        form={form}
        field="createsUnpaired"
        name="deal-unpaired"
        label="Create deals even where their counterpart may exist already"
      >
        Off: a deal whose company has unlinked opportunities waits under Issues until somebody says
        which of them it is, and the other way round. On: it is created, and may be there twice.
      </PolicySwitch>
      <PolicySwitch
        form={form}
        field="overridesForecast"
        name="deal-forecast"
        label="Let HubSpot's amount count beside people's own forecast lines"
      >
        Off: once somebody enters forecast lines in ConnectWise, their sum is the amount, and
        HubSpot follows. On: Lockstep adds a line of its own that makes the sum HubSpot&apos;s
        amount. Lines of people are never changed.
      </PolicySwitch>
    </Flex>
  );
}
