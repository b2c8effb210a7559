import { Flex } from "@hubspot/ui-extensions";
import type { Api } from "@lockstep/api/client.ts";
import type { Card } from "@lockstep/api/wire-card.ts";
import type { RecordRef } from "@lockstep/api/wire-records.ts";
import { useMemo } from "react";
import type { ReactNode } from "react";
import { Conflicts } from "../fields/Conflicts.tsx";
import { Fields } from "../fields/Fields.tsx";
import { Counterparts } from "../match/Counterparts.tsx";
import { ScopeProvider } from "../scope.tsx";
import type { CardScope, Place } from "../scope.tsx";
import { SyncOutcome } from "../sync/SyncOutcome.tsx";
import { useSyncing } from "../sync/use-syncing.ts";
import { Actions } from "./Actions.tsx";
import { PortalNotice } from "./PortalNotice.tsx";
import { Problems } from "./Problems.tsx";
import { RecordSummary } from "./RecordSummary.tsx";
import { StateBlock } from "./StateBlock.tsx";
import { Waits } from "./Waits.tsx";

/** What {@link CardView} is given. */
export interface CardViewProps {
  api: Api;
  place: Place;
  record: RecordRef;
  card: Card;
  look: () => Promise<void>;
  changed: () => Promise<void>;
}

/** A record's card, from what is most pressing to what is only good to know. */
export function CardView({ api, place, record, card, look, changed }: CardViewProps): ReactNode {
  const syncing = useSyncing({ api, record, card, changed });
  const scope = useMemo<CardScope>(
    () => ({ api, place, record, card, syncing, look, changed }),
    [api, place, record, card, syncing, look, changed],
  );
  return (
    <ScopeProvider value={scope}>
      <Flex direction="column" gap={place === "tab" ? "md" : "sm"}>
        <PortalNotice />
        <StateBlock />
        <RecordSummary />
        <Actions />
        <SyncOutcome />
        <Problems />
        <Conflicts />
        <Waits />
        <Counterparts />
        <Fields />
      </Flex>
    </ScopeProvider>
  );
}
