import { Flex, Select, Text, ToggleGroup } from "@hubspot/ui-extensions";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { CONFLICT_RULES, CONFLICT_WORDS } from "../mappings/rule-words.ts";
import { fieldOf } from "./field-of.ts";
import { MATCH_WORDS } from "./match-words.ts";
import type { PolicyForm } from "./use-policy.ts";

const FIRST_LINK = [
  { value: "connectwise", label: "ConnectWise's value" },
  { value: "hubspot", label: "HubSpot's value" },
];

/** How two records become a pair, who wins in it, and what becomes of it when one of the two goes. */
export function PairRules({ form }: { form: PolicyForm }): ReactNode {
  const { policy, change, isReadOnly } = form;
  const many = objectWords(policy.objectType).many.toLowerCase();
  return (
    <Flex direction="column" gap="md">
      <MatchRule form={form} />
      <ToggleGroup
        toggleType="radioButtonList"
        name={`${policy.objectType}-first-link`}
        label="When two records are linked for the first time and both hold something else, keep"
        tooltip="It counts once for each pair; afterwards the conflict rule of each field decides."
        value={policy.firstLinkRule}
        options={FIRST_LINK.map((option) => ({ ...option, readonly: isReadOnly }))}
        {...fieldOf(form, "firstLinkRule")}
        onChange={(value) =>
          change({ firstLinkRule: value === "hubspot" ? "hubspot" : "connectwise" })
        }
      />
      <ConflictDefault form={form} />
      <Flex direction="column" gap="flush">
        <Text format={{ fontWeight: "demibold" }}>When one of two linked {many} is deleted</Text>
        <Text variant="microcopy">
          Lockstep deletes nothing: the other one stays as it is, is not written any more, and is
          listed under Issues. Neither is created again.
        </Text>
      </Flex>
    </Flex>
  );
}

/** Where there is nothing to choose it is told all the same: people ask why records found each other. */
function MatchRule({ form }: { form: PolicyForm }): ReactNode {
  const { objectType, matchField, matchFields } = form.policy;
  const many = objectWords(objectType).many.toLowerCase();
  if (matchField === null || matchFields.length < 2) {
    return (
      <Flex direction="column" gap="flush">
        <Text format={{ fontWeight: "demibold" }}>What {many} are matched by</Text>
        <Text variant="microcopy">
          {matchField === null
            ? "Nothing: which two belong together is said by a person, under Issues or on the record's card."
            : `${MATCH_WORDS[matchField]}. Exactly one record on each side must have it; otherwise a person decides.`}
        </Text>
      </Flex>
    );
  }
  return (
    <Select
      name={`${objectType}-match-field`}
      label={`What ${many} are matched by`}
      description="Exactly one record on each side must agree in it. Records that look alike otherwise wait under Issues until a person decides; links that exist stay."
      value={matchField}
      options={matchFields.map((value) => ({ value, label: MATCH_WORDS[value] }))}
      {...fieldOf(form, "matchField")}
      onChange={(value) => {
        const chosen = matchFields.find((one) => one === value);
        if (chosen !== undefined) form.change({ matchField: chosen });
      }}
    />
  );
}

function ConflictDefault({ form }: { form: PolicyForm }): ReactNode {
  const { objectType, conflictDefault } = form.policy;
  return (
    <Select
      name={`${objectType}-conflict-default`}
      label="Conflict rule of fields that are mapped from now on"
      description={`${CONFLICT_WORDS[conflictDefault].means} Each row under Field mappings has a rule of its own, which can be changed there.`}
      value={conflictDefault}
      options={CONFLICT_RULES.map((value) => ({ value, label: CONFLICT_WORDS[value].label }))}
      {...fieldOf(form, "conflictDefault")}
      onChange={(value) => {
        const chosen = CONFLICT_RULES.find((one) => one === value);
        if (chosen !== undefined) form.change({ conflictDefault: chosen });
      }}
    />
  );
}
