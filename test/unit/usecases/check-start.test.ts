import { describe, expect, it } from "vitest";
import { addToFingerprint, NO_FINGERPRINT } from "../../../server/sync/fingerprint.ts";
import { compareCounts, differencePause } from "../../../server/usecases/check-start.ts";

describe("the numbers of a start and of its dry run [S16]", () => {
  // dry run, now -> actions that differ
  it.each([
    [{ linked: 100 }, { linked: 105 }, []],
    [{ linked: 100 }, { linked: 106 }, ["linked"]],
    [{ linked: 100 }, { linked: 94 }, ["linked"]],
    [{ linked: 100, review: 2 }, { linked: 100 }, ["review"]],
    [{ linked: 100 }, { linked: 100, created_in_hubspot: 1 }, ["created_in_hubspot"]],
    [{}, {}, []],
  ] as const)("%o and %o", (dryRun, now, actions) => {
    expect(compareCounts(dryRun, now).map(({ action }) => action)).toEqual(actions);
  });

  it("are both named to the person who decides", () => {
    const pause = differencePause(compareCounts({ linked: 10 }, { linked: 20 }));

    expect(pause.message).toContain("linked: 10 in the dry run, 20 now");
    expect(pause.differences).toEqual([{ action: "linked", dryRun: 10, now: 20 }]);
  });
});

describe("a fingerprint", () => {
  it("is the same in whatever order and pages the texts come", () => {
    const once = addToFingerprint(NO_FINGERPRINT, ["a", "b", "c"]);
    const paged = addToFingerprint(addToFingerprint(NO_FINGERPRINT, ["c"]), ["b", "a"]);

    expect(paged).toBe(once);
  });

  it.each([[["a", "b"]], [["a", "b", "d"]], [["a", "b", "c", "c"]], [[]]])(
    "is another one for %o",
    (texts) => {
      const known = addToFingerprint(NO_FINGERPRINT, ["a", "b", "c"]);

      expect(addToFingerprint(NO_FINGERPRINT, texts)).not.toBe(known);
    },
  );
});
