import { Button, Flex } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";

/** Leads back to the table of fields; what was changed stays in the draft. */
export function BackLink({ onBack }: { onBack: () => void }): ReactNode {
  return (
    <Flex direction="row" justify="start">
      <Button variant="transparent" size="sm" onClick={onBack}>
        ← All fields
      </Button>
    </Flex>
  );
}
