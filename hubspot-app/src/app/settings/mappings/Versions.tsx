import { Accordion, Flex, List, Text } from "@hubspot/ui-extensions";
import type { MappingVersion } from "@lockstep/api/wire-mapping.ts";
import type { User } from "@lockstep/api/wire-people.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { MoreButton } from "../frame/MoreButton.tsx";
import { usePages } from "../frame/use-pages.ts";
import { fieldLabel } from "./field-words.ts";
import { changeWords } from "./rule-words.ts";
import type { MappingEditor } from "./use-mapping.ts";

/** Versions that are read at once. */
const PAGE = 10;

/** Who changed the mapping when, and what; read once somebody wants to know. */
export function Versions({ editor }: { editor: MappingEditor }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <Accordion title="Versions" size="sm" open={isOpen} onClick={() => setOpen(!isOpen)}>
      {isOpen ? <VersionPages editor={editor} /> : <Text>Who changed the mapping, and when.</Text>}
    </Accordion>
  );
}

function VersionPages({ editor }: { editor: MappingEditor }): ReactNode {
  const { context, mapping } = editor;
  const path = { objectType: mapping.objectType };
  const pages = usePages(`${mapping.objectType} ${mapping.version}`, (after) =>
    context.api.call("get /objects/:objectType/mapping/versions", {
      path,
      query: { limit: PAGE, after },
    }),
  );
  const users = useLoad("users", () => context.api.call("get /access/users"));
  const known = users.loaded.status === "ready" ? users.loaded.value.users : null;
  return (
    <LoadedView what="the versions" load={pages.load}>
      {() => (
        <Flex direction="column" gap="sm">
          {pages.items.map((version) => (
            <Version key={version.version} editor={editor} version={version} users={known} />
          ))}
          <MoreButton pages={pages}>Show earlier versions</MoreButton>
        </Flex>
      )}
    </LoadedView>
  );
}

function Version({
  editor,
  version,
  users,
}: {
  editor: MappingEditor;
  version: MappingVersion;
  /** Null while they are not known: not everybody may ask for them. */
  users: readonly User[] | null;
}): ReactNode {
  const { fields, context } = editor;
  const { changes, filters, madeAt } = version;
  return (
    <Flex direction="column" gap="xs">
      <Text format={{ fontWeight: "demibold" }}>
        {`Version ${version.version}, ${context.format.dateTime(madeAt)}, ${nameOf(version, users)}`}
      </Text>
      <Text variant="microcopy">{existingWords(version)}</Text>
      <List>
        {changes.map(({ hubspot, connectwise, kinds }) => (
          <Text key={`${hubspot} ${connectwise}`}>
            {fieldLabel(fields, "hubspot", hubspot)} ⇄{" "}
            {fieldLabel(fields, "connectwise", connectwise)}: {changeWords(kinds)}
          </Text>
        ))}
        {filters.map((side) => (
          <Text key={side}>
            {`Filter of ${side === "hubspot" || side === "connectwise" ? sideWords(side) : side}`}
          </Text>
        ))}
      </List>
    </Flex>
  );
}

function nameOf({ userId, version }: MappingVersion, users: readonly User[] | null): string {
  if (userId === null) return version === 1 ? "made when ConnectWise was connected" : "by Lockstep";
  if (users === null) return "by somebody";
  const found = users.find((user) => user.userId === userId);
  return found === undefined ? "by somebody who has left" : `by ${found.name}`;
}

function existingWords({ existing, changes, filters }: MappingVersion): string {
  if (changes.length === 0 && filters.length === 0)
    return "The fields are those of the version before.";
  if (existing === "apply") return "Applied to records that were linked already.";
  return existing === "from-now-on" ? "Counts for later edits only." : "";
}
