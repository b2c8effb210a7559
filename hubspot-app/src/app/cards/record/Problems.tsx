import { Flex, Text, Tile } from "@hubspot/ui-extensions";
import type { RecordIssue } from "@lockstep/api/wire-records.ts";
import { useFormat } from "@lockstep/ui/use-format.ts";
import { issueWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { aboutWords } from "../fields/field-names.ts";
import { useScope } from "../scope.tsx";
import { useNow } from "../use-now.ts";
import { Part } from "./Part.tsx";

/** States whose issues say what is wrong; of the others the state itself says all there is. */
const TROUBLED: ReadonlySet<string> = new Set(["attention", "linked", "unknown"]);

/** What is wrong with single fields, and what to do; nothing where nothing is. */
export function Problems(): ReactNode {
  const { card } = useScope();
  const { state, issues } = card;
  const shown = issues.filter((issue) => TROUBLED.has(state.kind) && isNews(issue, card.state));
  if (shown.length === 0) return null;
  const title = shown.length === 1 ? "1 problem" : `${shown.length} problems`;
  return (
    <Part id="lockstep-problems" title={title} opener={`See ${title}`}>
      {shown.map((issue) => (
        <Problem key={`${issue.side} ${issue.code} ${issue.field ?? ""}`} issue={issue} />
      ))}
    </Part>
  );
}

/** A conflict has a part of its own, and what the state says need not be said twice. */
function isNews({ code, message }: RecordIssue, state: { message: string }): boolean {
  return code !== "conflict_to_decide" && message !== state.message;
}

function Problem({ issue }: { issue: RecordIssue }): ReactNode {
  const { card } = useScope();
  const format = useFormat();
  const now = useNow();
  const { remedy, foundAt } = issue;
  return (
    <Tile compact>
      <Flex direction="column" gap="xs">
        <Text format={{ fontWeight: "demibold" }}>{aboutWords(card, issue)}</Text>
        <Text>{issueWords(issue)}</Text>
        {remedy === null ? null : <Text>{remedy}</Text>}
        <Text variant="microcopy">Found {format.ago(foundAt, now)}</Text>
      </Flex>
    </Tile>
  );
}
