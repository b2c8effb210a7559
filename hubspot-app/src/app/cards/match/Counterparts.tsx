import type { Card } from "@lockstep/api/wire-card.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { Part } from "../record/Part.tsx";
import { possibleIn } from "../record/state-words.ts";
import { useScope } from "../scope.tsx";
import { Candidates } from "./Candidates.tsx";
import { CreateAnyway } from "./CreateAnyway.tsx";
import { LinkByHand } from "./LinkByHand.tsx";
import { COUNTERPARTS } from "./use-linking.ts";

/** States in which a person who looks at the record most likely wants to link it. */
const SEEKING: ReadonlySet<string> = new Set(["not-linked", "review"]);

/** How a record without counterpart gets one: candidates, a search, a new record; nothing for linked ones. */
export function Counterparts(): ReactNode {
  const { card } = useScope();
  const { rights, candidates, twins } = card;
  const mayMatch = rights.includes("records") && possibleIn(card).match;
  const isFound = candidates.length > 0 || twins.length > 0;
  if (!lacksCounterpart(card) || (!mayMatch && !isFound)) return null;
  const noun = objectWords(card.objectType).connectwise;
  const [title, opener] =
    candidates.length > 0
      ? [`Which ${noun} is it in ConnectWise?`, "Choose its counterpart"]
      : [`Link by hand with a ConnectWise ${noun}`, "Link by hand"];
  return (
    <Part id={COUNTERPARTS} title={title} opener={opener} isFolded={!SEEKING.has(card.state.kind)}>
      <Candidates mayLink={mayMatch} />
      {mayMatch ? <LinkByHand /> : null}
      {mayMatch && card.state.kind === "review" ? <CreateAnyway /> : null}
    </Part>
  );
}

function lacksCounterpart({ records, state }: Card): boolean {
  return records.connectwise === null && state.kind !== "merged" && state.kind !== "deleted";
}
