import { allOf, anyOf, equalsText, quoteText } from "./conditions.ts";
import type { Query } from "./conditions.ts";
import type { ConnectwiseObject } from "./objects.ts";
import type { ObjectRoute } from "./parts.ts";
import { recordListSchema } from "./wire.ts";

/** Between words; what means something in a comparison of parts of texts is no part of a word. */
const GAPS = /[\s%_*[\]]+/u;
/** More words narrow nothing down any more, and make the address too long. */
const MAX_WORDS = 6;
const MAX_LETTERS = 60;

/**
 * Finds live records of which each word that people type is part of a name, a number or an identifier;
 * a text with an `@` is looked for in e-mail addresses.
 *
 * @returns ids in the order in which ConnectWise has them
 * @see https://developer.connectwise.com/Best_Practices/PSA_API_Requests
 */
export async function searchRecords(
  { client, object }: ObjectRoute,
  text: string,
  limit: number,
): Promise<readonly string[]> {
  const words = text.split(GAPS).filter((word) => word !== "");
  if (words.length === 0) return [];
  const asked = words.slice(0, MAX_WORDS).map((word) => word.slice(0, MAX_LETTERS));
  const { data } = await client.get({
    path: object.endpoint,
    query: { ...conditionsFor(object, text, asked), fields: "id", pageSize: limit },
    schema: recordListSchema,
  });
  return data.map(({ id }) => id);
}

function conditionsFor(object: ConnectwiseObject, text: string, words: readonly string[]): Query {
  const isLive = object.fields["deletedFlag"] === undefined ? [] : ["deletedFlag = false"];
  if (text.includes("@") && object.parts.includes("communications")) {
    return {
      childConditions: allOf([
        ...words.map((word) => contains("communicationItems/value", word)),
        equalsText("communicationItems/communicationType", "Email"),
      ]),
    };
  }
  const named = words.map((word) => anyOf(object.searched.map((path) => contains(path, word))));
  return { conditions: allOf([...isLive, ...named]) };
}

function contains(path: string, word: string): string {
  return `${path} contains ${quoteText(word)}`;
}
