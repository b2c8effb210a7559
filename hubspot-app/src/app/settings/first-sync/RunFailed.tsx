import { Alert, Text } from "@hubspot/ui-extensions";
import type { Run } from "@lockstep/api/wire-runs.ts";
import type { ReactNode } from "react";
import { kindLabel } from "./run-words.ts";

/** Why a run has failed, and that trying again does no harm. */
export function RunFailed({ run: { kind, error } }: { run: Run }): ReactNode {
  return (
    <Alert title={`The ${kindLabel(kind).toLowerCase()} has failed`} variant="danger">
      {error === null ? null : <Text>{error}</Text>}
      <Text>
        Start it again once the cause is gone. What was linked and written stays, and nothing is
        done twice.
      </Text>
    </Alert>
  );
}
