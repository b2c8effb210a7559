import { Box, Button, Flex } from "@hubspot/ui-extensions";
import type { Explanation } from "@lockstep/api/wire-explain.ts";
import type { FilterField } from "@lockstep/api/wire-objects.ts";
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

/** What fields of both sides are called in filters; empty where nobody could tell. */
export interface FilterFields {
  hubspot: readonly FilterField[];
  connectwise: readonly FilterField[];
}

const NO_FIELDS: FilterFields = { hubspot: [], connectwise: [] };

/** Every question that Lockstep asks of the record, with the answer at this moment. */
export function ExplainView(): ReactNode {
  const { api, record } = useScope();
  const { objectType, side, recordId } = record;
  const path = { objectType, side, recordId };
  const load = useLoad(`explain ${objectType} ${recordId}`, () =>
    api.call("get /records/:objectType/:side/:recordId/explain", { path }),
  );
  const fields = useLoad(`filter fields ${objectType}`, () =>
    api.call("get /objects/:objectType/filters/fields", { path: { objectType } }),
  );
  const known = fields.loaded.status === "ready" ? fields.loaded.value : NO_FIELDS;
  return (
    <LoadedView what="the explanation" load={load}>
      {(explanation) => (
        <Flex direction="column" gap="md">
          <Sections explanation={explanation} fields={known} />
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

function Sections({
  explanation,
  fields,
}: {
  explanation: Explanation;
  fields: FilterFields;
}): ReactNode {
  const { sides, match, waits, conflicts } = explanation;
  return (
    <>
      <NowSection explanation={explanation} />
      {sides.map((answer) => (
        <SideSection key={answer.side} answer={answer} fields={fields[answer.side]} />
      ))}
      {match === null ? null : <MatchSection match={match} />}
      {waits.length === 0 ? null : <WaitSection waits={waits} />}
      {conflicts.length === 0 ? null : <ValuesAtStake conflicts={conflicts} />}
    </>
  );
}
