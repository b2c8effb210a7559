import { Button, Flex, Heading, LoadingButton, Text } from "@hubspot/ui-extensions";
import type { IssueCategory, IssuePage } from "@lockstep/api/wire-account.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { Empty, FailureAlert } from "@lockstep/ui/states.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { CategoryTile } from "./CategoryTile.tsx";
import { CsvLink } from "./CsvLink.tsx";
import { FieldIssueTile } from "./FieldIssueTile.tsx";
import { toSections } from "./issue-words.ts";
import { useFieldLabels } from "./use-field-labels.ts";
import { useFollowing } from "./use-following.ts";
import { useRetry } from "./use-retry.ts";

/** What {@link IssueList} is given. */
export interface IssueListProps {
  context: TabContext;
  /** Shows the records of a category. */
  onOpen: (category: IssueCategory) => void;
}

/** All kinds of issues with their counts. */
export function IssueList({ context, onOpen }: IssueListProps): ReactNode {
  const { api } = context;
  const load = useLoad("issues", async () => {
    // Issues of fields come with the first page, whatever its size.
    const [categories, page] = await Promise.all([
      api.call("get /issues/categories"),
      api.call("get /issues", { query: { limit: 1 } }),
    ]);
    return { categories: categories.items, fields: page.fields };
  });
  const follow = useFollowing(load.reload);
  return (
    <Flex direction="column" gap="md">
      <Heading>Issues</Heading>
      <Text>What is not in sync, by reason. One record with an issue never stops the others.</Text>
      <LoadedView what="the issues" load={load}>
        {(found) => (
          <Flex direction="column" gap="lg">
            <Toolbar
              context={context}
              {...found}
              isReading={load.loaded.status === "ready" && load.loaded.isStale}
              onReload={() => void load.reload()}
              onRetried={follow}
            />
            <Found context={context} {...found} onOpen={onOpen} onRetried={follow} />
          </Flex>
        )}
      </LoadedView>
    </Flex>
  );
}

interface FoundIssues {
  context: TabContext;
  categories: IssueCategory[];
  fields: IssuePage["fields"];
  onRetried: () => void;
}

const UNFINISHED = ["attention", "review", "waiting"];

function Toolbar({
  context,
  categories,
  isReading,
  onReload,
  onRetried,
}: FoundIssues & { isReading: boolean; onReload: () => void }): ReactNode {
  const { run, isRunning, failure } = useRetry(context, onRetried);
  const isAny = categories.some(({ state }) => UNFINISHED.includes(state));
  return (
    <Flex direction="column" gap="xs">
      <Flex direction="row" gap="sm" wrap align="center">
        {isAny && context.rights.records ? (
          <LoadingButton variant="primary" loading={isRunning} onClick={() => void run({})}>
            Retry all
          </LoadingButton>
        ) : null}
        <LoadingButton loading={isReading} onClick={onReload}>
          Refresh
        </LoadingButton>
        {categories.length === 0 ? null : <CsvLink context={context} />}
      </Flex>
      {isAny && context.rights.records ? (
        <Text variant="microcopy">
          Retry all leaves out what is left out on purpose; retry those kinds one by one.
        </Text>
      ) : null}
      {context.rights.records ? null : (
        <Text variant="microcopy">
          You may look at issues. Whoever may change settings can allow you, under Access, to retry
          and link records.
        </Text>
      )}
      <FailureAlert failure={failure} />
    </Flex>
  );
}

function Found({
  context,
  categories,
  fields,
  onOpen,
  onRetried,
}: FoundIssues & IssueListProps): ReactNode {
  const withFields = [...categories.filter((one) => one.fields.length > 0), ...fields];
  const objectTypes = [...new Set(withFields.map(({ objectType }) => objectType))].toSorted();
  const labelOf = useFieldLabels(context.api, objectTypes);
  if (categories.length === 0 && fields.length === 0) return <Nothing context={context} />;
  return (
    <>
      {fields.length === 0 ? null : (
        <Flex direction="column" gap="sm">
          <Heading>Options without a counterpart</Heading>
          <Text>
            These options of mapped fields mean nothing in the other system yet. Map them before a
            record that has one of them fails.
          </Text>
          {fields.map((issue) => (
            <FieldIssueTile
              key={`${issue.objectType} ${issue.hubspot} ${issue.connectwise}`}
              issue={issue}
              labelOf={labelOf}
              onGoTo={() => context.goTo("mappings")}
            />
          ))}
        </Flex>
      )}
      {toSections(categories).map((section) => (
        <Flex key={section.title} direction="column" gap="sm">
          <Heading>{section.title}</Heading>
          <Text>{section.explanation}</Text>
          {section.categories.map((category) => (
            <CategoryTile
              key={`${category.objectType} ${category.state} ${category.code}`}
              context={context}
              category={category}
              labelOf={labelOf}
              onOpen={() => onOpen(category)}
              onRetried={onRetried}
            />
          ))}
        </Flex>
      ))}
    </>
  );
}

function Nothing({ context: { overview, goTo } }: { context: TabContext }): ReactNode {
  const isAnyCounted = Object.keys(overview.objects).length > 0;
  if (isAnyCounted) {
    return (
      <Empty title="Nothing needs you">
        Every record that Lockstep looked at is in sync. New issues show up here by themselves.
      </Empty>
    );
  }
  return (
    <Flex direction="column" gap="sm" align="center">
      <Empty title="No issues yet">
        Lockstep has not looked at any record yet. A dry run shows what would happen without writing
        anything.
      </Empty>
      <Button onClick={() => goTo("first-sync")}>Go to First sync</Button>
    </Flex>
  );
}
