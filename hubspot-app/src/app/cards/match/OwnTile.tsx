import { useExtensionContext } from "@hubspot/ui-extensions";
import { useCrmProperties } from "@hubspot/ui-extensions/crm";
import { dayIn } from "@lockstep/ui/format.ts";
import type { ReactNode } from "react";
import { nameOf } from "../record/words.ts";
import { useScope } from "../scope.tsx";
import { RecordTile } from "./RecordTile.tsx";
import { OWN_PROPERTIES, shownValues } from "./shown-words.ts";

/** HubSpot's record, next to what could be its counterpart; HubSpot itself tells its values. */
export function OwnTile(): ReactNode {
  const { card, record } = useScope();
  const names = OWN_PROPERTIES[record.objectType] ?? {};
  const { properties } = useCrmProperties(Object.values(names));
  const { timezone } = useExtensionContext<"crm.record.tab">().portal;
  const shown = Object.fromEntries(
    Object.entries(names).map(([name, property]) => {
      const value = properties[property] ?? null;
      // HubSpot keeps the day as a moment of it in the portal's zone.
      return [name, name === "date" && value !== null ? dayIn(value, timezone) : value];
    }),
  );
  const { hubspot } = card.records;
  return (
    <RecordTile
      heading="This record in HubSpot"
      name={hubspot === null ? `No. ${record.recordId}` : nameOf(hubspot)}
      url={null}
      values={shownValues(shown)}
    />
  );
}
