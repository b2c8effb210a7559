import { Flex, Heading, Select, Text } from "@hubspot/ui-extensions";
import type { FieldValue } from "@lockstep/api/wire-common.ts";
import type { Policy } from "@lockstep/api/wire-objects.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { fieldOf } from "./field-of.ts";
import type { PolicyForm } from "./use-policy.ts";

type Choice = Policy["choices"][number];

/** Stands for no default, which a select cannot hold as null. */
const NOTHING = "";

/** What new records in ConnectWise start with where HubSpot's record says nothing. */
export function DefaultFields({ form }: { form: PolicyForm }): ReactNode {
  const { policy, isReadOnly } = form;
  const [added, setAdded] = useState<readonly string[]>([]);
  if (policy.choices.length === 0) return null;
  const isShown = ({ path, isRequired }: Choice): boolean =>
    isRequired || policy.defaults[path] !== undefined || added.includes(path);
  const others = policy.choices.filter((choice) => !isShown(choice));
  return (
    <Flex direction="column" gap="sm">
      <Heading>Defaults in ConnectWise</Heading>
      <Text>
        What a new {objectWords(policy.objectType).connectwise} in ConnectWise starts with where the
        HubSpot record says nothing about it. Records that exist are not changed.
      </Text>
      {policy.choices.filter(isShown).map((choice) => (
        <DefaultField key={choice.path} form={form} choice={choice} />
      ))}
      {others.length === 0 || isReadOnly ? null : (
        <Select
          name={`${policy.objectType}-add-default`}
          label="Add a default for"
          placeholder="Choose a ConnectWise field"
          options={others.map(({ path, label }) => ({ value: path, label: shortLabel(label) }))}
          onChange={(path) => setAdded([...added, String(path)])}
        />
      )}
    </Flex>
  );
}

function DefaultField({ form, choice }: { form: PolicyForm; choice: Choice }): ReactNode {
  const { policy, change } = form;
  const { path, label, isRequired } = choice;
  const value = policy.defaults[path];
  return (
    <Select
      name={`${policy.objectType}-default-${path}`}
      label={shortLabel(label)}
      required={isRequired}
      {...(isRequired && { description: "ConnectWise takes no new record without it." })}
      value={value === undefined ? NOTHING : String(value)}
      options={optionsFor(choice, value)}
      {...fieldOf(form, `defaults.${path}`)}
      onChange={(chosen) =>
        change({ defaults: { [path]: chosen === NOTHING ? null : String(chosen) } })
      }
    />
  );
}

/** What is in use, what is chosen though nobody is offered it any more, and nothing where that may be. */
function optionsFor(
  { options, isRequired }: Choice,
  chosen: FieldValue | undefined,
): { value: string; label: string }[] {
  const offered = options
    .filter(({ value, isActive }) => isActive || value === String(chosen))
    .map(({ value, label, isActive }) => ({
      value,
      label: isActive ? label : `${label} (no longer in use)`,
    }));
  return isRequired ? offered : [{ value: NOTHING, label: "No default" }, ...offered];
}

/** ConnectWise's names of references end with what of them is stored. */
function shortLabel(label: string): string {
  return label.replace(/ (?:id|name)$/u, "");
}
