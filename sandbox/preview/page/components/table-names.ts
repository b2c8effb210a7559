/** What stands above a part: a heading, or a line in bold. */
const HEADINGS = "h1, h2, .hs-strong";
const REGION = ".hs-table-scroll";

/**
 * Names every table on the page by what it stands below, because HubSpot's tables take no name; those below
 * the same words are counted. Cells of a table are nothing to stand below.
 */
export function nameTables(): void {
  const seen = new Map<string, number>();
  let words = "Table";
  // They come in the order of the page.
  for (const part of document.querySelectorAll<HTMLElement>(`${HEADINGS}, ${REGION}`)) {
    if (part.matches(REGION)) {
      const count = (seen.get(words) ?? 0) + 1;
      seen.set(words, count);
      nameTable(part, count === 1 ? words : `${words} (${count})`);
    } else if (part.closest(REGION) === null) {
      words = part.textContent.trim() || words;
    }
  }
}

/** The part that scrolls is named, too: the keyboard reaches it first. */
function nameTable(region: HTMLElement, name: string): void {
  region.setAttribute("aria-label", name);
  region.querySelector("table")?.setAttribute("aria-label", name);
}
