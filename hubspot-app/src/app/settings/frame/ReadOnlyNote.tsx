import { Alert, Text } from "@hubspot/ui-extensions";
import type { Access } from "@lockstep/api/wire-people.ts";
import type { ReactNode } from "react";

/** Says that the person may only look, and who can change that. */
export function ReadOnlyNote({ members }: Pick<Access, "members">): ReactNode {
  const named = members.flatMap(({ email, rights }) =>
    rights.includes("settings") && email !== null ? [email] : [],
  );
  return (
    <Alert title="You can look at everything here, but not change it" variant="info">
      <Text>
        {named.length > 0
          ? `These people can let you change settings, under Access: ${named.join(", ")}.`
          : "Whoever runs the Lockstep server can let you change settings, with: npm run lockstep -- grant-admin"}
      </Text>
    </Alert>
  );
}
