import {
  Alert,
  Button,
  EmptyState,
  ErrorState,
  Flex,
  LoadingSpinner,
  Text,
} from "@hubspot/ui-extensions";
import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { ReactNode } from "react";

/** Something is being read. */
export function Loading({ what }: { what: string }): ReactNode {
  return <LoadingSpinner label={`Loading ${what}`} showLabel layout="centered" />;
}

/** Nothing could be read: why, what to do, and a way to try again. */
export function Failed({
  failure,
  onRetry,
}: {
  failure: ApiFailure;
  onRetry: () => unknown;
}): ReactNode {
  return (
    <ErrorState title={failure.message} type={failure.status === 403 ? "lock" : "error"}>
      <Flex direction="column" gap="sm" align="center">
        {failure.remedy === null ? null : <Text>{failure.remedy}</Text>}
        <Reference failure={failure} />
        <Button onClick={() => void onRetry()}>Try again</Button>
      </Flex>
    </ErrorState>
  );
}

/** An attempt failed, while the rest of the page stands. */
export function FailureAlert({ failure }: { failure: ApiFailure | null }): ReactNode {
  if (failure === null) return null;
  return (
    <Alert title={failure.message} variant="danger">
      <Flex direction="column" gap="xs">
        {failure.remedy === null ? null : <Text>{failure.remedy}</Text>}
        <Reference failure={failure} />
      </Flex>
    </Alert>
  );
}

/** There is nothing to show, and why that is fine. */
export function Empty({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <EmptyState title={title} layout="vertical" flush>
      <Text>{children}</Text>
    </EmptyState>
  );
}

/** What the operator needs to find the request in the log. */
function Reference({ failure }: { failure: ApiFailure }): ReactNode {
  if (failure.requestId === null) return null;
  return <Text variant="microcopy">Reference: {failure.requestId}</Text>;
}
