import { describe, expect, it } from "vitest";
import type { Bench } from "./crm-adapter-subject.ts";

/** The part of the battery about searches. */
export function describeSearch(bench: () => Bench): void {
  const search = (words: string, limit = 20): Promise<readonly string[]> =>
    bench().adapter.search(bench().objectType, words, limit);
  const make = (name: string): Promise<string> =>
    bench().standIn.create(bench().subject.fieldsNamed(name));

  describe("searching", () => {
    it("finds records by a part of their name, in whatever case it is typed", async () => {
      const id = await make("Harbour crane");
      await make("Wifi");

      expect(await search("harbour")).toEqual([id]);
      expect(await search(" HARBOUR CRANE ")).toEqual([id]);
      expect(await search("tugboat")).toEqual([]);
    });

    it("returns at most as many as are asked for", async () => {
      await Promise.all(["Crane one", "Crane two", "Crane three"].map(make));

      expect(await search("crane", 2)).toHaveLength(2);
    });

    it("leaves deleted records out", async () => {
      const id = await make("Harbour crane");
      await bench().standIn.remove(id);

      expect(await search("harbour")).toEqual([]);
    });

    it.each(["", "  ", "%", "*", '"', "\\", '" or id > 0 or name = "'])(
      "takes %j for a text and nothing else",
      async (words) => {
        await make("Harbour crane");

        expect(await search(words)).toEqual([]);
      },
    );
  });
}
