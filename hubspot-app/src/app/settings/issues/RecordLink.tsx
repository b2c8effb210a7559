import { Link, Text } from "@hubspot/ui-extensions";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { recordUrl } from "./record-url.ts";

/** What {@link RecordLink} is given. */
export interface RecordLinkProps {
  context: Pick<TabContext, "overview">;
  objectType: string;
  side: Side;
  id: string;
  /** What the link says. */
  children: string;
}

/** A record's name or number that opens its screen in a new tab. */
export function RecordLink({
  context,
  objectType,
  side,
  id,
  children,
}: RecordLinkProps): ReactNode {
  const url = recordUrl(context.overview, objectType, { side, id });
  if (url === null) return <Text inline>{children}</Text>;
  return <Link href={{ url, external: true }}>{children}</Link>;
}
