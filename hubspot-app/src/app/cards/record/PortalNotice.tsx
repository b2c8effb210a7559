import { Alert, Flex, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { WhoMay } from "./WhoMay.tsx";

const VARIANTS: Readonly<Record<string, "info" | "warning" | "danger">> = {
  paused: "warning",
  braked: "danger",
  suspended: "danger",
  disconnected: "danger",
  erased: "danger",
};

/** Says that nothing moves at present, or not by itself, and what to do; nothing while the sync runs. */
export function PortalNotice(): ReactNode {
  const { portal, rights } = useScope().card;
  const { state, message, remedy } = portal;
  if (state === "live") return null;
  return (
    <Alert title={message} variant={VARIANTS[state] ?? "info"}>
      {remedy === null ? null : (
        <Flex direction="column" gap="xs">
          <Text>{remedy}</Text>
          {rights.includes("settings") ? null : <WhoMay right="settings" />}
        </Flex>
      )}
    </Alert>
  );
}
