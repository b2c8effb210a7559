import { describe, expect, it } from "vitest";

import { createLogger } from "../../../server/shared/logger.ts";

describe("the logger", () => {
  it("hides tokens, keys and passwords wherever they stand", () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "info" }, { write: (line) => void lines.push(line) });

    logger.info(
      {
        accessToken: "s3cret",
        tokens: { refreshToken: "s3cret" },
        connection: { privateKey: "s3cret", publicKey: "s3cret", webhookKey: "s3cret" },
        req: { headers: { authorization: "s3cret" } },
        portalId: "1",
      },
      "something happened",
    );

    expect(lines.join("")).not.toContain("s3cret");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ portalId: "1", msg: "something happened" });
  });

  it("keeps an error's code, which tells the operator what to do", () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "info" }, { write: (line) => void lines.push(line) });

    logger.warn({ code: "keys_rejected", remedy: "Enter new keys." }, "job failed");

    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ code: "keys_rejected" });
  });
});
