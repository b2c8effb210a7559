import { Alert, Flex, Heading, List, LoadingButton, Text } from "@hubspot/ui-extensions";
import type { ObjectDifference } from "@lockstep/api/wire-account.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { differenceWords } from "./difference-words.ts";
import type { Import, Preview } from "./use-import.ts";

/** What an import would change, what of it cannot be taken, and the button that does it. */
export function ImportPreview({
  import_,
  preview,
}: {
  import_: Import;
  preview: Preview;
}): ReactNode {
  const { isRenewed, isApplying, apply } = import_;
  const { objects } = preview;
  const changes = objects.flatMap((one) => one.changes).length;
  const problems = objects.flatMap((one) => one.problems).length;
  return (
    <Flex direction="column" gap="sm" align="start">
      {isRenewed ? (
        <Alert title="The settings were changed meanwhile" variant="warning">
          Nothing was imported. Below is what the import would change now.
        </Alert>
      ) : null}
      {problems === 0 ? null : (
        <Alert title="This portal cannot take the configuration as it is" variant="danger">
          Make what is missing, or change the text. Nothing is imported while there is a problem.
        </Alert>
      )}
      {changes === 0 && problems === 0 ? (
        <Alert title="Everything is configured like this already." variant="success" />
      ) : null}
      {objects.map((one) => (
        <Differences key={one.objectType} difference={one} />
      ))}
      {changes === 0 ? null : (
        <LoadingButton
          variant="primary"
          loading={isApplying}
          disabled={isApplying || problems > 0}
          onClick={() => void apply(preview)}
        >
          {`Import ${changes} ${changes === 1 ? "change" : "changes"}`}
        </LoadingButton>
      )}
    </Flex>
  );
}

function Differences({ difference }: { difference: ObjectDifference }): ReactNode {
  const { objectType, changes, problems } = difference;
  if (changes.length === 0 && problems.length === 0) return null;
  return (
    <Flex direction="column" gap="xs">
      <Heading>{objectWords(objectType).many}</Heading>
      {problems.map(({ field, message, remedy }) => (
        <Alert key={`${field} ${message}`} title={message} variant="danger">
          {remedy}
        </Alert>
      ))}
      <List>
        {changes.map((change) => (
          <Text key={change.field}>{differenceWords(change)}</Text>
        ))}
      </List>
    </Flex>
  );
}
