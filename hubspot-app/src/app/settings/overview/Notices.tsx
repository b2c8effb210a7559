import { Alert, Button, Flex, List, Text } from "@hubspot/ui-extensions";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { isPressing } from "./pressing.ts";

/** What keeps some records back, with the way to mend it. */
export function Notices({ context }: { context: TabContext }): ReactNode {
  const { warnings, fieldIssues } = context.overview;
  const missing = warnings.filter(isPressing);
  const open = Object.entries(fieldIssues).filter(([, count]) => count > 0);
  return (
    <>
      {missing.map((warning) => (
        <Alert key={warning.code} title={warning.message} variant="warning">
          <Flex direction="column" gap="sm" align="start">
            <Text>{warning.remedy}</Text>
            <Button size="sm" onClick={() => context.goTo("connection")}>
              Go to Connection
            </Button>
          </Flex>
        </Alert>
      ))}
      {open.length === 0 ? null : <OpenFields context={context} open={open} />}
    </>
  );
}

function OpenFields({
  context,
  open,
}: {
  context: TabContext;
  open: readonly (readonly [string, number])[];
}): ReactNode {
  return (
    <Alert title="Some values mean nothing in the other system" variant="warning">
      <Flex direction="column" gap="sm" align="start">
        <Text>Records that hold such a value wait until you say what it stands for.</Text>
        <List>
          {open.map(([objectType, count]) => (
            <Text key={objectType}>
              {`${objectWords(objectType).many}: ${count === 1 ? "one field" : `${context.format.number(count)} fields`}`}
            </Text>
          ))}
        </List>
        <Button size="sm" onClick={() => context.goTo("mappings")}>
          Go to Field mappings
        </Button>
      </Flex>
    </Alert>
  );
}
