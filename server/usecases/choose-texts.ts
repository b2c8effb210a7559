import type { Fields, Side } from "../sync/model.ts";
import type { PlannedCreate, SyncContext } from "./engine.ts";

/**
 * Makes up the texts that must be unique on the side (company identifiers). A text that an earlier
 * attempt sent is kept: it is what makes the attempt repeatable.
 */
export async function chooseTexts(
  context: SyncContext,
  side: Side,
  creates: readonly PlannedCreate[],
): Promise<readonly Fields[]> {
  const generated = context.definition.generatedText;
  if (generated?.side !== side) return creates.map(() => ({}));
  const maxLength = context.policy.limits[side][generated.path] ?? 25;
  const chosen = new Set<string>();
  const texts: Fields[] = [];
  for (const { work, create, source } of creates) {
    const earlier = work.pair.intent?.payload[generated.path];
    if (typeof earlier === "string") {
      texts.push({ [generated.path]: earlier });
      continue;
    }
    // oxlint-disable-next-line no-await-in-loop -- each text depends on the ones chosen before
    const text = await freeText(context, create.payload, {
      sourceId: source.id,
      maxLength,
      chosen,
    });
    chosen.add(text.toLowerCase());
    texts.push({ [generated.path]: text });
  }
  return texts;
}

async function freeText(
  context: SyncContext,
  payload: Fields,
  options: { sourceId: string; maxLength: number; chosen: ReadonlySet<string> },
): Promise<string> {
  const generated = context.definition.generatedText;
  if (generated === undefined) return "";
  const asked = new Set<string>(options.chosen);
  for (;;) {
    const text = generated.generate(payload, {
      sourceId: options.sourceId,
      maxLength: options.maxLength,
      isTaken: (candidate) => asked.has(candidate.toLowerCase()),
    });
    // oxlint-disable-next-line no-await-in-loop -- the next candidate depends on this answer
    const taken = await context.store.takenKeys(
      context.definition.objectType,
      generated.side,
      generated.keyKind,
      [text.toLowerCase()],
    );
    if (taken.size === 0) return text;
    asked.add(text.toLowerCase());
  }
}
