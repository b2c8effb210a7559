import { Flex, Heading, Text, ToggleGroup } from "@hubspot/ui-extensions";
import { objectWords } from "@lockstep/ui/words.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { ObjectFilters } from "./ObjectFilters.tsx";

const OBJECT_TYPES = ["company", "contact", "deal"];

/** Which records are synced: per object and direction, what is always left out and what an admin chose. */
export function FiltersTab({ context }: { context: TabContext }): ReactNode {
  const [objectType, setObjectType] = useState("company");
  return (
    <Flex direction="column" gap="md">
      <Heading>Which records are synced</Heading>
      <Text>
        A filter says which records of one system Lockstep takes to the other. A record that leaves
        the filter is not deleted: it stays as it is, keeps its link, and is no longer updated from
        that side until it is inside again.
      </Text>
      <ToggleGroup
        toggleType="radioButtonList"
        label="Object"
        name="filters-object"
        inline
        value={objectType}
        options={OBJECT_TYPES.map((one) => ({ label: objectWords(one).many, value: one }))}
        onChange={setObjectType}
      />
      <ObjectFilters key={objectType} context={context} objectType={objectType} />
    </Flex>
  );
}
