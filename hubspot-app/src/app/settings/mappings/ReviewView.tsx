import { Alert, Button, Flex, Heading, List, Text } from "@hubspot/ui-extensions";
import { toFailure } from "@lockstep/api/failure.ts";
import type { FieldChange } from "@lockstep/api/wire-mapping.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { BackLink } from "./BackLink.tsx";
import { fieldLabel } from "./field-words.ts";
import type { ReviewViewProps } from "./review-props.ts";
import { changeWords } from "./rule-words.ts";
import type { RulePair } from "./rule-words.ts";
import { SaveChange } from "./SaveChange.tsx";

/** What is about to be saved, and what becomes of records that are linked already. */
export function ReviewView(props: ReviewViewProps): ReactNode {
  const { wanted, onBack } = props;
  return (
    <Flex direction="column" gap="md">
      <BackLink onBack={onBack} />
      {wanted.kind === "reset" ? <ResetReview {...props} /> : <ChangeReview {...props} />}
    </Flex>
  );
}

function ResetReview(props: ReviewViewProps): ReactNode {
  const { editor } = props;
  const { mapping, context, isUnsaved } = editor;
  const { linked = 0 } = context.overview.objects[mapping.objectType] ?? {};
  return (
    <>
      <Heading>
        Go back to the mapping that {objectWords(mapping.objectType).many.toLowerCase()} began with?
      </Heading>
      <Alert title="Rows and maps that you made are removed." variant="warning">
        {isUnsaved
          ? "What you changed and did not save is discarded, too. Earlier versions stay in the list of versions."
          : "Earlier versions stay in the list of versions."}
      </Alert>
      <SaveChange {...props} links={linked} />
    </>
  );
}

function ChangeReview(props: ReviewViewProps): ReactNode {
  const { editor, wanted, onBack, onRefused } = props;
  const { context, mapping } = editor;
  const request = wanted.kind === "change" ? wanted.request : {};
  const load = useLoad(JSON.stringify(request), async () => {
    const path = { objectType: mapping.objectType };
    try {
      const body = { ...request, existing: "apply" as const };
      return await context.api.call("post /objects/:objectType/mapping/preview", { path, body });
    } catch (thrown) {
      const failure = toFailure(thrown);
      onRefused({ request, failure });
      throw failure;
    }
  });
  return (
    <>
      <Heading>Save these changes?</Heading>
      <LoadedView what="what the changes do" load={load}>
        {({ changes, links }) =>
          changes.length === 0 ? (
            <Nothing editor={editor} onBack={onBack} />
          ) : (
            <>
              <ChangeList editor={editor} changes={changes} />
              <SaveChange {...props} links={links} />
            </>
          )
        }
      </LoadedView>
    </>
  );
}

function Nothing({ editor, onBack }: Pick<ReviewViewProps, "editor" | "onBack">): ReactNode {
  return (
    <Alert title="Your changes make no difference." variant="info">
      <Flex direction="column" gap="sm" align="start">
        <Text>What is stored already says the same.</Text>
        <Button
          size="sm"
          onClick={() => {
            void editor.discard();
            onBack();
          }}
        >
          Discard them
        </Button>
      </Flex>
    </Alert>
  );
}

function ChangeList({
  editor: { fields, mapping, rows },
  changes,
}: Pick<ReviewViewProps, "editor"> & { changes: readonly FieldChange[] }): ReactNode {
  const rulesOf = (hubspot: string): RulePair => ({
    before: mapping.rows.find((row) => row.hubspot === hubspot) ?? null,
    after: rows.find((row) => row.hubspot === hubspot) ?? null,
  });
  return (
    <List>
      {changes.map(({ hubspot, connectwise, kinds }) => (
        <Text key={`${hubspot} ${connectwise}`}>
          {fieldLabel(fields, "hubspot", hubspot)} ⇄{" "}
          {fieldLabel(fields, "connectwise", connectwise)}: {changeWords(kinds, rulesOf(hubspot))}
        </Text>
      ))}
    </List>
  );
}
