import { Button, Panel, PanelBody, PanelSection } from "@hubspot/ui-extensions";
import { useState } from "react";
import type { ReactNode } from "react";
import { ExplainView } from "./ExplainView.tsx";

/** Opens the whole reason why the record is in sync, or is not. */
export function ExplainButton(): ReactNode {
  // Everything is evaluated for it, which costs calls: only when somebody looks.
  const [isOpen, setOpen] = useState(false);
  return (
    <Button
      size="sm"
      overlay={
        <Panel
          id="lockstep-explain"
          title="Why is this record in sync, or not?"
          width="md"
          onOpen={() => setOpen(true)}
          onClose={() => setOpen(false)}
        >
          <PanelBody>
            <PanelSection>{isOpen ? <ExplainView /> : null}</PanelSection>
          </PanelBody>
        </Panel>
      }
    >
      Explain
    </Button>
  );
}
