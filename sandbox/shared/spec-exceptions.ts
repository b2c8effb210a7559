import type { SpecVendor } from "./spec-descriptions.ts";

/** A difference that we know of and accept. */
export interface SpecException {
  readonly vendor: SpecVendor;
  /**
   * Matched against the difference:
   * `<request|response> <operation> [<status>] <schema>/<path in it>/<keyword>[/<property>]`.
   */
  readonly matches: RegExp;
  /** Why the description, not the stand-in, is wrong. */
  readonly reason: string;
}

/** Every known error of the vendors' own descriptions. Nothing is accepted outside this table. */
export const specExceptions: readonly SpecException[] = [
  {
    vendor: "hubspot",
    matches: /^request .*PublicObjectSearchRequest\/required\/(after|limit|sorts|properties)$/,
    reason: "these are optional in the documentation and in every example of a search",
  },
  {
    vendor: "hubspot",
    matches: /^request .*PublicObjectSearchRequest\/properties\/sorts\/items\/type$/,
    reason: "the documentation sorts by objects {propertyName, direction}; plain names work too",
  },
  {
    vendor: "hubspot",
    matches:
      /^request .*BatchReadInputSimplePublicObjectId\/required\/(properties|propertiesWithHistory)$/,
    reason: "optional in the documentation's examples of batch reads",
  },
  {
    vendor: "hubspot",
    matches:
      /^request .*(SimplePublicObjectInputForCreate|BatchInputForCreate)\/required\/associations$/,
    reason: "a record without associations is created by leaving them out",
  },
  {
    vendor: "hubspot",
    matches:
      /^response .* (Error|StandardError)\/additionalProperties\/(status|errorType|policyName|requestId)$/,
    reason: "error bodies carry these beside the described ones; rate-limit errors the policy",
  },
  {
    vendor: "hubspot",
    matches: /^response .* Error\/required\/category$/,
    reason: "a rate-limit error names errorType and policyName instead of a category",
  },
  {
    vendor: "hubspot",
    matches: /^response .* StandardError\/required\/(id|links|context|errors)$/,
    reason: "an error of one batch entry holds only what applies to it",
  },
  {
    vendor: "hubspot",
    matches: /^response .* StandardError\/properties\/subCategory\/type$/,
    reason:
      "typed `object`, while captured answers carry a text: crm.associations.NO_ASSOCIATIONS_FOUND",
  },
  {
    vendor: "hubspot",
    matches: /^response .* AssociationSpecWithLabel\/properties\/label\/type$/,
    reason: "the plain association has the label null in the documentation's examples",
  },
  {
    vendor: "hubspot",
    matches: /^response post \/oauth\/\S+ 4\d\d Error\/additionalProperties\/error(_description)?$/,
    reason: "refused tokens carry OAuth's own error words (RFC 6749, 5.2) beside HubSpot's",
  },
  {
    vendor: "hubspot",
    matches:
      /^response post \S+\/introspect 200 TokenInfoResponseBaseIF\/additionalProperties\/\w+$/,
    reason: "describes what all kinds of token have in common; an access token says more",
  },
  {
    vendor: "connectwise",
    matches:
      /^(request|response) .* (PatchOperation|CustomFieldValue)\/properties\/value\/type( \(fields selected\))?$/,
    reason: "typed `object`, while texts, numbers and booleans are sent and returned",
  },
  {
    vendor: "connectwise",
    matches: /^response get .*\/required\/\w+ \(fields selected\)$/,
    reason: "a call with `fields` answers those only, required ones or not",
  },
  {
    vendor: "connectwise",
    matches: /^response get \S+\/default 200 \w+\/required\/\w+$/,
    reason: "what a form starts with is no record yet: it lacks what a person has to fill in",
  },
  {
    vendor: "connectwise",
    matches: /^response get \/sales\/opportunities\S* 200 Opportunity\/required\/contact$/,
    reason: "lists what a create needs; old opportunities have no contact",
  },
  {
    vendor: "connectwise",
    matches: /^response get \/sales\/opportunities\/\S+\/forecast 200 unnamed\/type$/,
    reason: "a client that was tried on a real server reads one object, not the described list",
  },
  {
    vendor: "connectwise",
    matches: /^request get \/system\/info header\/required\/clientId$/,
    reason: "a self-hosted server answers this call without keys and without a client id",
  },
  {
    vendor: "connectwise",
    matches: /^request .*Reference\/properties\/id\/type$/,
    reason: "the id of a reference is taken as text, too; answers have it as a number",
  },
  {
    vendor: "connectwise",
    matches:
      /^response .*UserDefinedField\/additionalProperties\/(podDescription|screenDescription|displayScreenInASIO)$/,
    reason: "real definitions carry these, too; see the captured definitions",
  },
  {
    vendor: "connectwise",
    matches: /^response .*UserDefinedField\/properties\/fieldTypeIdentifier\/enum$/,
    reason:
      "PhoneNumber came later: a record's custom fields know it, the definitions' list is older",
  },
];

/** Calls that a stand-in answers and no description holds, with the place that documents them. */
export const undescribedRoutes: readonly SpecException[] = [
  {
    vendor: "hubspot",
    matches: /^get \/oauth\/authorize$/,
    reason: "the consent page is a page for people, not a part of the API description",
  },
  {
    vendor: "hubspot",
    matches: /^get \/crm\/objects\/[\d-]+\/[^/]+\/[^/]+\/associations\/[^/]+$/,
    reason: "released with 2026-09, after the description was published",
  },
  {
    vendor: "connectwise",
    matches: /^get \/login\/companyinfo\/[^/]+$/,
    reason: "finds a company's API address before there is one, so it lies outside the API",
  },
];
