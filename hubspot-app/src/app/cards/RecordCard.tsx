import { hubspot, useExtensionContext } from "@hubspot/ui-extensions";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useApi } from "@lockstep/ui/use-api.ts";
import type { ReactNode } from "react";
import { objectTypeOf } from "./object-type.ts";
import { CardView } from "./record/CardView.tsx";
import { useCard } from "./use-card.ts";

/** The counterpart of a HubSpot record, how the two stand, and what to do about it. */
export function RecordCard(): ReactNode {
  const { crm, location } = useExtensionContext<"crm.record.tab" | "crm.record.sidebar">();
  const api = useApi();
  const objectType = objectTypeOf(crm.objectTypeId);
  const recordId = String(crm.objectId);
  const { load, changed } = useCard(api, objectType, recordId);
  return (
    <LoadedView what="the record" load={load}>
      {(card) => (
        <CardView
          key={`${objectType} ${recordId}`}
          api={api}
          place={location === "crm.record.sidebar" ? "sidebar" : "tab"}
          record={{ objectType, side: "hubspot", recordId }}
          card={card}
          look={load.reload}
          changed={changed}
        />
      )}
    </LoadedView>
  );
}

hubspot.extend<"crm.record.tab">(() => <RecordCard />);
