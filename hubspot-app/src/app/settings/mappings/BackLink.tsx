import { Button } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";

/** Leads back to the table of fields; what was changed stays in the draft. */
export function BackLink({ onBack }: { onBack: () => void }): ReactNode {
  return (
    <Button variant="transparent" size="sm" onClick={onBack}>
      ← All fields
    </Button>
  );
}
