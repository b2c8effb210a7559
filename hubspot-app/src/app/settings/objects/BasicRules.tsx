import { Flex, Text, ToggleGroup } from "@hubspot/ui-extensions";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { fieldOf, policyProblem } from "./field-of.ts";
import { PolicySwitch } from "./PolicySwitch.tsx";
import { SwitchField } from "./SwitchField.tsx";
import type { PolicyForm } from "./use-policy.ts";

const DIRECTIONS = ["both", "to-connectwise", "to-hubspot"] as const;

const DIRECTION_WORDS = {
  both: {
    label: "Both ways",
    description: "A change in either system arrives in the other one.",
  },
  "to-connectwise": {
    label: "Only from HubSpot to ConnectWise",
    description: "Lockstep writes nothing to HubSpot but its own ConnectWise properties.",
  },
  "to-hubspot": {
    label: "Only from ConnectWise to HubSpot",
    description: "Lockstep writes nothing to ConnectWise.",
  },
};

/** What every object has: on or off, direction, where records are created. */
export function BasicRules({ form }: { form: PolicyForm }): ReactNode {
  const { policy, change, isReadOnly } = form;
  const words = objectWords(policy.objectType);
  const many = words.many.toLowerCase();
  return (
    <Flex direction="column" gap="md">
      <PolicySwitch
        form={form}
        field="isOn"
        name={`${policy.objectType}-on`}
        label={`Sync ${many}`}
      >
        While this is off, no change of {many} moves in either direction. Links that exist are kept.
        {policy.objectType === "company" ? " Contacts and deals wait for their company." : ""}
      </PolicySwitch>
      <ToggleGroup
        toggleType="radioButtonList"
        name={`${policy.objectType}-direction`}
        label="Which way do changes go?"
        tooltip="A field's own direction can narrow this down, never widen it."
        value={policy.direction}
        options={DIRECTIONS.map((value) => ({
          value,
          ...DIRECTION_WORDS[value],
          readonly: isReadOnly,
        }))}
        {...fieldOf(form, "direction")}
        onChange={(value) => {
          const direction = DIRECTIONS.find((one) => one === value);
          if (direction !== undefined) change({ direction });
        }}
      />
      <CreateRules form={form} />
    </Flex>
  );
}

function CreateRules({ form }: { form: PolicyForm }): ReactNode {
  const { policy, change, isReadOnly } = form;
  const { objectType, createIn, direction } = policy;
  const words = objectWords(objectType);
  return (
    <Flex direction="column" gap="sm">
      <Text format={{ fontWeight: "demibold" }}>Create what the other system lacks</Text>
      <SwitchField
        name={`${objectType}-create-hubspot`}
        label={`Create ${words.many.toLowerCase()} in HubSpot`}
        checked={createIn.hubspot}
        readOnly={isReadOnly}
        problem={policyProblem(form, "createIn.hubspot")}
        onChange={(hubspot) => change({ createIn: { hubspot } })}
      >
        {direction === "to-connectwise"
          ? "Without effect while nothing goes to HubSpot."
          : "Records that only ConnectWise has are created in HubSpot. Off: only those that are there already are linked and updated."}
      </SwitchField>
      <SwitchField
        name={`${objectType}-create-connectwise`}
        label={`Create ${plural(words.connectwise)} in ConnectWise`}
        checked={createIn.connectwise}
        readOnly={isReadOnly}
        problem={policyProblem(form, "createIn.connectwise")}
        onChange={(connectwise) => change({ createIn: { connectwise } })}
      >
        {direction === "to-hubspot"
          ? "Without effect while nothing goes to ConnectWise."
          : "Only for HubSpot records that the rule of the Filters tab lets through; without such a rule nothing is created there."}
      </SwitchField>
    </Flex>
  );
}

function plural(noun: string): string {
  return noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
