import { Tab, Tabs } from "@hubspot/ui-extensions";
import { objectWords } from "@lockstep/ui/words.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { OBJECT_TYPES } from "./object-order.ts";

/** A tab for each object type; what was visited stays, so that nothing that was entered is lost. */
export function ObjectTabs({
  children,
}: {
  children: (objectType: string) => ReactNode;
}): ReactNode {
  const [selected, setSelected] = useState<string>(OBJECT_TYPES[0]);
  const [visited, setVisited] = useState<readonly string[]>([OBJECT_TYPES[0]]);
  const select = (tab: string | number): void => {
    const objectType = String(tab);
    setSelected(objectType);
    setVisited((before) => (before.includes(objectType) ? before : [...before, objectType]));
  };
  return (
    <Tabs variant="enclosed" selected={selected} onSelectedChange={select}>
      {OBJECT_TYPES.map((objectType) => (
        <Tab key={objectType} tabId={objectType} title={objectWords(objectType).many}>
          {visited.includes(objectType) ? children(objectType) : null}
        </Tab>
      ))}
    </Tabs>
  );
}
