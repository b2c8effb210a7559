import { badCondition } from "./errors.ts";

/** One word, value or sign of a condition. */
export interface Token {
  readonly kind: "word" | "text" | "number" | "date" | "symbol";
  readonly text: string;
}

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*")|(\[[^\]]*\])|(!=|<=|>=|=|<|>|\(|\)|,)|(-?\d+(?:\.\d+)?)(?![\w/])|([A-Za-z_][\w]*(?:\/[A-Za-z_]\w*)*))/y;
const MAX_TEXT = 10_000;

/** Cuts a condition into tokens. @throws ApiError 400 where that fails, and for an overlong text */
export function tokenize(text: string): Token[] {
  if (text.length > MAX_TEXT) throw badCondition("The conditions are too long.");
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw badCondition(`Syntax error near '${text.slice(start, start + 20).trim()}'.`);
    const [, quoted, dated, symbol, number, word] = match;
    if (quoted !== undefined) tokens.push({ kind: "text", text: unescape(quoted) });
    else if (dated !== undefined) tokens.push({ kind: "date", text: dated.slice(1, -1).trim() });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else tokens.push({ kind: "word", text: word ?? "" });
  }
  return tokens;
}

const unescape = (quoted: string): string => quoted.slice(1, -1).replaceAll(/\\(.)/g, "$1");
