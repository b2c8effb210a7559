import { Alert, Flex, Text } from "@hubspot/ui-extensions";
import type { ComparedRecord, ShownRecord } from "@lockstep/api/wire-records.ts";
import { RecordLink } from "@lockstep/ui/record-link.tsx";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { otherSide, recordNames } from "../filters/record-names.ts";
import type { TabContext } from "../tab-context.ts";
import { shownLine } from "./review-words.ts";
import { useWording } from "./use-wording.ts";

/** What {@link TwinList} is given. */
export interface TwinListProps {
  context: TabContext;
  objectType: string;
  /** The one to be matched. */
  record: ShownRecord;
  /** Records of the same system that look like it. */
  twins: readonly ComparedRecord[];
}

/** Possible duplicates, and what to do about them; nothing where there are none. */
export function TwinList({ context, objectType, record, twins }: TwinListProps): ReactNode {
  const wording = useWording(context);
  const { side } = record;
  if (twins.length === 0) return null;
  const own = shownLine(record, wording);
  const { one, many } = recordNames(objectType, side);
  return (
    <Alert title={`Possible duplicates in ${sideWords(side)}`} variant="info">
      <Flex direction="column" gap="xs">
        <Text>
          {`These ${many} look like the same ${one}. If they are, merge them in ${sideWords(side)}: then this ends by itself. If they are not, have a new one created.`}
        </Text>
        {own === "" ? null : <Text variant="microcopy">{`This one: ${own}`}</Text>}
        {twins.map((twin) => (
          <Flex key={twin.id} direction="column" gap="flush" align="start">
            <RecordLink url={twin.url}>{twinWords(twin)}</RecordLink>
            <Text variant="microcopy">{shownLine(twin, wording)}</Text>
          </Flex>
        ))}
      </Flex>
    </Alert>
  );
}

function twinWords({ id, side, shown, linkedId }: ShownRecord): string {
  const name = shown?.["name"] ?? null;
  const words = `${name === null || name === "" ? "No name" : String(name)} (no. ${id})`;
  if (linkedId === null) return words;
  return `${words}, linked with no. ${linkedId} in ${sideWords(otherSide(side))}`;
}
