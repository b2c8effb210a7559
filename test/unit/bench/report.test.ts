import { describe, expect, it } from "vitest";

import { replaceSection } from "../../../bench/report.ts";

const PAGE = "# Performance\n\nWords.\n\n## idle\n\nold\n\n## kill\n\nkept\n";

describe("a section of the report", () => {
  it("takes the place of the one with its name", () => {
    expect(replaceSection(PAGE, "idle", "new")).toBe(
      "# Performance\n\nWords.\n\n## idle\n\nnew\n\n## kill\n\nkept\n",
    );
  });

  it("comes last when there was none", () => {
    expect(replaceSection(PAGE, "kill-all", "new")).toBe(`${PAGE}\n## kill-all\n\nnew\n`);
  });

  it("is the same when it is written twice", () => {
    const once = replaceSection(PAGE, "kill", "new");

    expect(replaceSection(once, "kill", "new")).toBe(once);
  });
});
