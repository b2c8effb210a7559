import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { ConflictRule } from "../../server/sync/model.ts";
import { loadEngine } from "./engine-modules.ts";
import type { Figures } from "./figures.ts";
import { plantedBugs } from "./planted-bugs.ts";
import {
  PROOF_SEEDS_FILE,
  type Proof,
  proveBug,
  proveRemoval,
  PROVEN_RULES,
  REMOVALS,
  TESTED_RULE,
} from "./prove-bugs.ts";
import { runMany, type ManySeeds } from "./run-many.ts";
import { traceHashes } from "./run-seed.ts";

const USAGE = `npm run simulate -- [--seeds N] [--seed S] [--objects company] [--workers 1|2]
                    [--rule R] [--crash-points N] [--bugs]
  --seeds N         how many seeds, from --seed (1) on; 20000 when left out
  --objects company companies only; companies, contacts and deals otherwise
  --workers W       drains on the same store; left to the seed otherwise
  --rule R          conflict rule; left to the seed otherwise
  --crash-points N  instead, run 200 seeds again and again, at least N times in all: each time the
                    worker dies at another of the seed's steps, which are drawn evenly
  --crash-at STEP   the same at one step
  --bugs            prove that planted bugs and missing records of intent are found, and keep the
                    seeds that find them
  --write-traces    store the trace hashes of seeds 1 to 100 after a wanted change of the engine`;

/** Seeds that crash points are drawn from. */
const CRASHED_SEEDS = 200;

/** Failures that are told of one by one. */
const SHOWN_FAILURES = 20;

function asNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string" },
      seed: { type: "string", default: "1" },
      objects: { type: "string" },
      workers: { type: "string" },
      rule: { type: "string" },
      "crash-points": { type: "string" },
      "crash-at": { type: "string" },
      bugs: { type: "boolean", default: false },
      "write-traces": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return true;
  }
  if (values.bugs) return proveAll();
  if (values["write-traces"]) return writeTraces();
  if (values.objects !== undefined && values.objects !== "company") throw new Error(USAGE);
  const crashPoints = values["crash-points"];
  const crashAt = values["crash-at"];
  const count = Number(values.seeds ?? (crashPoints === undefined ? 20_000 : CRASHED_SEEDS));
  const many: ManySeeds = {
    from: Number(values.seed),
    count,
    crashPoints: crashPoints === undefined ? undefined : Math.ceil(Number(crashPoints) / count),
    options: {
      workers: asNumber(values.workers),
      conflictRule: values.rule as ConflictRule | undefined,
      crashAt: asNumber(crashAt),
      onlyCompanies: values.objects === "company",
    },
  };
  const startedAt = performance.now();
  const figures = await runMany(many);
  print(figures, (performance.now() - startedAt) / 1000, process.argv.slice(2));
  return figures.failed === 0;
}

function print(figures: Figures, seconds: number, given: readonly string[]): void {
  const { failures, ...counts } = figures;
  const rows = {
    ...counts,
    seconds: Number(seconds.toFixed(1)),
    perSecond: Math.round(counts.runs / seconds),
  };
  for (const [name, value] of Object.entries(rows)) console.log(`${name.padEnd(20)} ${value}`);
  const kept = given.filter((word, index) => {
    const isDropped = /^--(?:seeds|seed|crash-points)$/u;
    return !isDropped.test(word) && !isDropped.test(given[index - 1] ?? "");
  });
  for (const { seed, crashAt, text } of failures.slice(0, SHOWN_FAILURES)) {
    const crash = crashAt === undefined ? [] : ["--crash-at", String(crashAt)];
    const replay = ["--seeds", "1", "--seed", String(seed), ...crash, ...kept];
    console.log(`\nfailed: seed ${seed}\n${text}\nreplay: npm run simulate -- ${replay.join(" ")}`);
  }
}

async function writeTraces(): Promise<boolean> {
  const engine = await loadEngine();
  const path = new URL("trace-hashes.json", import.meta.url);
  writeFileSync(path, `${JSON.stringify(await traceHashes(engine), null, 2)}\n`);
  return true;
}

async function proveAll(): Promise<boolean> {
  let isProven = true;
  const found: Record<string, number> = {};
  const tell = (proof: Proof): void => {
    if (proof.conflictRule === TESTED_RULE && proof.seed !== null) found[proof.name] = proof.seed;
    isProven &&= proof.seed !== null;
    const where = proof.seed === null ? "NOT FOUND" : `seed ${proof.seed}`;
    const [line] = proof.text.split("\n");
    console.log(
      [proof.name.padEnd(32), proof.conflictRule.padEnd(18), where.padEnd(10), line].join(" "),
    );
  };
  const proofs = PROVEN_RULES.flatMap((rule) => [
    ...REMOVALS.map((removal) => () => proveRemoval(removal, rule)),
    ...plantedBugs.map(
      ({ name }) =>
        () =>
          proveBug(name, rule),
    ),
  ]);
  const take = async (): Promise<void> => {
    for (let next = proofs.shift(); next !== undefined; next = proofs.shift()) tell(await next());
  };
  await Promise.all(Array.from({ length: availableParallelism() }, take));
  writeFileSync(PROOF_SEEDS_FILE, `${JSON.stringify(found, Object.keys(found).toSorted(), 2)}\n`);
  return isProven;
}

process.exitCode = (await main()) ? 0 : 1;
