import { Button, Flex, LoadingButton, StatusTag, Text, Tile } from "@hubspot/ui-extensions";
import type { IssueCategory } from "@lockstep/api/wire-account.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { objectWords, recordState } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { countWords } from "./issue-words.ts";
import type { FieldLabels } from "./use-field-labels.ts";
import { useRetry } from "./use-retry.ts";

/** What {@link CategoryTile} is given. */
export interface CategoryTileProps {
  context: TabContext;
  category: IssueCategory;
  labelOf: FieldLabels;
  onOpen: () => void;
  onRetried: () => void;
}

/** One kind of issue: how many records, why, and what to do. */
export function CategoryTile(props: CategoryTileProps): ReactNode {
  const { context, category, labelOf, onOpen, onRetried } = props;
  const { objectType, state, code, count, message, remedy, fields } = category;
  const { run, isRunning, failure } = useRetry(context, onRetried);
  const words = recordState(state);
  return (
    <Tile compact>
      <Flex direction="column" gap="xs">
        <Flex direction="row" gap="sm" align="center" wrap>
          <StatusTag variant={words.tone}>{words.label}</StatusTag>
          <Text format={{ fontWeight: "bold" }}>
            {countWords(objectType, count, context.format)}
          </Text>
        </Flex>
        <Text>{message}</Text>
        {remedy === null ? null : <Text>{`What to do: ${remedy}`}</Text>}
        {fields.length === 0 ? null : (
          <Text variant="microcopy">
            {fieldWords(fields.map((path) => labelOf(objectType, path)))}
          </Text>
        )}
        <FailureAlert failure={failure} />
        <Flex direction="row" gap="sm" wrap>
          <Button size="sm" onClick={onOpen}>
            {state === "review"
              ? `Match ${objectWords(objectType).many.toLowerCase()}`
              : "Show these"}
          </Button>
          {context.rights.records ? (
            <LoadingButton
              size="sm"
              loading={isRunning}
              onClick={() => void run({ objectType, code })}
            >
              Retry these
            </LoadingButton>
          ) : null}
        </Flex>
      </Flex>
    </Tile>
  );
}

/** Names of fields, each once: both systems may call one the same. */
function fieldWords(labels: readonly string[]): string {
  const names = [...new Set(labels)];
  return `${names.length === 1 ? "Field" : "Fields"}: ${names.join(", ")}`;
}
