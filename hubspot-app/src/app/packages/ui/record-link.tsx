import { Link, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";

/** A record that opens in a tab of its own; plain words where it has no address. */
export function RecordLink({ url, children }: { url: string | null; children: string }): ReactNode {
  return url === null ? (
    <Text inline>{children}</Text>
  ) : (
    <Link href={{ url, external: true }}>{children}</Link>
  );
}
