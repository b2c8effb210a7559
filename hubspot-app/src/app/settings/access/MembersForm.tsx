import { Button, Checkbox, Flex, Text, Tile, useExtensionContext } from "@hubspot/ui-extensions";
import type { Access, User } from "@lockstep/api/wire-people.ts";
import { FailureAlert, Loading } from "@lockstep/ui/states.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import { ConfirmButton } from "../frame/ConfirmButton.tsx";
import { SaveBar } from "../objects/SaveBar.tsx";
import type { TabContext } from "../tab-context.ts";
import { AddMember } from "./AddMember.tsx";
import { withMember, withRight, withoutMember } from "./access-draft.ts";
import type { MemberDraft } from "./access-draft.ts";
import { RIGHTS } from "./right-words.ts";
import { useMembers } from "./use-members.ts";
import type { MembersDraft } from "./use-members.ts";

/** What {@link MembersForm} is given. */
export interface MembersFormProps {
  context: TabContext;
  access: Access;
  onSaved: (access: Access) => void;
}

/** Says who may do what, to be changed. */
export function MembersForm({ context, access, onSaved }: MembersFormProps): ReactNode {
  const { api } = context;
  const users = useLoad("users", () => api.call("get /access/users"));
  const form = useMembers(context, access, onSaved);
  const { user } = useExtensionContext<"settings">();
  const ownName = [user.firstName, user.lastName].filter(Boolean).join(" ");
  if (!form.isReady) return <Loading what="what you entered before" />;
  const read = users.loaded.status === "ready" ? users.loaded.value.users : [];
  // HubSpot lists owners; whoever looks at this page need not be one.
  const known = [...read, { userId: context.userId, name: ownName, email: user.email }];
  return (
    <Flex direction="column" gap="md">
      {form.draft.members.map((member) => (
        <Member key={member.userId} context={context} form={form} member={member} known={known} />
      ))}
      <AddMember
        users={users}
        members={form.draft.members}
        isDisabled={form.isSaving}
        onAdd={(added) => form.change(withMember(form.draft, added))}
      />
      <FailureAlert failure={form.failure} />
      <Saving context={context} form={form} />
    </Flex>
  );
}

function Member({
  context,
  form,
  member,
  known,
}: {
  context: TabContext;
  form: MembersDraft;
  member: MemberDraft;
  known: readonly User[];
}): ReactNode {
  const { userId, rights } = member;
  const { draft, change, isSaving } = form;
  const name = nameOf(member, known);
  return (
    <Tile compact>
      <Flex direction="column" gap="xs" align="start">
        <Text format={{ fontWeight: "bold" }}>
          {userId === context.userId ? `${name} (you)` : name}
        </Text>
        {RIGHTS.map(({ right, label }) => (
          <Checkbox
            key={right}
            name={`${right}-${userId}`}
            aria-label={`${label}: ${name}`}
            checked={rights.includes(right)}
            readOnly={isSaving}
            onChange={(isGiven) => change(withRight(draft, userId, right, isGiven))}
          >
            {label}
          </Checkbox>
        ))}
        <Button
          size="xs"
          truncate
          disabled={isSaving}
          onClick={() => change(withoutMember(draft, userId))}
        >
          {`Remove ${name}`}
        </Button>
      </Flex>
    </Tile>
  );
}

function Saving({ context, form }: { context: TabContext; form: MembersDraft }): ReactNode {
  const { isUnsaved, isSaving, problem, locksOut, save, discard } = form;
  if (locksOut && problem === null) {
    return (
      <Flex gap="sm" align="center" wrap>
        <ConfirmButton
          context={context}
          id="lock-out"
          label="Save who may do what"
          title="Take the settings away from yourself?"
          consequences={[
            "You can look at everything afterwards, but not change settings any more. Somebody who still may has to give it back to you.",
          ]}
          variant="destructive"
          isRunning={isSaving}
          onConfirm={save}
        />
        <Button disabled={isSaving} onClick={discard}>
          Discard changes
        </Button>
      </Flex>
    );
  }
  return (
    <SaveBar
      context={context}
      id="access"
      label="Save who may do what"
      isUnsaved={isUnsaved}
      isSaving={isSaving}
      because={problem}
      onSave={save}
      onDiscard={discard}
    />
  );
}

function nameOf({ userId, email }: MemberDraft, known: readonly User[]): string {
  const user = known.find((one) => one.userId === userId);
  const address = user?.email ?? email;
  const name = user?.name ?? "";
  if (name === "") return address ?? `HubSpot user ${userId}`;
  return address === null ? name : `${name}, ${address}`;
}
