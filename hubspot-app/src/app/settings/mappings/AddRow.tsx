import { Button, Panel } from "@hubspot/ui-extensions";
import { useState } from "react";
import type { ReactNode } from "react";
import { AddRowForm } from "./AddRowForm.tsx";
import type { MappingEditor } from "./use-mapping.ts";

/** A button that opens a panel in which two fields are chosen that are to be kept equal. */
export function AddRow({ editor }: { editor: MappingEditor }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const id = `add-row-${editor.mapping.objectType}`;
  const panel = (
    <Panel
      id={id}
      title="Map another field"
      width="md"
      onOpen={() => setOpen(true)}
      onClose={() => setOpen(false)}
    >
      {isOpen ? (
        <AddRowForm editor={editor} close={() => editor.context.actions.closeOverlay(id)} />
      ) : null}
    </Panel>
  );
  return (
    <Button variant="primary" size="sm" overlay={panel} testId={id}>
      Map another field
    </Button>
  );
}
