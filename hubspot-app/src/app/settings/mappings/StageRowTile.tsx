import { Alert, Button, Flex, Select, StatusTag, Text, Tile } from "@hubspot/ui-extensions";
import type { StageMapEditor } from "@lockstep/api/wire-mapping.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import {
  ANY,
  connectwiseWords,
  hubspotStages,
  hubspotWords,
  outcomeOf,
  outcomeWords,
  partsOf,
  problemWithStage,
} from "./stage-words.ts";
import type { StageRow } from "./stage-words.ts";

/** What {@link StageRowTile} is given. */
export interface StageRowTileProps {
  row: StageRow;
  stored: StageMapEditor;
  isReadOnly: boolean;
  isFirst: boolean;
  /** Open from the start: it was just added. */
  isNew: boolean;
  onChange: (row: StageRow) => void;
  onUp: () => void;
  onRemove: () => void;
}

/** A pair of a HubSpot stage and a ConnectWise stage with its status. */
export function StageRowTile(props: StageRowTileProps): ReactNode {
  const { row, stored, isReadOnly, isFirst, isNew, onUp, onRemove } = props;
  const [isOpen, setOpen] = useState(isNew);
  const outcome = outcomeOf(row, stored);
  const words = outcome === null ? null : outcomeWords(outcome);
  const problem = problemWithStage(row, stored);
  return (
    <Tile compact>
      <Flex direction="column" gap="xs">
        <Flex direction="row" gap="sm" align="center" justify="between" wrap="wrap">
          <Text>
            {hubspotWords(row.hubspot, stored)} ⇄ {connectwiseWords(row.connectwise, stored)}
          </Text>
          {words === null ? null : <StatusTag variant={words.tone}>{words.label}</StatusTag>}
        </Flex>
        {problem === null ? null : <Alert title={problem} variant="danger" />}
        {isOpen ? <StageSelects {...props} /> : null}
        {isReadOnly ? null : (
          <Flex direction="row" gap="xs" wrap="wrap">
            <Button size="xs" onClick={() => setOpen(!isOpen)}>
              {isOpen ? "Close" : "Edit"}
            </Button>
            <Button size="xs" disabled={isFirst} onClick={onUp}>
              Move up
            </Button>
            <Button size="xs" onClick={onRemove}>
              Remove
            </Button>
          </Flex>
        )}
      </Flex>
    </Tile>
  );
}

function StageSelects({ row, stored, onChange }: StageRowTileProps): ReactNode {
  const stages = hubspotStages(stored);
  const { stage, status } = partsOf(row.connectwise);
  const outcome = stages.find(({ value }) => value === row.hubspot)?.outcome;
  const statuses = stored.statuses.filter(
    (one) => one.value === status || (one.isActive && one.outcome === outcome),
  );
  const there = stored.stages.filter((one) => one.isActive || one.value === stage);
  return (
    <Flex direction="column" gap="sm">
      <Select
        name="hubspot"
        label="HubSpot stage"
        value={row.hubspot}
        options={stages.map(({ value, label }) => ({ value, label }))}
        onChange={(value) => onChange({ ...row, hubspot: String(value) })}
      />
      <Select
        name="stage"
        label="ConnectWise stage"
        description="Any stage: the opportunity keeps the stage that it has."
        value={stage}
        options={[{ value: ANY, label: "Any stage" }, ...there.map(toOption)]}
        onChange={(value) => onChange({ ...row, connectwise: `${value}|${status}` })}
      />
      <Select
        name="status"
        label="ConnectWise status"
        description="Only statuses that mean the same as HubSpot's stage: open, won or lost."
        value={status}
        options={statuses.map(toOption)}
        onChange={(value) => onChange({ ...row, connectwise: `${stage}|${value}` })}
      />
    </Flex>
  );
}

function toOption({ value, label, isActive }: StageMapEditor["stages"][number]): {
  value: string;
  label: string;
} {
  return { value, label: isActive ? label : `${label} (no longer in use)` };
}
