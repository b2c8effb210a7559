import { AutoGrid } from "@hubspot/ui-extensions";
import type { FoundRecord } from "@lockstep/api/wire-records.ts";
import type { ReactNode } from "react";
import { LinkChoice } from "./LinkChoice.tsx";
import { RecordTile } from "./RecordTile.tsx";
import { shownValues } from "./shown-words.ts";

/** Records that a search has found, each to be linked. */
export function FoundTiles({ items }: { items: readonly FoundRecord[] }): ReactNode {
  return (
    <AutoGrid columnWidth={200} gap="sm" flexible>
      {items.map(({ id, name, url, shown, linkedId }) => (
        <RecordTile
          key={id}
          heading={`ConnectWise, no. ${id}`}
          name={name ?? `No. ${id}`}
          url={url}
          values={shownValues(shown)}
        >
          <LinkChoice connectwiseId={id} name={name ?? `no. ${id}`} linkedId={linkedId} />
        </RecordTile>
      ))}
    </AutoGrid>
  );
}
