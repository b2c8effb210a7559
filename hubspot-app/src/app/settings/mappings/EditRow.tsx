import { Alert, Button, Flex, Panel, PanelBody, PanelFooter, Text } from "@hubspot/ui-extensions";
import type { FieldWay } from "@lockstep/api/wire-mapping.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { fieldLabel } from "./field-words.ts";
import { RowRules } from "./RowRules.tsx";
import type { ShownRow } from "./change.ts";
import type { MappingEditor } from "./use-mapping.ts";

/** What {@link EditRow} is given. */
export interface EditRowProps {
  editor: MappingEditor;
  row: ShownRow;
  /** Words about what is wrong with it; empty when nothing is. */
  problems: readonly string[];
  onOpenMap: (row: ShownRow) => void;
}

/** A button that opens a row in a panel, where its rules are changed and the row is taken out. */
export function EditRow(props: EditRowProps): ReactNode {
  const { editor, row } = props;
  const [isOpen, setOpen] = useState(false);
  const id = `edit-row-${editor.mapping.objectType}-${row.hubspot}`;
  const title = fieldLabel(editor.fields, "hubspot", row.hubspot);
  const panel = (
    <Panel
      id={id}
      title={title}
      width="md"
      onOpen={() => setOpen(true)}
      onClose={() => setOpen(false)}
    >
      {isOpen ? (
        <RowPanel {...props} close={() => editor.context.actions.closeOverlay(id)} />
      ) : null}
    </Panel>
  );
  return (
    <Button size="xs" overlay={panel} testId={id}>
      {editor.isReadOnly ? "Show" : "Edit"}
    </Button>
  );
}

function RowPanel(props: EditRowProps & { close: () => void }): ReactNode {
  const { editor, row, problems, onOpenMap, close } = props;
  const { mapName } = row;
  const partner = fieldLabel(editor.fields, "connectwise", row.connectwise);
  return (
    <>
      <PanelBody>
        <Flex direction="column" gap="md">
          <Text>Belongs to ConnectWise&apos;s field {partner}.</Text>
          {problems.map((problem) => (
            <Alert key={problem} title={problem} variant="warning" />
          ))}
          {row.isFixed ? (
            <>
              <Text>The two always belong together; you choose direction and rules.</Text>
              <Rules editor={editor} row={row} ways={null} />
            </>
          ) : (
            <FreeRules editor={editor} row={row} />
          )}
          {mapName === undefined ? null : (
            <Button
              onClick={() => {
                close();
                onOpenMap(row);
              }}
            >
              {row.transform === "stage" ? "Open the stage map" : "Open the value map"}
            </Button>
          )}
        </Flex>
      </PanelBody>
      <PanelFooter>
        <Button variant="primary" onClick={close}>
          Done
        </Button>
        {editor.isReadOnly || row.isFixed ? null : (
          <Button
            variant="destructive"
            onClick={() => {
              close();
              editor.remove(row.hubspot);
            }}
          >
            Remove this row
          </Button>
        )}
        {row.state === "changed" ? (
          <Button onClick={() => editor.takeBack(row.hubspot)}>Take my changes back</Button>
        ) : null}
      </PanelFooter>
    </>
  );
}

/** Rules of a row whose two fields were chosen by a person: only what the two allow is offered. */
function FreeRules({ editor, row }: Pick<EditRowProps, "editor" | "row">): ReactNode {
  const { context, mapping } = editor;
  const load = useLoad(`${row.hubspot} ${row.connectwise}`, async () => {
    const found = await context.api.call("get /objects/:objectType/fields", {
      path: { objectType: mapping.objectType },
      query: { hubspot: row.hubspot },
    });
    if (!("compatible" in found)) return null;
    return found.compatible.find(({ path }) => path === row.connectwise)?.ways ?? [];
  });
  return (
    <LoadedView what="what the two fields allow" load={load}>
      {(ways) => <Rules editor={editor} row={row} ways={ways} />}
    </LoadedView>
  );
}

function Rules({
  editor,
  row,
  ways,
}: Pick<EditRowProps, "editor" | "row"> & { ways: readonly FieldWay[] | null }): ReactNode {
  const { isOwn: _isOwn, isFixed: _isFixed, mapName: _mapName, state: _state, ...request } = row;
  return (
    <RowRules row={request} ways={ways} isReadOnly={editor.isReadOnly} onChange={editor.edit} />
  );
}
