import { Box, Button, Flex } from "@hubspot/ui-extensions";
import type { Explanation } from "@lockstep/api/wire-explain.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { History } from "./History.tsx";
import { MatchSection } from "./MatchSection.tsx";
import { NowSection } from "./NowSection.tsx";
import { SideSection } from "./SideSection.tsx";
import { ValuesAtStake } from "./ValuesAtStake.tsx";
import { WaitSection } from "./WaitSection.tsx";

/** Every question that Lockstep asks of the record, with the answer at this moment. */
export function ExplainView(): ReactNode {
  const { api, record } = useScope();
  const { objectType, side, recordId } = record;
  const path = { objectType, side, recordId };
  const load = useLoad(`explain ${objectType} ${recordId}`, () =>
    api.call("get /records/:objectType/:side/:recordId/explain", { path }),
  );
  return (
    <LoadedView what="the explanation" load={load}>
      {(explanation) => (
        <Flex direction="column" gap="md">
          <Sections explanation={explanation} />
          <History />
          <Box alignSelf="start">
            <Button size="sm" onClick={() => void load.reload()}>
              Look again
            </Button>
          </Box>
        </Flex>
      )}
    </LoadedView>
  );
}

function Sections({ explanation }: { explanation: Explanation }): ReactNode {
  const { sides, match, waits, conflicts } = explanation;
  return (
    <>
      <NowSection explanation={explanation} />
      {sides.map((answer) => (
        <SideSection key={answer.side} answer={answer} />
      ))}
      {match === null ? null : <MatchSection match={match} />}
      {waits.length === 0 ? null : <WaitSection waits={waits} />}
      {conflicts.length === 0 ? null : <ValuesAtStake conflicts={conflicts} />}
    </>
  );
}
