import { Flex, TextArea } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { linesOf } from "./domains.ts";
import { fieldOf } from "./field-of.ts";
import { PolicySwitch } from "./PolicySwitch.tsx";
import type { PolicyForm } from "./use-policy.ts";

/** What only contacts have: free e-mail addresses, and people without a name. */
export function ContactRules({ form }: { form: PolicyForm }): ReactNode {
  return (
    <Flex direction="column" gap="md">
      <PolicySwitch
        form={form}
        field="blocksFreeEmail"
        name="contact-free-email"
        label="Leave out people with a free e-mail address"
      >
        Contacts at gmail.com, outlook.com and the like are not synced. Lockstep brings the list of
        providers; below you say where your list is another one.
      </PolicySwitch>
      {form.policy.blocksFreeEmail === true ? <DomainLists form={form} /> : null}
      <PolicySwitch
        form={form}
        field="namesFromEmail"
        name="contact-names"
        label="Take a missing first name from the e-mail address"
      >
        ConnectWise takes no contact without a first name. With this on, jane@example.com is created
        there as &quot;jane&quot;; with this off, she needs attention until somebody names her.
      </PolicySwitch>
    </Flex>
  );
}

function DomainLists({ form }: { form: PolicyForm }): ReactNode {
  const { policy, change } = form;
  const lists = policy.freeEmailDomains ?? { added: [], removed: [] };
  return (
    <Flex direction="column" gap="sm">
      <TextArea
        name="contact-domains-added"
        label="Leave these domains out as well"
        description="One domain a line, such as mail.example."
        rows={3}
        value={lists.added.join("\n")}
        {...fieldOf(form, "freeEmailDomains.added")}
        onInput={(text) => change({ freeEmailDomains: { ...lists, added: linesOf(text) } })}
      />
      <TextArea
        name="contact-domains-removed"
        label="Let these domains through"
        description="One domain a line: providers of the list that are customers of yours."
        rows={3}
        value={lists.removed.join("\n")}
        {...fieldOf(form, "freeEmailDomains.removed")}
        onInput={(text) => change({ freeEmailDomains: { ...lists, removed: linesOf(text) } })}
      />
    </Flex>
  );
}
