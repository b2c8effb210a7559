import { Flex, Heading, LoadingButton, Text } from "@hubspot/ui-extensions";
import { Empty } from "@lockstep/ui/states.tsx";
import { useState } from "react";
import type { ReactNode } from "react";
import { RunHistory } from "../first-sync/RunHistory.tsx";
import { PagedList } from "../frame/PagedList.tsx";
import { usePages } from "../frame/use-pages.ts";
import type { TabContext } from "../tab-context.ts";
import { ActivityFilter } from "./ActivityFilter.tsx";
import { ActivityList } from "./ActivityList.tsx";
import { recordWords } from "./activity-words.ts";
import { queryOf } from "./activity-choice.ts";
import type { ActivityChoice } from "./activity-choice.ts";

/** Everything that Lockstep wrote, and the runs that it did it in. */
export function ActivityTab({ context }: { context: TabContext }): ReactNode {
  return (
    <Flex direction="column" gap="lg">
      <Journal context={context} />
      <Flex direction="column" gap="sm">
        <Heading>Dry runs and first syncs</Heading>
        <RunHistory context={context} />
      </Flex>
    </Flex>
  );
}

function Journal({ context }: { context: TabContext }): ReactNode {
  const [choice, setChoice] = useState<ActivityChoice>({ objectType: "", record: null });
  const query = queryOf(choice);
  const pages = usePages(JSON.stringify(query), (after) =>
    context.api.call("get /activity", { query: { ...query, after } }),
  );
  return (
    <Flex direction="column" gap="md">
      <Flex direction="column" gap="xs">
        <Heading>What Lockstep wrote</Heading>
        <Text>
          Each value that was written, and why, the newest first. Old and new values are kept
          encrypted for 30 days.
        </Text>
      </Flex>
      <ActivityFilter context={context} choice={choice} onChoose={setChoice} />
      <Flex>
        <LoadingButton
          size="xs"
          loading={pages.load.loaded.status === "ready" && pages.load.loaded.isStale}
          onClick={() => void pages.load.reload()}
        >
          Show the latest
        </LoadingButton>
      </Flex>
      <PagedList
        what="the activity"
        pages={pages}
        empty={
          <Empty title="Nothing to show">
            {choice.record === null && choice.objectType === ""
              ? "What Lockstep writes in either system is listed here."
              : "Lockstep has written nothing to these records within the last 30 days."}
          </Empty>
        }
        more="Show older"
      >
        {(items) => (
          <ActivityList
            context={context}
            items={items}
            onPick={(item) =>
              setChoice({ ...choice, record: { ...item, name: recordWords(item) } })
            }
          />
        )}
      </PagedList>
    </Flex>
  );
}
