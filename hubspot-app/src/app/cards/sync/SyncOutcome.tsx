import { Alert, Box, Button, Flex, List, LoadingSpinner, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { fieldNames } from "../fields/field-names.ts";
import { useValueWords } from "../fields/use-value-words.ts";
import { useScope } from "../scope.tsx";
import { countUntouched, outcomeLines } from "./outcome-lines.ts";
import type { OutcomeLine } from "./outcome-lines.ts";
import type { Followed } from "./use-syncing.ts";

/** What became of the record that a person set going; nothing before that. */
export function SyncOutcome(): ReactNode {
  const { followed } = useScope().syncing;
  if (followed === null) return null;
  switch (followed.phase) {
    case "following":
      return <LoadingSpinner label="It takes a little longer. Following it" showLabel />;
    case "slow":
      return (
        <Alert title="It takes longer than usual" variant="info">
          Lockstep goes on by itself. Look again later.
        </Alert>
      );
    case "done":
      return <Done followed={followed} />;
  }
}

function Done({ followed }: { followed: Followed }): ReactNode {
  const { card, syncing } = useScope();
  const values = useValueWords();
  const { report, before } = followed;
  const lines = outcomeLines(report, { names: fieldNames([card, before]), values });
  const open = lines.filter(({ kind }) => kind === "open");
  const done = lines.filter(({ kind }) => kind === "done");
  const untouched = countUntouched(report);
  return (
    <Alert
      title={titleOf(done.length, open.length)}
      variant={open.length === 0 ? "success" : "warning"}
    >
      <Flex direction="column" gap="xs">
        {lines.length === 0 ? null : <Lines lines={[...done, ...open]} />}
        {untouched === 0 ? null : (
          <Text variant="microcopy">
            {untouched === 1 ? "1 field needed" : `${untouched} fields needed`} nothing.
          </Text>
        )}
        <Box alignSelf="start">
          <Button size="xs" variant="transparent" onClick={syncing.dismiss}>
            Close this report
          </Button>
        </Box>
      </Flex>
    </Alert>
  );
}

function titleOf(done: number, open: number): string {
  if (open > 0) return done > 0 ? "Synced, but not everything" : "It could not be synced";
  return done > 0 ? "Synced" : "Nothing had to be written";
}

function Lines({ lines }: { lines: readonly OutcomeLine[] }): ReactNode {
  return (
    <List>
      {lines.map(({ key, text, detail }) => (
        <Flex key={key} direction="column" gap="flush">
          <Text>{text}</Text>
          {detail === "" ? null : <Text variant="microcopy">{detail}</Text>}
        </Flex>
      ))}
    </List>
  );
}
