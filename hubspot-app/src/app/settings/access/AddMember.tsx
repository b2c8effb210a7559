import { Button, Flex, Select, Text } from "@hubspot/ui-extensions";
import type { User } from "@lockstep/api/wire-people.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import type { Load } from "@lockstep/ui/use-load.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import type { MemberDraft } from "./access-draft.ts";

/** What {@link AddMember} is given. */
export interface AddMemberProps {
  users: Load<{ users: User[] }>;
  /** Who is on the list already. */
  members: readonly MemberDraft[];
  isDisabled: boolean;
  onAdd: (user: User) => void;
}

/** Offers the portal's users who are not on the list yet. */
export function AddMember({ users, ...rest }: AddMemberProps): ReactNode {
  return (
    <LoadedView what="the users of this portal" load={users}>
      {(read) => <Choice users={read.users} {...rest} />}
    </LoadedView>
  );
}

function Choice({
  users,
  members,
  isDisabled,
  onAdd,
}: Omit<AddMemberProps, "users"> & { users: readonly User[] }): ReactNode {
  const [userId, setUserId] = useState("");
  const others = users.filter((user) => members.every((member) => member.userId !== user.userId));
  const chosen = others.find((user) => user.userId === userId);
  if (others.length === 0) return <Text>All users of this portal are on the list.</Text>;
  const add = (): void => {
    if (chosen === undefined) return;
    onAdd(chosen);
    setUserId("");
  };
  return (
    <Flex direction="column" gap="xs" align="start">
      <Select
        label="Add somebody"
        name="add-member"
        placeholder="Choose a user of this portal"
        value={chosen === undefined ? "" : userId}
        options={others.map((user) => ({ value: user.userId, label: labelOf(user) }))}
        onChange={(value) => setUserId(String(value))}
      />
      <Button size="sm" disabled={chosen === undefined || isDisabled} onClick={add}>
        Add to the list
      </Button>
    </Flex>
  );
}

function labelOf({ userId, name, email }: User): string {
  const parts = [name, email ?? ""].filter((part) => part !== "");
  return parts.length === 0 ? `HubSpot user ${userId}` : parts.join(", ");
}
