import type { ControlType } from "../shared/control.ts";
import { invalid, invalidProperties } from "./errors.ts";
import { pipelines } from "./setup-tables.ts";
import type { PipelineStage } from "./setup-tables.ts";
import { splitEmails, toDomain } from "./validate.ts";

type Values = Readonly<Record<string, string>>;

/** What an object type asks of its records beyond single values, and what HubSpot fills in. */
export interface ObjectRules {
  /**
   * @param values - values of a write in the form that HubSpot keeps, '' for cleared
   * @param before - values the record has, undefined when it is being created
   * @throws HubSpotError - 400 when the record would make no sense
   */
  refuse: (values: Values, before: Values | undefined) => void;
  /** @returns values that HubSpot adds to a write. */
  derive: (values: Values, before: Values | undefined) => Values;
  /** @returns values nobody writes: they follow from the others, whenever those change. */
  compute: (properties: Values) => Values;
  /** @returns what a merge makes of the values of both. */
  combine: (winner: Values, loser: Values) => Record<string, string>;
  /** Values a person's new record gets where the person gives none. */
  defaults: (fields: Readonly<Record<string, unknown>>) => Values;
}

const isBlank = (value: unknown): boolean => value === undefined || value === "";

const companyRules: ObjectRules = {
  refuse: (values, before) => {
    if (before !== undefined || !isBlank(values["name"]) || !isBlank(values["domain"])) return;
    throw invalid("A company needs a name or a domain");
  },
  // Its website from its domain when it is created, its domain from its website while it has none.
  derive: (values, before) => {
    const { domain = "", website = "" } = { ...before, ...values };
    if (domain !== "") return before === undefined && website === "" ? { website: domain } : {};
    const givesWebsite = !isBlank(values["website"]) && values["domain"] === undefined;
    return givesWebsite ? { domain: toDomain(website) } : {};
  },
  compute: () => ({}),
  combine: () => ({}),
  defaults: ({ name, domain }) => (isBlank(name) && isBlank(domain) ? { name: "New company" } : {}),
};

const contactRules: ObjectRules = {
  refuse: (values, before) => {
    const isNamed = ["email", "firstname", "lastname"].some((name) => !isBlank(values[name]));
    if (before !== undefined || isNamed) return;
    throw invalid("A contact needs an email, a firstname or a lastname");
  },
  // A further e-mail that becomes the first one changes places with it.
  derive: (values, before) => {
    const { email = "" } = values;
    const further = splitEmails({ ...before, ...values }["hs_additional_emails"]);
    if (email === "" || !further.includes(email)) return {};
    const others = further.filter((each) => each !== email);
    const formerly = before?.["email"] ?? "";
    return { hs_additional_emails: [...others, formerly].filter(Boolean).join(";") };
  },
  compute: ({ email = "", hs_marketable_status: status = "false" }) => ({
    hs_email_domain: email.split("@")[1] ?? "",
    hs_marketable_status: status,
  }),
  combine: (winner, loser) => {
    const all = [
      ...splitEmails(winner["hs_additional_emails"]),
      ...splitEmails(loser["email"]),
      ...splitEmails(loser["hs_additional_emails"]),
    ];
    const first = winner["email"] ?? loser["email"];
    const further = [...new Set(all)].filter((email) => email !== first);
    return further.length === 0 ? {} : { hs_additional_emails: further.join(";") };
  },
  defaults: ({ email, firstname, lastname }) =>
    [email, firstname, lastname].every(isBlank) ? { firstname: "New", lastname: "contact" } : {},
};

const [defaultPipeline] = pipelines;

function stagesOf(pipelineId: string | undefined): readonly PipelineStage[] {
  return pipelines.find(({ id }) => id === pipelineId)?.stages ?? [];
}

const dealRules: ObjectRules = {
  refuse: (values, before) => {
    const isAtStake = ["dealname", "dealstage", "pipeline"].some((name) => name in values);
    if (before !== undefined && !isAtStake) return;
    const after: Values = { pipeline: defaultPipeline?.id ?? "", ...before, ...values };
    const missing = ["dealname", "dealstage"].filter((name) => isBlank(after[name]));
    if (missing.length > 0) throw invalid(`A deal needs ${missing.join(" and ")}`);
    const stages = stagesOf(after["pipeline"]).map(({ id }) => id);
    const stage = after["dealstage"] ?? "";
    if (stages.includes(stage)) return;
    const message = `${stage} was not one of the allowed options: [${stages.join(", ")}]`;
    throw invalidProperties([{ name: "dealstage", error: "INVALID_OPTION", message }]);
  },
  derive: (values, before) =>
    before === undefined && isBlank(values["pipeline"])
      ? { pipeline: defaultPipeline?.id ?? "" }
      : {},
  compute: ({ pipeline, dealstage, amount = "" }) => {
    const stage = stagesOf(pipeline).find(({ id }) => id === dealstage);
    if (stage === undefined) return {};
    const { probability, isClosed } = stage;
    return {
      hs_deal_stage_probability: probability,
      hs_is_closed: String(isClosed),
      hs_is_closed_won: String(isClosed && Number(probability) === 1),
      hs_is_closed_lost: String(isClosed && Number(probability) === 0),
      amount_in_home_currency: amount,
    };
  },
  combine: () => ({}),
  defaults: ({ dealname, dealstage, pipeline }) => {
    const [firstStage] = stagesOf(typeof pipeline === "string" ? pipeline : defaultPipeline?.id);
    return {
      ...(isBlank(dealname) ? { dealname: "New deal" } : {}),
      ...(isBlank(dealstage) && firstStage !== undefined ? { dealstage: firstStage.id } : {}),
    };
  },
};

/** The rules of each object type. */
export const objectRules: Readonly<Record<ControlType, ObjectRules>> = {
  company: companyRules,
  contact: contactRules,
  deal: dealRules,
};
