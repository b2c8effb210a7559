import { Button, Flex, Heading, LoadingButton, Text, TextArea } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useDraft } from "@lockstep/ui/use-draft.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { problem } from "../../objects/problem-at.ts";
import { useReport } from "../../objects/use-unsaved-parts.ts";
import type { ConfigurationProps } from "./configuration-props.ts";
import { ImportPreview } from "./ImportPreview.tsx";
import { parseConfiguration } from "./parse-configuration.ts";
import { useImport } from "./use-import.ts";

/** Takes a pasted configuration: first what it would change, then the import. */
export function ImportConfiguration(props: ConfigurationProps): ReactNode {
  const { context, report, onImported } = props;
  const draft = useDraft<{ text: string }>(context.api, "configuration-import");
  const [wrong, setWrong] = useState<string | null>(null);
  const text = draft.value?.text ?? "";
  useReport(report, "configuration", text !== "");
  const import_ = useImport(context, async () => {
    await draft.drop();
    onImported();
    context.actions.addAlert({ type: "success", message: "The configuration is imported." });
    await context.reloadOverview();
  });
  const { preview, isLooking, isApplying, failure, clear } = import_;
  const isBusy = isLooking || isApplying;
  const enter = (typed: string): void => {
    setWrong(null);
    clear();
    if (typed === "") void draft.drop();
    else draft.change({ text: typed });
  };
  const look = (): void => {
    const parsed = parseConfiguration(text);
    if (parsed.kind === "problem") setWrong(parsed.message);
    else void import_.look(parsed.configuration);
  };
  return (
    <Flex direction="column" gap="sm">
      <Introduction />
      <TextArea
        name="imported"
        label="Configuration to import"
        rows={8}
        value={text}
        readOnly={isBusy || !draft.isReady}
        {...problem(wrong)}
        onInput={enter}
      />
      <FailureAlert failure={draft.failure} />
      <FailureAlert failure={failure} />
      <Flex direction="row" gap="sm" wrap="wrap">
        <LoadingButton
          size="sm"
          loading={isLooking}
          disabled={isBusy || text.trim() === ""}
          onClick={look}
        >
          Show what it would change
        </LoadingButton>
        {text === "" ? null : (
          <Button size="sm" disabled={isBusy} onClick={() => enter("")}>
            Clear
          </Button>
        )}
      </Flex>
      {preview === null ? null : <ImportPreview import_={import_} preview={preview} />}
    </Flex>
  );
}

function Introduction(): ReactNode {
  return (
    <>
      <Heading>Import</Heading>
      <Text>
        Paste the text of an export. You see what it would change before anything is changed.
        Mappings count from now on, filters for all records; objects that the text does not name
        stay as they are.
      </Text>
    </>
  );
}
