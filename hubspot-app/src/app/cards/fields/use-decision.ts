import type { CardConflict } from "@lockstep/api/wire-card.ts";
import type { FieldValue, Side } from "@lockstep/api/wire-common.ts";
import { useState } from "react";
import { useClosePart } from "../record/use-close-part.ts";
import { useScope } from "../scope.tsx";

/** Id of the part in which conflicts are decided. */
export const CONFLICTS = "lockstep-conflicts";

type Seen = Record<Side, FieldValue>;

/** What {@link useDecision} returns. */
export interface Decision {
  /** The side that was chosen for a conflict; null while none was. */
  winnerOf: (conflict: CardConflict) => Side | null;
  choose: (conflict: CardConflict, winner: Side) => void;
  /** Conflicts for which a side was chosen. */
  chosen: CardConflict[];
  /** What the server said about a conflict. */
  complaintOf: (conflict: CardConflict) => string | null;
  decide: () => Promise<void>;
}

/** Which value of each conflict stands; a choice counts only for the values that were on the screen. */
export function useDecision(): Decision {
  const { api, card, record, syncing, look } = useScope();
  const [choices, setChoices] = useState<Record<string, { winner: Side; seen: Seen }>>({});
  const [sent, setSent] = useState<string[]>([]);
  const closePart = useClosePart();
  const { conflicts } = card;

  const winnerOf = (conflict: CardConflict): Side | null => {
    const choice = choices[conflict.key];
    if (choice === undefined) return null;
    const seen = seenIn(conflict);
    const isSame =
      choice.seen.hubspot === seen.hubspot && choice.seen.connectwise === seen.connectwise;
    return isSame ? choice.winner : null;
  };
  const chosen = conflicts.filter((conflict) => winnerOf(conflict) !== null);
  const decide = async (): Promise<void> => {
    const decisions = chosen.flatMap((conflict) => {
      const winner = winnerOf(conflict);
      return winner === null ? [] : [{ key: conflict.key, winner, seen: seenIn(conflict) }];
    });
    setSent(decisions.map(({ key }) => key));
    const { objectType, side, recordId } = record;
    const body = { objectType, side, recordId, decisions };
    const report = await syncing.run(async () => {
      const reply = await api.call("post /records/decide", { body });
      closePart(CONFLICTS);
      return reply;
    });
    // A refusal means that the screen is behind; the choices of what did not change stay.
    if (report === null) await look();
  };
  const complaintOf = ({ key }: CardConflict): string | null => {
    const { failure } = syncing;
    const index = /^decisions\.(\d+)\./u.exec(failure?.field ?? "")?.[1];
    if (failure === null || index === undefined || sent[Number(index)] !== key) return null;
    return [failure.message, failure.remedy ?? ""].join(" ").trim();
  };
  return {
    winnerOf,
    chosen,
    complaintOf,
    decide,
    choose: (conflict, winner) =>
      setChoices((before) => ({
        ...before,
        [conflict.key]: { winner, seen: seenIn(conflict) },
      })),
  };
}

function seenIn({ hubspot, connectwise }: CardConflict): Seen {
  return { hubspot: hubspot.value, connectwise: connectwise.value };
}
