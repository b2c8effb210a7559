import { Flex, ToggleGroup } from "@hubspot/ui-extensions";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { Direction, OptionSet, ValueMap } from "@lockstep/api/wire-mapping.ts";
import type { ReactNode } from "react";
import { ValueMapPart } from "./ValueMapPart.tsx";

/** What {@link ValueMapFields} is given. */
export interface ValueMapFieldsProps {
  /** What each side may hold. */
  ends: Record<Side, OptionSet>;
  map: ValueMap;
  /** Direction of the rows that use it: the other part of the map is not used. */
  direction: Direction;
  isReadOnly: boolean;
  locale: string | undefined;
  onChange: (map: ValueMap) => void;
}

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
