import { List, Text } from "@hubspot/ui-extensions";
import type { ExplainedMatch } from "@lockstep/api/wire-explain.ts";
import type { ReactNode } from "react";
import { keyWords, shownName } from "../match/shown-words.ts";
import { ExplainPart } from "./ExplainPart.tsx";

/** How a counterpart was looked for, and what was found. */
export function MatchSection({ match }: { match: ExplainedMatch }): ReactNode {
  const { message, keys, candidates, twins } = match;
  const strong = wordsOf(keys.filter(({ isStrong }) => isStrong));
  const weak = wordsOf(keys.filter(({ isStrong }) => !isStrong));
  return (
    <ExplainPart title="Looking for its counterpart">
      <Text format={{ fontWeight: "demibold" }}>{message}</Text>
      {strong.length === 0 ? (
        <Text>It holds nothing by which a counterpart could be found.</Text>
      ) : (
        <Text>It is looked for by {strong.join(", ")}.</Text>
      )}
      {weak.length === 0 ? null : (
        <Text variant="microcopy">Several that are found are told apart by {weak.join(", ")}.</Text>
      )}
      {candidates.length === 0 ? null : (
        <List>
          {candidates.map(({ id, shown, shared, differing, linkedId }) => (
            <Text key={id}>
              {[
                `${shownName(shown, id)} in ConnectWise`,
                ...(shared.length === 0 ? [] : [`the same: ${keyWords(shared)}`]),
                ...(differing.length === 0 ? [] : [`different: ${keyWords(differing)}`]),
                ...(linkedId === null ? [] : ["linked with another record already"]),
              ].join("; ")}
            </Text>
          ))}
        </List>
      )}
      {twins.length === 0 ? null : (
        <Text>
          In HubSpot these look the same:{" "}
          {twins.map(({ id, shown }) => shownName(shown, id)).join(", ")}
        </Text>
      )}
    </ExplainPart>
  );
}

/** Keys that are a record's number say nothing to people. */
const NUMBERS: ReadonlySet<string> = new Set(["company", "contact", "deal"]);

function wordsOf(keys: ExplainedMatch["keys"]): string[] {
  const words = keys.map(({ kind, value }) =>
    NUMBERS.has(kind) ? `its ${keyWords([kind])}` : `${keyWords([kind])} “${value}”`,
  );
  return [...new Set(words)];
}
