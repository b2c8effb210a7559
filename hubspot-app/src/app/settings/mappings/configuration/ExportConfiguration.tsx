import { Button, Flex, Heading, LoadingButton, TextArea } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import type { TabContext } from "../../tab-context.ts";

/** Shows the configuration as a text to be copied. */
export function ExportConfiguration({ context }: { context: TabContext }): ReactNode {
  const { api, actions } = context;
  const [text, setText] = useState<string | null>(null);
  const show = useAction(async () => {
    setText(JSON.stringify(await api.call("get /configuration"), null, 2));
  });
  const copy = useAction(async (copied: string) => {
    // oxlint-disable-next-line typescript/no-unsafe-call -- its type is the DOM's, which workers lack
    await actions.copyTextToClipboard(copied);
    actions.addAlert({ type: "success", message: "The configuration is copied." });
  });
  return (
    <Flex direction="column" gap="sm">
      <Heading>Export</Heading>
      <FailureAlert failure={show.failure ?? copy.failure} />
      <Flex direction="row" gap="sm" wrap="wrap">
        <LoadingButton
          size="sm"
          loading={show.isRunning}
          disabled={show.isRunning}
          onClick={() => void show.run()}
        >
          {text === null ? "Show the configuration" : "Read it again"}
        </LoadingButton>
        {text === null ? null : (
          <Button size="sm" disabled={copy.isRunning} onClick={() => void copy.run(text)}>
            Copy
          </Button>
        )}
      </Flex>
      {text === null ? null : (
        <TextArea
          name="exported"
          label="The configuration of this portal, as it is saved"
          rows={8}
          readOnly
          value={text}
        />
      )}
    </Flex>
  );
}
