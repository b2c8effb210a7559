import { Flex, LoadingButton } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import type { ReactNode } from "react";
import type { Pages } from "./use-pages.ts";

/** Reads the next page of a list; nothing on the last one. */
export function MoreButton<Item>({
  pages: { hasMore, readMore },
  children,
}: {
  pages: Pick<Pages<Item>, "hasMore" | "readMore">;
  children: string;
}): ReactNode {
  if (!hasMore) return null;
  return (
    <Flex direction="column" gap="sm" align="start">
      <FailureAlert failure={readMore.failure} />
      <LoadingButton loading={readMore.isRunning} onClick={() => void readMore.run()}>
        {children}
      </LoadingButton>
    </Flex>
  );
}
