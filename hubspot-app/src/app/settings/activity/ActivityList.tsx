import { Button, Divider, Flex, Link, Text } from "@hubspot/ui-extensions";
import type { Activity } from "@lockstep/api/wire-activity.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import { Fragment } from "react";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { changeWords, kindWords, recordWords, userWords } from "./activity-words.ts";

/** What {@link ActivityList} is given. */
export interface ActivityListProps {
  context: TabContext;
  items: readonly Activity[];
  /** Shows one record's lines only; left out where there is no choice. */
  onPick?: (item: Activity) => void;
}

/** Lines of the journal, one below the other. */
export function ActivityList({ context, items, onPick }: ActivityListProps): ReactNode {
  return (
    <Flex direction="column" gap="sm">
      {items.map((item, at) => (
        <Fragment key={keyOf(item, at)}>
          {at === 0 ? null : <Divider />}
          <Line context={context} item={item} {...(onPick === undefined ? {} : { onPick })} />
        </Fragment>
      ))}
    </Flex>
  );
}

function Line({
  context: { format },
  item,
  onPick,
}: {
  context: TabContext;
  item: Activity;
  onPick?: (item: Activity) => void;
}): ReactNode {
  const name = recordWords(item);
  const change = changeWords(item, format);
  return (
    <Flex direction="column" gap="xs" align="start">
      <Flex gap="sm" align="center" wrap>
        {item.url === null ? (
          <Text format={{ fontWeight: "bold" }}>{name}</Text>
        ) : (
          <Link href={{ url: item.url, external: true }}>{name}</Link>
        )}
        <Text>{kindWords(item)}</Text>
      </Flex>
      {change === null ? null : <Text>{change}</Text>}
      {item.message === "" ? null : <Text variant="microcopy">{item.message}</Text>}
      <Flex gap="sm" align="center" wrap>
        <Text variant="microcopy">
          {`${objectWords(item.objectType).many}, ${format.dateTime(item.at)}, ${userWords(item)}`}
        </Text>
        {onPick === undefined ? null : (
          <Button size="xs" variant="transparent" onClick={() => onPick(item)}>
            {`Only ${name}`}
          </Button>
        )}
      </Flex>
    </Flex>
  );
}

/** Lines of one moment may be alike. */
function keyOf({ at, kind, side, recordId, field }: Activity, place: number): string {
  return [at, kind, side, recordId, field?.path ?? "", place].join(" ");
}
