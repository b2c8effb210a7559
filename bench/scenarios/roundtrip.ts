import { setTimeout as sleep } from "node:timers/promises";
import { readBothSides } from "../../sandbox/demo/evidence.ts";
import type { BothSides, ConnectwiseCompany, HubspotCompany } from "../../sandbox/demo/evidence.ts";
import type { Stack } from "../../sandbox/demo/stack.ts";
import { below, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { runFirstSync, withBench } from "../set-up.ts";
import { clearTraffic, countWrites, describeTraffic, readTraffic, untilQuiet } from "../traffic.ts";

/** A change a person makes, and how to see that it arrived. */
interface Change {
  name: string;
  make: () => Promise<unknown>;
  hasArrived: (now: BothSides) => boolean;
}

interface Pair {
  hubspotId: string;
  connectwiseId: string;
}

const LOOK_MS = 100;
const GRACE_MS = 5_000;

async function seconds(stack: Stack, change: Change, options: Timing): Promise<number> {
  await change.make();
  const startedAt = performance.now();
  for (;;) {
    const isThere = change.hasArrived(await readBothSides(stack));
    const took = (performance.now() - startedAt) / 1_000;
    if (isThere) return took;
    if (took > options.giveUpAfter) return Infinity;
    await sleep(LOOK_MS, undefined, { signal: options.signal });
  }
}

interface Timing {
  /** Seconds. */
  giveUpAfter: number;
  signal: AbortSignal;
}

const hubspotOf = (now: BothSides, id: string): HubspotCompany | undefined =>
  now.hubspot.find((company) => company.id === id);
const connectwiseOf = (now: BothSides, id: string): ConnectwiseCompany | undefined =>
  now.connectwise.find((company) => String(company["id"]) === id);

/** Pairs whose values are plain to edit: linked, active, with a phone on both sides. */
function choosePairs(now: BothSides): Pair[] {
  return now.hubspot.flatMap(({ id, properties, archived }) => {
    const connectwiseId = properties["cw_company_id"] ?? "";
    const other = connectwiseOf(now, connectwiseId);
    const isPlain =
      archived !== true &&
      other?.["deletedFlag"] !== true &&
      properties["cw_company_status"] === "Active" &&
      (properties["numberofemployees"] ?? "") !== "";
    return isPlain && other !== undefined ? [{ hubspotId: id, connectwiseId }] : [];
  });
}

/** The changes of one round; `round` keeps values and names apart. */
function makeChanges(stack: Stack, pairs: readonly Pair[], round: number): Change[] {
  const employees = 10_000 * round;
  const [toConnectwise, toHubspot, clash, cityClash] = pairs;
  if (!toConnectwise || !toHubspot || !clash || !cityClash) {
    throw new Error("the sample has too few plain pairs");
  }
  return [
    editInHubspot(stack, toConnectwise, employees + 1),
    editInConnectwise(stack, toHubspot, employees + 2),
    createInHubspot(stack, round),
    createInConnectwise(stack, round),
    clashOfEmployees(stack, clash, employees + 3),
    clashOfCity(stack, cityClash, round),
  ];
}

function editInHubspot({ hubspot }: Stack, pair: Pair, value: number): Change {
  return {
    name: "edit in HubSpot",
    make: () =>
      hubspot.edit({
        type: "company",
        id: pair.hubspotId,
        fields: { numberofemployees: String(value) },
      }),
    hasArrived: (now) => connectwiseOf(now, pair.connectwiseId)?.["numberOfEmployees"] === value,
  };
}

function editInConnectwise({ connectwise }: Stack, pair: Pair, value: number): Change {
  return {
    name: "edit in ConnectWise",
    make: () =>
      connectwise.edit({
        type: "company",
        id: pair.connectwiseId,
        fields: { numberOfEmployees: value },
      }),
    hasArrived: (now) =>
      hubspotOf(now, pair.hubspotId)?.properties["numberofemployees"] === String(value),
  };
}

function createInHubspot({ hubspot }: Stack, round: number): Change {
  const name = `Fernhollow Optics ${round}`;
  return {
    name: "creation in HubSpot",
    make: () =>
      hubspot.edit({
        type: "company",
        fields: { name, domain: `fernhollow-${round}.example`, city: "Tampa", country: "Canada" },
      }),
    hasArrived: (now) => {
      const made = now.hubspot.find(({ properties }) => properties["name"] === name);
      const id = made?.properties["cw_company_id"] ?? "";
      return id !== "" && connectwiseOf(now, id)?.["name"] === name;
    },
  };
}

function createInConnectwise({ connectwise }: Stack, round: number): Change {
  const name = `Brackenridge Kilns ${round}`;
  return {
    name: "creation in ConnectWise",
    make: () =>
      connectwise.edit({
        type: "company",
        fields: {
          name,
          identifier: `BrackenridgeKilns${round}`,
          website: `brackenridge-${round}.example`,
          city: "Tampa",
        },
      }),
    hasArrived: (now) => {
      const made = now.connectwise.find((company) => company["name"] === name);
      const id = String(made?.["id"]);
      return now.hubspot.some(({ properties }) => properties["cw_company_id"] === id);
    },
  };
}

/** Both sides change the same number; the newer one wins, and either may be the newer one. */
function clashOfEmployees(stack: Stack, { hubspotId, connectwiseId }: Pair, value: number): Change {
  const type = "company";
  const [mine, theirs] = [value, value + 1_000];
  return {
    name: "clash, most recent wins",
    make: () =>
      Promise.all([
        stack.hubspot.edit({ type, id: hubspotId, fields: { numberofemployees: String(mine) } }),
        stack.connectwise.edit({ type, id: connectwiseId, fields: { numberOfEmployees: theirs } }),
      ]),
    hasArrived: (now) => {
      const left = hubspotOf(now, hubspotId)?.properties["numberofemployees"];
      const right = connectwiseOf(now, connectwiseId)?.["numberOfEmployees"];
      return left === String(right) && [mine, theirs].includes(Number(right));
    },
  };
}

function clashOfCity(stack: Stack, { hubspotId, connectwiseId }: Pair, round: number): Change {
  const type = "company";
  const [mine, theirs] = [`Leftville ${round}`, `Rightville ${round}`];
  return {
    name: "clash, ConnectWise wins",
    make: () =>
      Promise.all([
        stack.hubspot.edit({ type, id: hubspotId, fields: { city: mine } }),
        stack.connectwise.edit({ type, id: connectwiseId, fields: { city: theirs } }),
      ]),
    hasArrived: (now) =>
      hubspotOf(now, hubspotId)?.properties["city"] === theirs &&
      connectwiseOf(now, connectwiseId)?.["city"] === theirs,
  };
}

async function withWebhooks(stack: Stack, pairs: Pair[], signal: AbortSignal): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const change of makeChanges(stack, pairs, 1)) {
    const took = await seconds(stack, change, { giveUpAfter: 120, signal });
    figures.push(below(`${change.name}, webhooks on`, took, 5, "s"));
  }
  return figures;
}

