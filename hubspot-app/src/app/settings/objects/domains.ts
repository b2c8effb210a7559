/** What the server takes for a domain. */
const DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/u;

/** What a person typed, a domain a line, as it is kept while they type. */
export function linesOf(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

/** The domains among the lines, as they are sent. */
export function domainsIn(lines: readonly string[]): string[] {
  const domains = lines.map((line) => line.trim().toLowerCase()).filter((line) => line !== "");
  return [...new Set(domains)];
}

/** What is wrong with the lines, in words; null: nothing. */
export function problemWithDomains(lines: readonly string[]): string | null {
  const wrong = domainsIn(lines).find((domain) => !DOMAIN.test(domain));
  return wrong === undefined
    ? null
    : `"${wrong}" is no domain. Write what stands behind the @, such as mail.example.`;
}

/** What is wrong with two lists that say the opposite of each other; null: nothing. */
export function contradictionIn(
  added: readonly string[],
  removed: readonly string[],
): string | null {
  const passing = new Set(domainsIn(removed));
  const both = domainsIn(added).find((domain) => passing.has(domain));
  return both === undefined ? null : `${both} stands in both lists. Keep it in one of them.`;
}
