import { Accordion, Alert, Button, Flex, List, Text } from "@hubspot/ui-extensions";
import type { Warning } from "@lockstep/api/wire-account.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** What keeps some records back, with the way to mend it; below it what is only good to know. */
export function Notices({ context }: { context: TabContext }): ReactNode {
  const { warnings, fieldIssues } = context.overview;
  const missing = warnings.filter(({ code }) => code === "permissions_missing");
  const others = warnings.filter((warning) => !missing.includes(warning));
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
      {others.length === 0 ? null : <GoodToKnow warnings={others} />}
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

function GoodToKnow({ warnings }: { warnings: readonly Warning[] }): ReactNode {
  return (
    <Accordion title={`Good to know (${warnings.length})`} size="sm">
      <Flex direction="column" gap="md">
        {warnings.map(({ code, objectType, message, remedy }) => (
          <Flex key={`${code} ${objectType ?? ""}`} direction="column" gap="xs">
            {objectType === null ? null : (
              <Text format={{ fontWeight: "bold" }}>{objectWords(objectType).many}</Text>
            )}
            <Text>{message}</Text>
            <Text>{remedy}</Text>
          </Flex>
        ))}
      </Flex>
    </Accordion>
  );
}
