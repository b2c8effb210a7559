import { AutoGrid, Flex, Text } from "@hubspot/ui-extensions";
import type { Card } from "@lockstep/api/wire-card.ts";
import { RecordLink } from "@lockstep/ui/record-link.tsx";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { LinkChoice } from "./LinkChoice.tsx";
import { OwnTile } from "./OwnTile.tsx";
import { RecordTile } from "./RecordTile.tsx";
import { keyWords, shownName, shownValues } from "./shown-words.ts";

/** What could be the counterpart, side by side with the record itself, and what looks like it. */
export function Candidates({ mayLink }: { mayLink: boolean }): ReactNode {
  const { candidates, twins } = useScope().card;
  return (
    <>
      {candidates.length === 0 ? null : (
        <AutoGrid columnWidth={200} gap="sm" flexible>
          <OwnTile />
          {candidates.map((candidate) => (
            <CandidateTile key={candidate.id} candidate={candidate} mayLink={mayLink} />
          ))}
        </AutoGrid>
      )}
      {twins.length === 0 ? null : (
        <Flex direction="column" gap="xs">
          <Text>
            These records in HubSpot look like this one. If they are the same, merge them in
            HubSpot.
          </Text>
          {twins.map(({ id, shown, url }) => (
            <RecordLink key={id} url={url}>
              {shownName(shown, id)}
            </RecordLink>
          ))}
        </Flex>
      )}
    </>
  );
}

function CandidateTile({
  candidate,
  mayLink,
}: {
  candidate: Card["candidates"][number];
  mayLink: boolean;
}): ReactNode {
  const { id, shown, url, linkedId, shared, differing } = candidate;
  const name = shownName(shown, id);
  return (
    <RecordTile
      heading={`ConnectWise, no. ${id}`}
      name={name}
      url={url}
      values={shownValues(shown)}
    >
      {shown === null ? <Text variant="microcopy">It could not be read.</Text> : null}
      {shared.length === 0 ? null : <Text variant="microcopy">The same: {keyWords(shared)}</Text>}
      {differing.length === 0 ? null : (
        <Text variant="microcopy">Different: {keyWords(differing)}</Text>
      )}
      {mayLink ? <LinkChoice connectwiseId={id} name={name} linkedId={linkedId} /> : null}
    </RecordTile>
  );
}
