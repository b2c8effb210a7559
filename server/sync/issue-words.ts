import { FLIP_FLOP } from "./flip-flop.ts";

/** What issues of one code have in common, in plain words. */
interface IssueWords {
  readonly message: string;
  readonly remedy: string | null;
}

/**
 * Words for codes whose issues each name a value, a record or a number. Those of every other code say
 * the same about each record, so that one of them speaks for all.
 */
const WORDS: Readonly<Record<string, IssueWords>> = {
  waits_for_parent: {
    message:
      "These wait for the record they belong to; they go on by themselves once it is synced.",
    remedy: "Look at the records that they wait for.",
  },
  parent_excluded: {
    message: "What these belong to is left out, and so are they.",
    remedy: "Change the filter of the records they belong to, or associate them with others.",
  },
  filtered_out: {
    message: "These are outside the filter.",
    remedy: "Change the filter, or the field that it looks at.",
  },
  inactive_in_connectwise: {
    message: "These are inactive in ConnectWise.",
    remedy: "Make them active there if they are to be synced.",
  },
  text_too_long: {
    message: "A text is longer than the other system takes.",
    remedy: "Shorten the text; nothing is cut off by itself.",
  },
  option_not_mapped: {
    message: "An option has no counterpart in the other system.",
    remedy: "Add it to the value map of the field, or give the map a fallback.",
  },
  stage_not_mapped: {
    message: "A stage or status has no counterpart in the other system.",
    remedy: "Add it to the stage map, or choose another one.",
  },
  [FLIP_FLOP]: {
    message: "A field was written over and over, and each time something changed it back there.",
    remedy:
      "Another integration or a workflow changes it back. Switch one of them off, or choose another direction for the field, and have the records tried again.",
  },
  not_a_number: { message: "A value is not a number.", remedy: "Correct the value." },
  not_a_whole_number: { message: "A value is not a whole number.", remedy: "Correct the value." },
  not_yes_or_no: { message: "A value is neither yes nor no.", remedy: "Correct the value." },
  not_a_date: {
    message: "A value is not a date.",
    remedy: "Enter it as year, month and day, for example 2026-03-31.",
  },
  not_an_email: {
    message: "A value is not an e-mail address.",
    remedy: "Correct the address, for example name@example.com.",
  },
  not_a_web_address: {
    message: "A value is not a web address.",
    remedy: "Correct it, for example example.com.",
  },
  merged_in_hubspot: {
    message: "The linked record was merged into another one in HubSpot.",
    remedy: "Merge the two in ConnectWise as well, or unlink them.",
  },
  merged_in_connectwise: {
    message: "The linked record was merged into another one in ConnectWise.",
    remedy: "Merge the two in HubSpot as well, or unlink them.",
  },
};

/** Returns the words for all issues of a code; `found` are those of one of them. */
export function wordsForAll(code: string, found: IssueWords): IssueWords {
  return WORDS[code] ?? { message: found.message, remedy: found.remedy };
}
