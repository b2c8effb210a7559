import { Flex, Link, LoadingButton, Text } from "@hubspot/ui-extensions";
import type { Download } from "@lockstep/api/wire-people.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import type { TabContext } from "../tab-context.ts";

/** All issues as a file: a link is made first, because an extension cannot save anything itself. */
export function CsvLink({ context }: { context: TabContext }): ReactNode {
  const [download, setDownload] = useState<Download | null>(null);
  const { run, isRunning, failure } = useAction(async () => {
    setDownload(await context.api.call("post /downloads", { body: { kind: "issues" } }));
  });
  useEffect(() => {
    if (download === null) return undefined;
    const timer = setTimeout(() => setDownload(null), Date.parse(download.expiresAt) - Date.now());
    return () => clearTimeout(timer);
  }, [download]);
  if (download !== null) {
    return (
      <Flex direction="row" gap="xs" align="center" wrap>
        <Link href={{ url: download.url, external: true }}>Download issues.csv</Link>
        <Text variant="microcopy">
          {`The link works until ${context.format.dateTime(download.expiresAt)}.`}
        </Text>
      </Flex>
    );
  }
  return (
    <>
      <LoadingButton loading={isRunning} onClick={() => void run()}>
        Make a CSV file
      </LoadingButton>
      <FailureAlert failure={failure} />
    </>
  );
}
