import { Text } from "@hubspot/ui-extensions";
import type { Access, Right } from "@lockstep/api/wire-people.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";

const ACTS: Readonly<Record<Right, string>> = {
  records: "sync, link and decide here",
  settings: "change Lockstep's settings",
};

/** More than a line of names helps nobody. */
const MAX_NAMES = 5;

/** Says who can do what the reader may not do. */
export function WhoMay({ right }: { right: Right }): ReactNode {
  const { api } = useScope();
  const { loaded } = useLoad("access", () => api.call("get /access"));
  if (loaded.status === "loading") return null;
  const names = loaded.status === "ready" ? namesOf(loaded.value, right) : [];
  const told =
    names.length === 0
      ? "Ask an administrator of your HubSpot account who has this right."
      : `Ask ${names.join(", ")}.`;
  return (
    <Text variant="microcopy">
      You may not {ACTS[right]}. {told}
    </Text>
  );
}

function namesOf({ members }: Access, right: Right): string[] {
  const emails = members
    .filter(({ rights }) => rights.includes(right))
    .flatMap(({ email }) => (email === null ? [] : [email]));
  return emails.slice(0, MAX_NAMES);
}
