import { Button, Flex, Text, Tile } from "@hubspot/ui-extensions";
import type { IssuePage } from "@lockstep/api/wire-account.ts";
import type { Side } from "@lockstep/api/wire-common.ts";
import { objectWords, sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { FieldLabels } from "./use-field-labels.ts";

type FieldIssue = IssuePage["fields"][number];

/** What {@link FieldIssueTile} is given. */
export interface FieldIssueTileProps {
  issue: FieldIssue;
  labelOf: FieldLabels;
  /** Leads to where the options are mapped. */
  onGoTo: () => void;
}

/** Options that are shown; those of a long list are all in the value map. */
const MAX_SHOWN = 10;

/** A mapped field some of whose options have no counterpart, and the way to its value map. */
export function FieldIssueTile({ issue, labelOf, onGoTo }: FieldIssueTileProps): ReactNode {
  const { objectType, hubspot, connectwise, message, remedy } = issue;
  const here = labelOf(objectType, hubspot);
  const there = labelOf(objectType, connectwise);
  return (
    <Tile compact>
      <Flex direction="column" gap="xs">
        <Text format={{ fontWeight: "bold" }}>
          {`${objectWords(objectType).many}: ${here} in HubSpot, ${there} in ConnectWise`}
        </Text>
        <Text>{message}</Text>
        {(["hubspot", "connectwise"] as const).map((side) => (
          <Options key={side} side={side} options={issue.options} />
        ))}
        <Text>{`What to do: ${remedy}`}</Text>
        <Flex direction="row">
          <Button size="sm" onClick={onGoTo}>
            Go to Field mappings
          </Button>
        </Flex>
      </Flex>
    </Tile>
  );
}

function Options({ side, options }: Pick<FieldIssue, "options"> & { side: Side }): ReactNode {
  const labels = options.filter((one) => one.side === side).map(({ label }) => label);
  if (labels.length === 0) return null;
  const left = labels.length - MAX_SHOWN;
  const more = left > 0 ? `, and ${left} more` : "";
  return <Text>{`In ${sideWords(side)}: ${labels.slice(0, MAX_SHOWN).join(", ")}${more}`}</Text>;
}
