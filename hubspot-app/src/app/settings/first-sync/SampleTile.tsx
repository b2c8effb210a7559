import {
  Flex,
  Link,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
  Tile,
} from "@hubspot/ui-extensions";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { FieldChangeSample, RunSample } from "@lockstep/api/wire-runs.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { fieldLabel, sampleKind, valueWords } from "./sample-words.ts";
import type { KnownFields } from "./sample-words.ts";

/** What {@link SampleTile} is given. */
export interface SampleTileProps {
  context: TabContext;
  sample: RunSample;
  known: KnownFields | null;
}

/** One record of a dry run: why, and each field before and after. */
export function SampleTile({ context, sample, known }: SampleTileProps): ReactNode {
  const { name, hubspotUrl, connectwiseUrl } = sample;
  return (
    <Tile compact>
      <Flex direction="column" gap="xs">
        <Flex gap="sm" align="center" wrap>
          {name === null ? null : <Text format={{ fontWeight: "bold" }}>{name}</Text>}
          <Text>{sampleKind(sample)}</Text>
          <RecordLink side="hubspot" url={hubspotUrl} />
          <RecordLink side="connectwise" url={connectwiseUrl} />
        </Flex>
        {sample.reason === "" ? null : <Text>{sample.reason}</Text>}
        {sample.changes.length === 0 ? (
          <Text variant="microcopy">No field would be written.</Text>
        ) : (
          <Changes context={context} changes={sample.changes} known={known} />
        )}
      </Flex>
    </Tile>
  );
}

function RecordLink({ side, url }: { side: Side; url: string | null }): ReactNode {
  if (url === null) return null;
  return <Link href={{ url, external: true }}>{`Open in ${sideWords(side)}`}</Link>;
}

function Changes({
  context: { format },
  changes,
  known,
}: Pick<SampleTileProps, "context" | "known"> & {
  changes: readonly FieldChangeSample[];
}): ReactNode {
  return (
    <Table flush density="condensed">
      <TableHead>
        <TableRow>
          <TableHeader>Field</TableHeader>
          <TableHeader>Before</TableHeader>
          <TableHeader>After</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {changes.map((change) => (
          <TableRow key={`${change.side} ${change.field}`}>
            <TableCell>{`${fieldLabel(change, known)} (${sideWords(change.side)})`}</TableCell>
            <TableCell>{valueWords(change.before, change, { known, format })}</TableCell>
            <TableCell>{valueWords(change.after, change, { known, format })}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
