import { DescriptionListItem, Text } from "@hubspot/ui-extensions";
import type { Card } from "@lockstep/api/wire-card.ts";
import type { Format } from "@lockstep/ui/format.ts";
import { useFormat } from "@lockstep/ui/use-format.ts";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { useNow } from "../use-now.ts";
import { isOnItsWay, isPending, laneWords, MOVING } from "./state-words.ts";

/** What is still to be done with the record, and when; nothing where there is nothing. */
export function Pending(): ReactNode {
  const { card } = useScope();
  const format = useFormat();
  const now = useNow();
  if (!isPending(card)) return null;
  return (
    <DescriptionListItem label="Still to do">
      <Text>{pendingWords(card, format, now)}</Text>
    </DescriptionListItem>
  );
}

/** Why a record is looked at again, and when. */
function pendingWords(card: Card, format: Format, now: number): string {
  const { isHeld, pending, portal } = card;
  if (isHeld) return "It is being synced right now.";
  if (pending === null) return "";
  const reason = laneWords(pending.lane);
  if (portal.state === "paused" || portal.state === "braked") {
    return `${reason} It is done as soon as the sync goes on.`;
  }
  // Nothing moves, and what would make it move is not known here.
  if (!MOVING.has(portal.state)) return reason;
  if (isOnItsWay(card, now)) return `${reason} It is done in a moment.`;
  const at = format.dateTime(pending.notBefore);
  return pending.attempts === 0
    ? `${reason} It is done at ${at}.`
    : `${reason} The last attempt failed; the next one is at ${at}.`;
}
