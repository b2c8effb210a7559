import { Button, Checkbox, Flex, LoadingButton, Text, ToggleGroup } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useEffect } from "react";
import type { ReactNode } from "react";
import { DryRunResult } from "./DryRunResult.tsx";
import { NotLive } from "./NotLive.tsx";
import type { ReviewViewProps } from "./review-props.ts";
import { recordsOf, useReview } from "./use-review.ts";
import type { Review } from "./use-review.ts";

type SaveChangeProps = ReviewViewProps & {
  /** Linked records that the change says something about. */
  links: number;
};

/** Asks what becomes of linked records, tries it in a dry run, and saves. */
export function SaveChange(props: SaveChangeProps): ReactNode {
  const { editor, wanted, links, onBack, onSaved, onRefused } = props;
  const { context, mapping, isReadOnly } = editor;
  const review = useReview(context, mapping.objectType, wanted, onSaved);
  const { existing, asks, isAgreed, saveFailure } = review;

  useEffect(() => {
    if (saveFailure === null || wanted.kind === "reset") return;
    onRefused({ request: wanted.request, failure: saveFailure });
    // oxlint-disable-next-line react/exhaustive-deps -- each refusal is told once
  }, [saveFailure]);

  const because = whyNot(review, links);
  return (
    <Flex direction="column" gap="md">
      {links === 0 ? (
        <Text>No linked record is touched: the change counts for what is synced from now on.</Text>
      ) : (
        <ExistingChoice editor={editor} review={review} links={links} />
      )}
      {asks === null ? null : (
        <Checkbox
          name="accepts"
          checked={isAgreed}
          readOnly={review.isSaving}
          onChange={review.agree}
        >
          {`Yes, write to ${context.format.number(asks)} records at once`}
        </Checkbox>
      )}
      <FailureAlert failure={saveFailure} />
      <Flex direction="row" gap="sm" align="center" wrap="wrap">
        <LoadingButton
          variant={wanted.kind === "reset" ? "destructive" : "primary"}
          loading={review.isSaving}
          disabled={isReadOnly || review.isSaving || because !== null}
          onClick={() => void review.save()}
        >
          {saveWords(wanted.kind, existing)}
        </LoadingButton>
        <Button disabled={review.isSaving} onClick={onBack}>
          Back
        </Button>
        {because === null ? null : <Text variant="microcopy">{because}</Text>}
      </Flex>
    </Flex>
  );
}

function ExistingChoice({
  editor,
  review,
  links,
}: Pick<SaveChangeProps, "editor" | "links"> & { review: Review }): ReactNode {
  const { context, fields } = editor;
  const { existing, choose, dryRun, dryRunFailure, isStarting, startDryRun, isSaving } = review;
  const isRunning = isStarting || dryRun?.state === "running";
  return (
    <Flex direction="column" gap="sm">
      <ToggleGroup
        toggleType="radioButtonList"
        name="existing"
        label={`What about ${context.format.number(links)} linked records?`}
        value={existing}
        options={[
          {
            value: "from-now-on",
            label: "Only from now on",
            description: "What both sides hold now stays; later edits follow the new mapping.",
            readonly: isSaving,
          },
          {
            value: "apply",
            label: "Apply to existing records",
            description: "Linked records are compared again, and differences are written.",
            readonly: isSaving,
          },
        ]}
        onChange={(value) => choose(value === "apply" ? "apply" : "from-now-on")}
      />
      {existing === "apply" ? (
        <>
          <NotLive context={context} />
          <Flex direction="row" gap="sm" align="center" wrap="wrap">
            <LoadingButton
              loading={isRunning}
              disabled={isRunning || isSaving}
              onClick={() => void startDryRun()}
            >
              {dryRun === null ? "Start a dry run" : "Dry run once more"}
            </LoadingButton>
            <Text variant="microcopy">It shows what would be written, and writes nothing.</Text>
          </Flex>
          <FailureAlert failure={dryRunFailure} />
          {dryRun === null ? null : (
            <DryRunResult dryRun={dryRun} links={links} fields={fields} format={context.format} />
          )}
        </>
      ) : null}
    </Flex>
  );
}

/** Why it cannot be saved yet; null: it can. */
function whyNot({ existing, dryRun, asks, isAgreed }: Review, links: number): string | null {
  if (existing === "from-now-on" || links === 0) return null;
  if (dryRun === null) return "Look at a dry run first.";
  if (dryRun.state === "running") return "The dry run is under way.";
  if (asks !== null && !isAgreed) {
    return `Agree to the number of records first: ${recordsOf(dryRun)}.`;
  }
  return null;
}

function saveWords(kind: "change" | "reset", existing: Review["existing"]): string {
  const verb = kind === "reset" ? "Reset" : "Save";
  return existing === "apply" ? `${verb} and apply` : verb;
}
