import { Flex, Link, LoadingButton, Text } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { Download } from "@lockstep/api/wire-people.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** What {@link DownloadRun} is given. */
export interface DownloadRunProps {
  context: TabContext;
  runId: string;
  label: string;
}

/** Makes a link to a run's report; HubSpot lets extensions save no files themselves. */
export function DownloadRun({ context, runId, label }: DownloadRunProps): ReactNode {
  const { api, format } = context;
  const [download, setDownload] = useState<Download | null>(null);
  const { run, isRunning, failure } = useAction(async () => {
    setDownload(await api.call("post /downloads", { body: { kind: "run", runId } }));
  });
  return (
    <Flex direction="column" gap="xs" align="start">
      <FailureAlert failure={failure} />
      {download === null ? null : (
        <>
          <Link href={{ url: download.url, external: true }}>Open the CSV file in a new tab</Link>
          <Text variant="microcopy">{`The link works until ${format.dateTime(download.expiresAt)}.`}</Text>
        </>
      )}
      <LoadingButton
        size={download === null ? "sm" : "xs"}
        loading={isRunning}
        onClick={() => void run()}
      >
        {download === null ? label : "Make a new link"}
      </LoadingButton>
    </Flex>
  );
}
