import { Alert, Button, Flex, PanelBody, PanelFooter, Select, Text } from "@hubspot/ui-extensions";
import type {
  CompatibleFields,
  FieldWay,
  MappingRowRequest,
  ValueMap,
} from "@lockstep/api/wire-mapping.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { fieldLabel, fieldOptions } from "./field-words.ts";
import { NewMap } from "./NewMap.tsx";
import { RowRules } from "./RowRules.tsx";
import { isTransform } from "./rule-words.ts";
import type { MappingEditor } from "./use-mapping.ts";

interface AddRowFormProps {
  editor: MappingEditor;
  close: () => void;
}

const EMPTY_MAP: ValueMap = { toHubspot: {}, toConnectwise: {}, unmapped: "problem" };

/** What was chosen so far. */
interface Chosen {
  row: MappingRowRequest;
  ways: readonly FieldWay[];
}

/** A HubSpot field is chosen first; then only those of ConnectWise are offered that go with it. */
export function AddRowForm({ editor, close }: AddRowFormProps): ReactNode {
  const [hubspot, setHubspot] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const because = whyNot(chosen);
  return (
    <>
      <PanelBody>
        <Flex direction="column" gap="md">
          <Select
            name="hubspot"
            label="HubSpot property"
            placeholder="Choose a property"
            description="Properties that are mapped already are not offered again."
            value={hubspot ?? ""}
            options={fieldOptions("hubspot", freeProperties(editor))}
            onChange={(value) => {
              setHubspot(String(value));
              setChosen(null);
            }}
          />
          {hubspot === null ? null : (
            <PartnerSelect key={hubspot} editor={editor} hubspot={hubspot} onChoose={setChosen} />
          )}
          {chosen === null ? null : (
            <ChosenRow editor={editor} chosen={chosen} onChange={setChosen} />
          )}
        </Flex>
      </PanelBody>
      <PanelFooter>
        <Button
          variant="primary"
          disabled={because !== null}
          onClick={() => {
            if (chosen === null) return;
            editor.edit(toEdit(chosen));
            close();
          }}
        >
          Add this row
        </Button>
        <Button onClick={close}>Cancel</Button>
        {because === null ? null : <Text variant="microcopy">{because}</Text>}
      </PanelFooter>
    </>
  );
}

function ChosenRow({
  editor,
  chosen,
  onChange,
}: Pick<AddRowFormProps, "editor"> & {
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}): ReactNode {
  const { row, ways } = chosen;
  const map = { ...EMPTY_MAP, ...row.valueMap };
  return (
    <>
      <RowRules
        row={row}
        ways={ways}
        isReadOnly={false}
        onChange={(next) => onChange({ ...chosen, row: next })}
      />
      {isMapNeeded(chosen) ? (
        <NewMap
          editor={editor}
          row={row}
          map={{ ...map, unmapped: map.unmapped ?? "problem" }}
          onChange={(valueMap) => onChange({ ...chosen, row: { ...row, valueMap } })}
        />
      ) : null}
    </>
  );
}

/** Properties without a row. */
function freeProperties({ fields, rows }: MappingEditor): MappingEditor["fields"]["hubspot"] {
  const taken = new Set(rows.flatMap(({ hubspot, state }) => (state === "removed" ? [] : hubspot)));
  return fields.hubspot.filter(({ path }) => !taken.has(path));
}

/** ConnectWise fields that go with a HubSpot property, with where each is mapped already. */
function PartnerSelect({
  editor,
  hubspot,
  onChoose,
}: {
  editor: MappingEditor;
  hubspot: string;
  onChoose: (chosen: Chosen) => void;
}): ReactNode {
  const { context, mapping, fields } = editor;
  const [connectwise, setConnectwise] = useState("");
  const load = useLoad(hubspot, async (): Promise<CompatibleFields["compatible"]> => {
    const path = { objectType: mapping.objectType };
    const query = { hubspot };
    const found = await context.api.call("get /objects/:objectType/fields", { path, query });
    return "compatible" in found ? found.compatible : [];
  });
  return (
    <LoadedView what="the fields that go with it" load={load}>
      {(compatible) =>
        compatible.length === 0 ? (
          <Alert title="ConnectWise has no field that goes with this property." variant="info">
            Both have to hold the same kind of value, such as text, a date or a choice.
          </Alert>
        ) : (
          <Select
            name="connectwise"
            label="ConnectWise field"
            placeholder="Choose a field"
            description={usedBy(editor, connectwise)}
            value={connectwise}
            options={fieldOptions("connectwise", compatible)}
            onChange={(value) => {
              const found = compatible.find(({ path }) => path === value);
              if (found === undefined) return;
              setConnectwise(found.path);
              onChoose({ row: firstRow(hubspot, found, mapping), ways: found.ways });
            }}
          />
        )
      }
    </LoadedView>
  );

  function usedBy({ rows }: MappingEditor, path: string): string {
    const other = rows.find((row) => row.connectwise === path && row.state !== "removed");
    return other === undefined
      ? "Only fields that hold the same kind of value are offered."
      : `${fieldLabel(fields, "hubspot", other.hubspot)} is mapped to it, too: only one of them may write to it.`;
  }
}

/** A new row goes the widest way that its fields allow. */
function firstRow(
  hubspot: string,
  { path, ways }: CompatibleFields["compatible"][number],
  { conflictDefault }: MappingEditor["mapping"],
): MappingRowRequest {
  const [way] = ways;
  const transform = way?.transforms[0];
  return {
    hubspot,
    connectwise: path,
    direction: way?.directions[0] ?? "off",
    ...(transform !== undefined && isTransform(transform) && { transform }),
    conflictRule: conflictDefault,
    blankRule: "keep",
  };
}

/** Nobody but a person can say which text stands for which choice. */
function isMapNeeded({ row, ways }: Chosen): boolean {
  const { transform = "", direction } = row;
  return ways.some(
    ({ transforms, directions, map }) =>
      map === "given" &&
      transforms.includes(transform) &&
      (direction === "off" || directions.includes(direction)),
  );
}

/** Why the row cannot be added yet; null: it can. */
function whyNot(chosen: Chosen | null): string | null {
  if (chosen === null) return "Choose a field on each side.";
  if (!isMapNeeded(chosen)) return null;
  const { toHubspot, toConnectwise } = chosen.row.valueMap ?? EMPTY_MAP;
  const count = Object.keys({ ...toHubspot, ...toConnectwise }).length;
  return count === 0 ? "Say for at least one choice which text stands for it." : null;
}

/** A map that the row does not need after all stays out. */
function toEdit(chosen: Chosen): MappingRowRequest {
  const { valueMap: _map, ...row } = chosen.row;
  return isMapNeeded(chosen) ? chosen.row : row;
}
