import type { ExplainedWait } from "@lockstep/api/wire-explain.ts";
import type { ReactNode } from "react";
import { WaitList } from "../record/Waits.tsx";
import { ExplainPart } from "./ExplainPart.tsx";

/** What the record waits for. */
export function WaitSection({ waits }: { waits: readonly ExplainedWait[] }): ReactNode {
  return (
    <ExplainPart title="What it waits for">
      <WaitList waits={waits} />
    </ExplainPart>
  );
}
