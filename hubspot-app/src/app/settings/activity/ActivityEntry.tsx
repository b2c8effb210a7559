import { Button, Flex, Link, Text } from "@hubspot/ui-extensions";
import type { Activity } from "@lockstep/api/wire-activity.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import type { ActivityGroup } from "./activity-groups.ts";
import { changeWords, kindWords, recordWords, userWords } from "./activity-words.ts";

/** What {@link ActivityEntry} is given. */
export interface ActivityEntryProps {
  context: TabContext;
  group: ActivityGroup;
  onPick?: (item: Activity) => void;
}

/** What was written to one record in one go: which, what, why, when and by whom. */
export function ActivityEntry({ context, group, onPick }: ActivityEntryProps): ReactNode {
  const { head } = group;
  const { format, userId } = context;
  const name = recordWords(head);
  return (
    <Flex direction="column" gap="xs" align="start">
      <Flex gap="sm" align="center" wrap>
        {head.url === null ? (
          <Text format={{ fontWeight: "bold" }}>{name}</Text>
        ) : (
          <Link href={{ url: head.url, external: true }}>{name}</Link>
        )}
        <Text>{kindWords(head)}</Text>
      </Flex>
      <Changes context={context} group={group} />
      <Flex gap="sm" align="center" wrap>
        <Text variant="microcopy">
          {`${objectWords(head.objectType).many}, ${format.dateTime(head.at)}, ${userWords(head, userId)}`}
        </Text>
        {onPick === undefined ? null : (
          <Button size="xs" variant="transparent" truncate onClick={() => onPick(head)}>
            {`Only ${name}`}
          </Button>
        )}
      </Flex>
    </Flex>
  );
}

/** Each field that was written; a reason that several fields share stands once, below the last of them. */
function Changes({
  context: { format },
  group: { lines },
}: Pick<ActivityEntryProps, "context" | "group">): ReactNode {
  return lines.map((line, at) => {
    const change = changeWords(line, format);
    const isLastOfReason = lines[at + 1]?.message !== line.message;
    return (
      <Flex key={`${line.field?.path ?? ""} ${at}`} direction="column" gap="flush">
        {change === null ? null : <Text>{change}</Text>}
        {line.message === "" || !isLastOfReason ? null : (
          <Text variant="microcopy">{line.message}</Text>
        )}
      </Flex>
    );
  });
}
