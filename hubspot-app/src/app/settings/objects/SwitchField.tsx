import { Alert, Flex, Text, Toggle } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";

/** What {@link SwitchField} is given. */
export interface SwitchFieldProps {
  name: string;
  label: string;
  /** What it does, in a sentence. */
  children: ReactNode;
  checked: boolean;
  readOnly: boolean;
  /** What is wrong with it. */
  problem?: string | null;
  onChange: (checked: boolean) => void;
}

/** A switch with a sentence that says what it does. */
export function SwitchField(props: SwitchFieldProps): ReactNode {
  const { name, label, children, checked, readOnly, problem = null, onChange } = props;
  return (
    <Flex direction="column" gap="xs">
      <Toggle
        name={name}
        label={label}
        size="sm"
        checked={checked}
        readonly={readOnly}
        onChange={onChange}
      />
      <Text variant="microcopy">{children}</Text>
      {problem === null ? null : <Alert title={problem} variant="danger" />}
    </Flex>
  );
}
