import { Button, Flex, Input } from "@hubspot/ui-extensions";
import type { Side } from "@lockstep/api/wire-common.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { problem } from "../objects/problem-at.ts";
import { otherSide, PART, withTarget } from "./map-entries.ts";
import { TargetField } from "./TargetField.tsx";
import type { ValueMapFieldsProps } from "./value-map-props.ts";

/** Adds what a person types to a map whose values are not listed: texts, or countries by their code. */
export function AddEntry({
  to,
  ends,
  map,
  onChange,
}: Pick<ValueMapFieldsProps, "ends" | "map" | "onChange"> & { to: Side }): ReactNode {
  const [typed, setTyped] = useState("");
  const [target, setTarget] = useState<string | null>(null);
  const from = otherSide(to);
  const isCountry = ends[from].kind === "country-codes";
  const value = isCountry ? typed.trim().toUpperCase() : typed.trim();
  const wrong = value === "" ? null : problemWith(value, isCountry, map[PART[to]]);
  const isComplete = value !== "" && target !== null && wrong === null;
  return (
    <Flex direction="row" gap="sm" align="end" wrap="wrap">
      <Input
        name={`${to}-new`}
        label={
          isCountry ? "Another country, by its two letters" : `Another text in ${sideWords(from)}`
        }
        value={typed}
        {...problem(wrong)}
        onInput={setTyped}
      />
      <TargetField
        name={`${to}-new-target`}
        label={`becomes in ${sideWords(to)}`}
        set={ends[to]}
        target={target}
        nothing="Choose"
        note={null}
        isReadOnly={false}
        onChange={setTarget}
      />
      <Button
        size="sm"
        disabled={!isComplete}
        onClick={() => {
          onChange(withTarget(map, to, value, target));
          setTyped("");
          setTarget(null);
        }}
      >
        Add
      </Button>
    </Flex>
  );
}

function problemWith(
  value: string,
  isCountry: boolean,
  part: Readonly<Record<string, string>>,
): string | null {
  if (isCountry && !/^[A-Z]{2}$/u.test(value)) return "Two letters, such as DE or US.";
  return part[value] === undefined ? null : "This one is mapped already.";
}
