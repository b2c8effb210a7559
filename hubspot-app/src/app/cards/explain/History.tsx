import { Flex, List, Text } from "@hubspot/ui-extensions";
import type { Activity } from "@lockstep/api/wire-activity.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useFormat } from "@lockstep/ui/use-format.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import { useValueWords } from "../fields/use-value-words.ts";
import { useScope } from "../scope.tsx";
import { activityWords } from "./activity-words.ts";
import { ExplainPart } from "./ExplainPart.tsx";

/** Lines that are enough to see what happened lately; the settings' activity has all of them. */
const MAX_LINES = 15;

/** What Lockstep did with the two records last, and why. */
export function History(): ReactNode {
  const { api, record } = useScope();
  const { objectType, side, recordId } = record;
  const load = useLoad(`activity ${objectType} ${recordId}`, () =>
    api.call("get /activity", { query: { objectType, side, recordId, limit: MAX_LINES } }),
  );
  return (
    <ExplainPart title="What was done last">
      <LoadedView what="what was done last" load={load}>
        {({ items, next }) => (
          <>
            {items.length === 0 ? (
              <Text>Nothing was written to these records in the last 30 days.</Text>
            ) : (
              <List variant="unordered-styled">
                {items.map((line) => (
                  <Line key={keyOf(line)} line={line} />
                ))}
              </List>
            )}
            {next === null ? null : (
              <Text variant="microcopy">There is more: see Activity in Lockstep's settings.</Text>
            )}
          </>
        )}
      </LoadedView>
    </ExplainPart>
  );
}

function keyOf({ at, kind, side, field, newValue }: Activity): string {
  return [at, kind, side, field?.path ?? "", String(newValue?.value ?? "")].join(" ");
}

function Line({ line }: { line: Activity }): ReactNode {
  const format = useFormat();
  const values = useValueWords();
  const { at, message, user } = line;
  const by = user === null ? "by itself" : `asked for by ${user.email ?? "a colleague"}`;
  return (
    <Flex direction="column" gap="flush">
      <Text>{activityWords(line, values)}</Text>
      {message === "" ? null : <Text variant="microcopy">{message}</Text>}
      <Text variant="microcopy">
        {format.dateTime(at)}, {by}
      </Text>
    </Flex>
  );
}