async function withoutWebhooks(
  stack: Stack,
  pairs: Pair[],
  signal: AbortSignal,
): Promise<Figure[]> {
  const kinds = ["webhook-drop"];
  await Promise.all(
    [stack.hubspot, stack.connectwise].map((one) => one.faults({ rate: 1, kinds })),
  );
  // Other pairs than before, and all at once: each has to wait for a poll anyway.
  const changes = makeChanges(stack, pairs.slice(4), 2);
  return Promise.all(
    changes.map(async (change) => {
      const took = await seconds(stack, change, { giveUpAfter: 180, signal });
      return below(`${change.name}, webhooks lost`, took, 90, "s");
    }),
  );
}

async function measureSilence(stack: Stack, { signal, say }: BenchContext): Promise<Figure[]> {
  await sleep(GRACE_MS, undefined, { signal });
  await clearTraffic(stack);
  say("60 seconds in which nobody should write");
  await sleep(60_000, undefined, { signal });
  const { hubspot, connectwise } = await readTraffic(stack);
  const writes = countWrites(hubspot) + countWrites(connectwise);
  if (writes > 0) for (const side of [hubspot, connectwise]) describeTraffic(side).forEach(say);
  return [
    {
      name: "write calls in the 60 s after",
      measured: String(writes),
      limit: "0",
      isMet: writes === 0,
    },
  ];
}

/** Single changes between two live systems, with webhooks and without. */
export const roundtrip: Scenario = {
  name: "roundtrip",
  summary: "edits, creations and clashes arrive in under 5 s, under 90 s when webhooks are lost",
  run: (context) =>
    withBench(context, { filling: { kind: "sample" } }, async (bench) => {
      const { stack } = bench;
      const { signal } = context;
      await runFirstSync(bench, context, 120_000);
      const isQuiet = await untilQuiet(stack, { quietMs: 5_000, timeoutMs: 60_000, signal });
      const pairs = choosePairs(await readBothSides(stack));
      context.say("changes with webhooks");
      const fast = await withWebhooks(stack, pairs, signal);
      context.say("changes while every webhook is lost");
      const slow = await withoutWebhooks(stack, pairs, signal);
      return [
        reported("quiet after the first sync", isQuiet ? "yes" : "no"),
        ...fast,
        ...slow,
        ...(await measureSilence(stack, context)),
      ];
    }),
};
