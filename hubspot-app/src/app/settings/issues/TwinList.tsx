import { Alert, Flex, Text } from "@hubspot/ui-extensions";
import type { ShownRecord } from "@lockstep/api/wire-records.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { otherSide, recordNames } from "../filters/record-names.ts";
import type { TabContext } from "../tab-context.ts";
import { RecordLink } from "./RecordLink.tsx";

/** What {@link TwinList} is given. */
export interface TwinListProps {
  context: TabContext;
  objectType: string;
  /** Records of the same system that look like the one to be matched. */
  twins: readonly ShownRecord[];
}

/** Possible duplicates, and what to do about them; nothing where there are none. */
export function TwinList({ context, objectType, twins }: TwinListProps): ReactNode {
  const side = twins[0]?.side;
  if (side === undefined) return null;
  const { one, many } = recordNames(objectType, side);
  return (
    <Alert title={`Possible duplicates in ${sideWords(side)}`} variant="info">
      <Flex direction="column" gap="xs">
        <Text>
          {`These ${many} look like the same ${one}. If they are, merge them in ${sideWords(side)}: then this ends by itself. If they are not, have a new one created.`}
        </Text>
        {twins.map((twin) => (
          <RecordLink
            key={twin.id}
            context={context}
            objectType={objectType}
            side={twin.side}
            id={twin.id}
          >
            {twinWords(twin)}
          </RecordLink>
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
