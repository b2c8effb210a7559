import { Button, Text, hubspot } from "@hubspot/ui-extensions";
import { createApi } from "@lockstep/api/client.ts";
import { ApiFailure } from "@lockstep/api/failure.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import { useDraft } from "@lockstep/ui/use-draft.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { usePolling } from "@lockstep/ui/use-polling.ts";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { answerFetch, publicUrl, rendererAt } from "./rig.ts";

/** A promise that the test settles when it likes. */
class Later<Value> {
  readonly promise: Promise<Value>;
  #settle: [(value: Value) => void, (error: Error) => void] | undefined;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.#settle = [resolve, reject];
    });
  }

  resolve(value: Value): void {
    this.#settle?.[0](value);
  }

  reject(error: Error): void {
    this.#settle?.[1](error);
  }
}

const answers = answerFetch();
const textOf = (page: ReturnType<typeof rendererAt>) => page.find(Text).text;

function Shown({ read }: { read: (name: string) => Promise<string> }) {
  const [name, setName] = useState("a");
  const { loaded, reload } = useLoad(name, () => read(name));
  const words = loaded.status === "ready" ? `${loaded.value} ${loaded.failure?.code ?? ""}` : "-";
  return (
    <>
      <Text>{words}</Text>
      <Button testId="again" onClick={() => void reload()}>
        Again
      </Button>
      <Button testId="other" onClick={() => setName("b")}>
        Other
      </Button>
    </>
  );
}

describe("useLoad", () => {
  it("drops an answer that a later reading has overtaken", async () => {
    const readings: Record<string, Later<string>> = { a: new Later(), b: new Later() };
    const page = rendererAt("settings");
    page.render(<Shown read={(name) => readings[name]?.promise ?? Promise.resolve("")} />);
    page.findByTestId(Button, "other").trigger("onClick");

    readings["b"]?.resolve("of b");
    await page.waitFor(() => expect(textOf(page)).toBe("of b "));
    readings["a"]?.resolve("of a");
    await new Promise((resolve) => setTimeout(resolve, 10));

    expect(textOf(page)).toBe("of b ");
  });

  it("keeps what was read when reading it again fails", async () => {
    const page = rendererAt("settings");
    let isBroken = false;
    const read = async () => {
      if (isBroken) throw new ApiFailure({ code: "gone", message: "Gone." });
      return "kept";
    };
    page.render(<Shown read={read} />);
    await page.waitFor(() => expect(textOf(page)).toBe("kept "));

    isBroken = true;
    page.findByTestId(Button, "again").trigger("onClick");

    await page.waitFor(() => expect(textOf(page)).toBe("kept gone"));
  });
});

describe("useAction", () => {
  it("does a thing once at a time, and keeps why it failed until the next attempt", async () => {
    const attempts: Later<string>[] = [];
    function Acting() {
      const { run, isRunning, failure } = useAction(() => {
        const attempt = new Later<string>();
        attempts.push(attempt);
        return attempt.promise;
      });
      return (
        <>
          <Text>{isRunning ? "running" : (failure?.code ?? "idle")}</Text>
          <Button onClick={() => void run()}>Do</Button>
        </>
      );
    }
    const page = rendererAt("settings");
    page.render(<Acting />);

    page.find(Button).trigger("onClick");
    page.find(Button).trigger("onClick");
    await page.waitFor(() => expect(textOf(page)).toBe("running"));
    expect(attempts).toHaveLength(1);
    attempts[0]?.reject(new ApiFailure({ code: "record_busy", message: "Busy." }));
    await page.waitFor(() => expect(textOf(page)).toBe("record_busy"));

    page.find(Button).trigger("onClick");
    await page.waitFor(() => expect(textOf(page)).toBe("running"));
    attempts[1]?.resolve("done");
    await page.waitFor(() => expect(textOf(page)).toBe("idle"));
  });
});

describe("usePolling", () => {
  it("asks again after each answer, and no more once it is off", async () => {
    let count = 0;
    function Asking() {
      const [isOn, setOn] = useState(true);
      usePolling(async () => void (count += 1), { isOn, everyMs: 5 });
      return (
        <>
          <Text>{isOn ? "on" : "off"}</Text>
          <Button onClick={() => setOn(false)}>Off</Button>
        </>
      );
    }
    const page = rendererAt("settings");
    page.render(<Asking />);
    await vi.waitFor(() => expect(count).toBeGreaterThan(1));

    page.find(Button).trigger("onClick");
    await page.waitFor(() => expect(textOf(page)).toBe("off"));
    const then = count;
    await new Promise((resolve) => setTimeout(resolve, 30));

    expect(count).toBe(then);
  });
});

describe("useDraft", () => {
  let api = createApi({ baseUrl: "", fetch: hubspot.fetch });
  beforeEach(() => {
    api = createApi({ baseUrl: publicUrl(), fetch: hubspot.fetch });
  });
  function Drafting() {
    const draft = useDraft<{ site: string }>(api, "connection");
    return (
      <>
        <Text>{draft.isReady ? (draft.value?.site ?? "nothing") : "-"}</Text>
        <Button testId="enter" onClick={() => draft.change({ site: "na.example" })}>
          Enter
        </Button>
        <Button testId="drop" onClick={() => void draft.drop()}>
          Drop
        </Button>
      </>
    );
  }

  it("brings back what was entered before", async () => {
    const draft = {
      key: "connection",
      draft: { site: "eu.example" },
      savedAt: "2026-12-03T10:00:00Z",
    };
    answers.set("get /drafts/connection", { body: draft });
    const page = rendererAt("settings");

    page.render(<Drafting />);

    await page.waitFor(() => expect(textOf(page)).toBe("eu.example"));
  });

  it("sends what is entered a moment later, and drops it after it was sent", async () => {
    const error = { code: "no_draft", message: "None.", requestId: "r" };
    answers.set("get /drafts/connection", { status: 404, body: { error } });
    answers.set("put /drafts/connection", { body: {} });
    answers.set("delete /drafts/connection", { body: {} });
    const page = rendererAt("settings");
    page.render(<Drafting />);
    await page.waitFor(() => expect(textOf(page)).toBe("nothing"));

    page.findByTestId(Button, "enter").trigger("onClick");
    await page.waitFor(() => expect(textOf(page)).toBe("na.example"));
    await vi.waitFor(() => expect(answers.asked).toHaveLength(2), { timeout: 5000 });
    page.findByTestId(Button, "drop").trigger("onClick");
    await vi.waitFor(() => expect(answers.asked).toHaveLength(3));

    expect(answers.asked.slice(1)).toEqual([
      { method: "PUT", path: "/drafts/connection", body: { draft: { site: "na.example" } } },
      { method: "DELETE", path: "/drafts/connection" },
    ]);
    expect(textOf(page)).toBe("nothing");
  });
});
