import { AppError, toAppError } from "../../sync/errors.ts";
import type { ErrorClass } from "../../sync/errors.ts";
import { errorOfItem, RefusedError } from "./errors.ts";
import type { WireError } from "./wire.ts";

/** One input of a batch write; `id` is its trace id as well, where there are any. */
export interface BatchInput {
  readonly id: string;
  /** Left out where the input is no record. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** What HubSpot says was written, and what was not. */
export interface BatchAnswer<R> {
  readonly results: readonly R[];
  readonly errors: readonly WireError[];
}

/** HubSpot's result, or why the input was not written or is not known to be. */
export type WriteOutcome<R> = R | AppError;

/** A batch write, and how to recognise which result answers which input. */
export interface BatchWrite<I extends BatchInput, R extends object> {
  readonly inputs: readonly I[];
  readonly send: (inputs: readonly I[]) => Promise<BatchAnswer<R>>;
  readonly isAnswerTo: (result: R, input: I) => boolean;
}

/** Refusals of a whole batch that one of its inputs caused. */
const CAUSED_BY_INPUT: ReadonlySet<ErrorClass> = new Set(["invalid", "exists", "gone"]);

/** Problems that every input with this property has in the same way. */
const SAME_FOR_ALL: ReadonlySet<string> = new Set([
  "property_doesnt_exist",
  "read_only_value",
  "readonly_value",
]);

function unanswered(): AppError {
  return new AppError("HubSpot's answer does not say what became of this record", {
    code: "result_missing",
    errorClass: "indeterminate",
  });
}

function notSent(cause: AppError): AppError {
  return new AppError("not sent, because a call before it had no clear outcome", {
    code: "not_sent",
    errorClass: "transient",
    cause,
  });
}

/** Inputs that an answer's error is about, as far as it tells. */
function isNamedBy(error: RefusedError, input: BatchInput): boolean {
  return error.missingIds.includes(input.id) || error.traceIds.includes(input.id);
}

function carriesTrace(result: object, input: BatchInput): boolean {
  return "objectWriteTraceId" in result && result.objectWriteTraceId === input.id;
}

function matchOutcomes<I extends BatchInput, R extends object>(
  { isAnswerTo }: BatchWrite<I, R>,
  inputs: readonly I[],
  { results, errors }: BatchAnswer<R>,
): ReadonlyMap<string, WriteOutcome<R>> {
  const refusals = errors.map((item) => errorOfItem(item, "write"));
  const outcomes = new Map<string, WriteOutcome<R>>();
  for (const input of inputs) {
    const result =
      results.find((each) => isAnswerTo(each, input)) ??
      results.find((each) => carriesTrace(each, input));
    const refusal = refusals.find((error) => isNamedBy(error, input));
    outcomes.set(input.id, refusal ?? result ?? unanswered());
  }
  return outcomes;
}

/** What to do after a whole batch was refused: inputs that are settled, and parts to send again. */
interface Split<I> {
  readonly settled: readonly I[];
  readonly parts: readonly (readonly I[])[];
}

function writesField(input: BatchInput, field: string | undefined): boolean {
  return field !== undefined && Object.hasOwn(input.properties ?? {}, field);
}

function halves<I>(inputs: readonly I[]): readonly (readonly I[])[] {
  const middle = Math.ceil(inputs.length / 2);
  return [inputs.slice(0, middle), inputs.slice(middle)];
}

/**
 * Decides how to go on after a refusal. The answer may name the inputs; else a property that no
 * input could write settles all that write it; else those that write the named property are tried
 * apart from the rest; else the batch is cut in halves. Each part is smaller than the batch.
 */
function splitRefused<I extends BatchInput>(inputs: readonly I[], error: RefusedError): Split<I> {
  if (inputs.length === 1) return { settled: inputs, parts: [] };
  const named = inputs.filter((input) => isNamedBy(error, input));
  const others = (some: readonly I[]): readonly I[] =>
    inputs.filter((input) => !some.includes(input));
  if (named.length > 0) return { settled: named, parts: [others(named)] };
  const hopeless = error.problems.filter(({ code }) => SAME_FOR_ALL.has(code ?? ""));
  const lost = inputs.filter((input) => hopeless.some(({ field }) => writesField(input, field)));
  if (lost.length > 0) return { settled: lost, parts: [others(lost)] };
  const suspects = inputs.filter((input) =>
    error.problems.some(({ field }) => writesField(input, field)),
  );
  const isUseful = suspects.length > 0 && suspects.length < inputs.length;
  return { settled: [], parts: isUseful ? [others(suspects), suspects] : halves(inputs) };
}

/**
 * Writes a batch so that a bad input does not stop the others: HubSpot refuses a batch as a whole,
 * so a refused one is split until the bad inputs are alone. After a failure that is not about an
 * input nothing more is sent.
 *
 * @returns one outcome per input in their order
 */
export async function writeInBatches<I extends BatchInput, R extends object>(
  write: BatchWrite<I, R>,
): Promise<readonly WriteOutcome<R>[]> {
  const outcomes = new Map<string, WriteOutcome<R>>();
  const settle = (inputs: readonly I[], outcome: WriteOutcome<R>): void => {
    for (const { id } of inputs) outcomes.set(id, outcome);
  };
  const parts: (readonly I[])[] = [write.inputs];
  let stopped: AppError | undefined;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    if (part.length === 0) continue;
    if (stopped !== undefined) {
      settle(part, stopped);
      continue;
    }
    try {
      const answer = await write.send(part);
      for (const [id, outcome] of matchOutcomes(write, part, answer)) outcomes.set(id, outcome);
    } catch (thrown) {
      // Earlier parts may be written already, so even an unexpected error is a result, not a throw.
      const error = toAppError(thrown);
      if (error instanceof RefusedError && CAUSED_BY_INPUT.has(error.errorClass)) {
        const split = splitRefused(part, error);
        settle(split.settled, error);
        parts.push(...split.parts);
      } else {
        settle(part, error);
        stopped = error.errorClass === "indeterminate" ? notSent(error) : error;
      }
    }
  }
  return write.inputs.map(({ id }) => outcomes.get(id) ?? unanswered());
}
