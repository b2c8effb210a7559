import { Alert, Button, Flex, Text } from "@hubspot/ui-extensions";
import type { FilterField } from "@lockstep/api/wire-objects.ts";
import type { ReactNode } from "react";
import { draftAbout, toDraft } from "./filter-draft.ts";
import { recordNames } from "./record-names.ts";
import type { SideProps } from "./side-props.ts";

/** Fields by which most people choose, with the words of the choice. */
const WAYS: readonly (readonly [path: string, words: string])[] = [
  ["memberships/lists", "By HubSpot lists"],
  ["lifecyclestage", "By lifecycle stage"],
  ["pipeline", "By pipeline"],
];

/** Says that nothing is created in ConnectWise yet, and offers ways to choose what is. */
export function InclusionChoice({
  context,
  objectType,
  filters,
  fields,
  onDraft,
}: SideProps): ReactNode {
  const { many } = recordNames(objectType, "hubspot");
  const { version } = filters;
  const ways = WAYS.flatMap(([path, words]): [FilterField, string][] => {
    const field = fields.find((one) => one.path === path);
    return field === undefined ? [] : [[field, words]];
  });
  return (
    <Flex direction="column" gap="sm">
      <Alert title={`No ${many} are created in ConnectWise yet`} variant="warning">
        {`You have not said yet which HubSpot ${many} belong in ConnectWise. Until you do, Lockstep only updates ${many} that exist in both systems.`}
      </Alert>
      {context.rights.settings ? (
        <>
          <Text>{`Which ${many} are to be created in ConnectWise?`}</Text>
          <Flex direction="row" gap="sm" wrap>
            {ways.map(([field, words]) => (
              <Button key={field.path} onClick={() => onDraft(draftAbout(field, version))}>
                {words}
              </Button>
            ))}
            <Button onClick={() => onDraft(draftAbout(null, version))}>By any field</Button>
            <Button onClick={() => onDraft(toDraft(null, version))}>{`All ${many}`}</Button>
          </Flex>
        </>
      ) : null}
    </Flex>
  );
}
