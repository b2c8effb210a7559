import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { listFiles, root } from "./support/project-files.ts";

describe("the project's files", () => {
  const files = listFiles(".").filter((file) => !/\.(png|jpg|ico|woff2?)$/.test(file));

  it("point at nothing beside the project; only CI looks for the vendors' descriptions there", () => {
    const outside = files
      // This file's small tree has a folder of that name.
      .filter((file) => ![".ci/run", "test/architecture.test.ts"].includes(file))
      .flatMap((file) =>
        [...readFileSync(path.join(root, file), "utf8").matchAll(/(?:\.\.\/)+shared\b[\w./-]*/g)]
          .map(([mention]) => path.resolve(root, path.dirname(file), mention))
          .filter((target) => !target.startsWith(`${root}${path.sep}`) || !existsSync(target))
          .map((target) => `${file}: ${path.relative(root, target)}`),
      );
    expect(outside).toEqual([]);
  });

  it("name no folder of somebody's machine", () => {
    const machinePath = /(?<![\w./:*})-])\/(?:work|root|home|Users)\/\w/;
    const named = files.filter((file) =>
      machinePath.test(readFileSync(path.join(root, file), "utf8")),
    );
    expect(named).toEqual([]);
  });
});
