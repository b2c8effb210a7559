import { List, Text } from "@hubspot/ui-extensions";
import type { Explanation } from "@lockstep/api/wire-explain.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { fieldNames } from "../fields/field-names.ts";
import { useValueWords } from "../fields/use-value-words.ts";
import { useScope } from "../scope.tsx";
import { ExplainPart } from "./ExplainPart.tsx";

/** Values of which one side's would give way now, as both were changed. */
export function ValuesAtStake({ conflicts }: Pick<Explanation, "conflicts">): ReactNode {
  const { card } = useScope();
  const names = fieldNames([card]);
  const values = useValueWords();
  const told = (side: "hubspot" | "connectwise", path: string, value: string): string => {
    const described = names.valueOf(side, path, value);
    return described === null ? "" : ` (${values(described) ?? "empty"})`;
  };
  return (
    <ExplainPart title="Changed in both systems">
      <List>
        {conflicts.map(({ side, field, oldValue }) => {
          const path = field ?? "";
          const old = oldValue === undefined || oldValue === null ? "" : String(oldValue);
          return (
            <Text key={`${side} ${path}`}>
              {names.ofPath(side, path)}: the value in {sideWords(side)}
              {told(side, path, old)} would give way to the other one.
            </Text>
          );
        })}
      </List>
    </ExplainPart>
  );
}
