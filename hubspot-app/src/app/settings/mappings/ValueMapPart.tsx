import { Accordion, AutoGrid, Button, Checkbox, Flex, Text } from "@hubspot/ui-extensions";
import { sideWords } from "@lockstep/ui/words.ts";
import type { Side } from "@lockstep/api/wire-common.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { AddEntry } from "./AddEntry.tsx";
import {
  entriesInto,
  otherSide,
  PART,
  unmappedInto,
  withFallback,
  withTarget,
} from "./map-entries.ts";
import type { Entry } from "./map-entries.ts";
import { TargetField } from "./TargetField.tsx";
import type { ValueMapFieldsProps } from "./value-map-props.ts";

/** As many options as are shown before somebody asks for more. */
const SHOWN = 24;

/** What becomes of one side's options in the other side. */
export function ValueMapPart({ to, ...props }: ValueMapFieldsProps & { to: Side }): ReactNode {
  const { ends, map, isReadOnly, locale, onChange } = props;
  const [isOnlyUnmapped, setOnlyUnmapped] = useState(false);
  const [limit, setLimit] = useState(SHOWN);
  const from = otherSide(to);
  const entries = entriesInto(to, map, { from: ends[from], locale });
  const unmapped = unmappedInto(to, map, entries);
  const wanted = isOnlyUnmapped ? unmapped : entries;
  const title = `${sideWords(from)} to ${sideWords(to)}`;
  const count = unmapped.length === 0 ? "all mapped" : `${unmapped.length} not mapped`;
  return (
    <Accordion title={`${title}: ${count}`} defaultOpen size="sm">
      <Flex direction="column" gap="sm">
        <Text variant="microcopy">
          Above each field: the option in {sideWords(from)}. In the field: what it becomes in{" "}
          {sideWords(to)}.
        </Text>
        {unmapped.length === 0 && !isOnlyUnmapped ? null : (
          <Checkbox name={`${to}-only`} checked={isOnlyUnmapped} onChange={setOnlyUnmapped}>
            Show only what is not mapped
          </Checkbox>
        )}
        <AutoGrid columnWidth={240} flexible gap="sm">
          {wanted.slice(0, limit).map((entry) => (
            <TargetField
              key={entry.value}
              name={`${to}-${entry.value}`}
              label={entry.isActive ? entry.label : `${entry.label} (no longer in use)`}
              set={ends[to]}
              target={entry.target}
              note={noteOn(entry, unmapped, map.unmapped)}
              isReadOnly={isReadOnly}
              onChange={(target) => onChange(withTarget(map, to, entry.value, target))}
            />
          ))}
        </AutoGrid>
        {wanted.length > limit ? (
          <Button size="sm" onClick={() => setLimit(limit + SHOWN)}>
            {`Show ${Math.min(SHOWN, wanted.length - limit)} more of ${wanted.length}`}
          </Button>
        ) : null}
        {ends[from].kind === "listed" || isReadOnly ? null : (
          <AddEntry to={to} ends={ends} map={map} onChange={onChange} />
        )}
        <TargetField
          name={`${to}-fallback`}
          label="Everything that is not mapped becomes"
          set={ends[to]}
          target={map.fallback?.[PART[to]] ?? null}
          nothing="No fallback"
          note={null}
          isReadOnly={isReadOnly}
          onChange={(target) => onChange(withFallback(map, to, target))}
        />
      </Flex>
    </Accordion>
  );
}

function noteOn(
  { value }: Entry,
  unmapped: readonly Entry[],
  rule: "problem" | "skip",
): { isWrong: boolean; text: string } | null {
  if (!unmapped.some((one) => one.value === value)) return null;
  return rule === "problem"
    ? { isWrong: true, text: "Not mapped: records that hold it will stop." }
    : { isWrong: false, text: "Not mapped: left out." };
}
