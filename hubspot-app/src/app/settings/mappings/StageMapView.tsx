import { Alert, Button, Flex, Heading, List, Text } from "@hubspot/ui-extensions";
import type { StageMapEditor, StageMapRequest } from "@lockstep/api/wire-mapping.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { ConfirmButton } from "../frame/ConfirmButton.tsx";
import { SwitchField } from "../objects/SwitchField.tsx";
import { BackLink } from "./BackLink.tsx";
import { hubspotStages, unmappedStages } from "./stage-words.ts";
import type { StageRow } from "./stage-words.ts";
import { StageRowTile } from "./StageRowTile.tsx";
import type { MappingEditor } from "./use-mapping.ts";
import type { ValueMapViewProps } from "./ValueMapView.tsx";

/** Which HubSpot stage is which stage and status in ConnectWise; changes go into the draft. */
export function StageMapView({ editor, name, refusal, onBack }: ValueMapViewProps): ReactNode {
  const { context, mapping } = editor;
  const path = { objectType: mapping.objectType, name };
  const load = useLoad(`${mapping.objectType} ${name} ${mapping.version}`, () =>
    context.api.call("get /objects/:objectType/stage-maps/:name", { path }),
  );
  return (
    <Flex direction="column" gap="md">
      <BackLink onBack={onBack} />
      <Heading>Stages</Heading>
      <Text>
        A deal&apos;s pipeline and stage belong to an opportunity&apos;s stage and status. Each row
        is a pair; where several rows fit, the first one is taken.
      </Text>
      {refusal === null ? null : <Alert title={refusal} variant="danger" />}
      <LoadedView what="the stage map" load={load}>
        {(stored) => <StagesView editor={editor} stored={stored} onBack={onBack} />}
      </LoadedView>
    </Flex>
  );
}

function StagesView({
  editor,
  stored,
  onBack,
}: Pick<ValueMapViewProps, "editor" | "onBack"> & { stored: StageMapEditor }): ReactNode {
  const { name } = stored;
  const entered = editor.draft.stageMaps[name];
  const map = {
    rows: entered?.rows ?? stored.map.rows.map(withoutOutcome),
    reopens: entered?.reopens ?? stored.map.reopens,
  };
  const change = (part: Partial<StageMapRequest>): void =>
    editor.setStageMap(name, { ...map, ...part });
  return (
    <>
      <Unmapped names={unmappedStages(map.rows, stored)} />
      <SwitchField
        name="reopens"
        label="Open a closed deal again when the other side is opened"
        checked={map.reopens}
        readOnly={editor.isReadOnly}
        onChange={(reopens) => change({ reopens })}
      >
        Off: what is won or lost in one system stays so, even if its counterpart is open again.
      </SwitchField>
      <StageRows
        editor={editor}
        stored={stored}
        rows={map.rows}
        onChange={(rows) => change({ rows })}
      />
      <Flex direction="row" gap="sm" align="center" wrap="wrap">
        <Button variant="primary" onClick={onBack}>
          Done
        </Button>
        {editor.isReadOnly ? null : (
          <ConfirmButton
            context={editor.context}
            id={`suggest-${name}`}
            label="Replace all pairs by the suggestion"
            title="Replace all pairs?"
            consequences={[
              "Pairs that you made are replaced: won and lost by what statuses mean, open stages by their names and their order.",
              "It counts once you save the mapping.",
            ]}
            onConfirm={() => change({ rows: stored.suggestion.rows.map(withoutOutcome) })}
          />
        )}
        <Text variant="microcopy">Changes count once you save the mapping.</Text>
      </Flex>
    </>
  );
}

function StageRows({
  editor,
  stored,
  rows,
  onChange,
}: {
  editor: MappingEditor;
  stored: StageMapEditor;
  rows: readonly StageRow[];
  onChange: (rows: StageRow[]) => void;
}): ReactNode {
  const [addedAt, setAddedAt] = useState<number | null>(null);
  const put = (index: number, row: StageRow): void => onChange(rows.with(index, row));
  const moveUp = (index: number, row: StageRow): void =>
    onChange(rows.toSpliced(index, 1).toSpliced(index - 1, 0, row));
  return (
    <Flex direction="column" gap="xs">
      {rows.map((row, index) => (
        <StageRowTile
          key={`${index} ${rows.length}`}
          row={row}
          stored={stored}
          isReadOnly={editor.isReadOnly}
          isFirst={index === 0}
          isNew={index === addedAt}
          onChange={(next) => put(index, next)}
          onUp={() => moveUp(index, row)}
          onRemove={() => {
            setAddedAt(null);
            onChange(rows.toSpliced(index, 1));
          }}
        />
      ))}
      {editor.isReadOnly ? null : (
        <Flex direction="row" justify="start">
          <Button
            size="sm"
            onClick={() => {
              setAddedAt(rows.length);
              onChange([...rows, newRow(stored)]);
            }}
          >
            Add a pair
          </Button>
        </Flex>
      )}
    </Flex>
  );
}

/** A pair to begin with: HubSpot's first stage, and the first status that means the same. */
function newRow(stored: StageMapEditor): StageRow {
  const [stage] = hubspotStages(stored);
  const status = stored.statuses.find(
    ({ outcome, isActive }) => isActive && outcome === stage?.outcome,
  );
  return { hubspot: stage?.value ?? "", connectwise: `*|${status?.value ?? ""}` };
}

function Unmapped({ names }: { names: readonly string[] }): ReactNode {
  if (names.length === 0) return null;
  return (
    <Alert title="Some stages are in no pair" variant="warning">
      <Text>Deals and opportunities that come to one of these need attention:</Text>
      <List>
        {names.map((name) => (
          <Text key={name}>{name}</Text>
        ))}
      </List>
    </Alert>
  );
}

function withoutOutcome({ hubspot, connectwise }: StageRow): StageRow {
  return { hubspot, connectwise };
}
