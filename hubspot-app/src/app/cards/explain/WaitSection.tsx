import type { ExplainedWait } from "@lockstep/api/wire-explain.ts";
import type { ReactNode } from "react";
import { WaitList } from "../record/Waits.tsx";
import { useScope } from "../scope.tsx";
import { ExplainPart } from "./ExplainPart.tsx";

/** What the record waits for, with the addresses that the card knows. */
export function WaitSection({ waits }: { waits: readonly ExplainedWait[] }): ReactNode {
  const known = useScope().card.waits;
  const withUrl = waits.map((wait) => ({
    ...wait,
    url: known.find((one) => one.side === wait.side && one.recordId === wait.recordId)?.url ?? null,
  }));
  return (
    <ExplainPart title="What it waits for">
      <WaitList waits={withUrl} />
    </ExplainPart>
  );
}
