import { Flex, ToggleGroup } from "@hubspot/ui-extensions";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { Direction } from "@lockstep/api/wire-mapping.ts";
import type { ReactNode } from "react";
import type { ValueMapFieldsProps } from "./value-map-props.ts";
import { ValueMapPart } from "./ValueMapPart.tsx";

const UNMAPPED = [
  {
    value: "problem",
    label: "Stop the record and tell me",
    description: "It needs attention until the option is mapped. Nothing is guessed.",
  },
  {
    value: "skip",
    label: "Leave this field out",
    description: "The rest of the record is synced.",
  },
];

/** Both directions of a value map, and what happens to options that it does not know. */
export function ValueMapFields(props: ValueMapFieldsProps): ReactNode {
  const { map, direction, isReadOnly, onChange } = props;
  return (
    <Flex direction="column" gap="md">
      {(["connectwise", "hubspot"] as const)
        .filter((to) => isUsed(direction, to))
        .map((to) => (
          <ValueMapPart key={to} to={to} {...props} />
        ))}
      <ToggleGroup
        toggleType="radioButtonList"
        name="unmapped"
        label="When a record holds an option that is not mapped"
        value={map.unmapped}
        options={UNMAPPED.map((option) => ({ ...option, readonly: isReadOnly }))}
        onChange={(value) => onChange({ ...map, unmapped: value === "skip" ? "skip" : "problem" })}
      />
    </Flex>
  );
}

function isUsed(direction: Direction, to: Side): boolean {
  return direction === "both" || direction === "off" || direction === `to-${to}`;
}
