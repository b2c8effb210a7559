import { describe, expect, it } from "vitest";

import type { FieldValue, TransformName, ValueMap } from "../../../server/sync/model.ts";
import { TRANSFORMS } from "../../../server/sync/transforms/by-name.ts";

const COUNTRIES: ValueMap = {
  toConnectwise: { US: "1", DE: "49" },
  toHubspot: { "1": "United States", "49": "Germany" },
  unmapped: "problem",
};

describe("normal forms", () => {
  // transform, one spelling, another spelling of the same thing
  it.each<[TransformName, FieldValue, FieldValue]>([
    ["text", "  Acme \n Ltd ", "Acme Ltd"],
    ["text", "Ac\u200Bme", "Acme"],
    ["text", "Mu\u0308ller", "Müller"],
    ["domain", "HTTPS://www.Acme.com/en/?x=1", "acme.com"],
    ["phone", "(415) 555-2671", "+1 415.555.2671"],
    ["integer", "25", 25],
    ["number", "1250.50", 1250.5],
    ["boolean", "true", true],
    ["date", "2026-03-31", "2026-03-31T00:00:00Z"],
    ["date", "1774915200000", "2026-03-31"],
  ])("%s takes %j and %j for the same", (name, left, right) => {
    const { normal } = TRANSFORMS[name];

    expect(normal("hubspot", left, {})).toBe(normal("connectwise", right, {}));
  });

  it.each<[TransformName, FieldValue, FieldValue]>([
    ["text", "Acme", "ACME"],
    ["domain", "acme.com", "acme.de"],
    ["phone", "(415) 555-2671", "(415) 555-2672"],
    ["phone", "(415) 555-2671 ext. 5", "(415) 555-2671"],
    ["number", "1250.5", "1250.05"],
  ])("%s tells %j from %j", (name, left, right) => {
    const { normal } = TRANSFORMS[name];

    expect(normal("hubspot", left, {})).not.toBe(normal("hubspot", right, {}));
  });
});

describe("translation", () => {
  it("carries values over in the other side's type", () => {
    expect(TRANSFORMS.integer.translate("connectwise", "25", {})).toEqual(value(25));
    expect(TRANSFORMS.integer.translate("hubspot", 25, {})).toEqual(value("25"));
    expect(TRANSFORMS.boolean.translate("connectwise", "false", {})).toEqual(value(false));
    expect(TRANSFORMS.date.translate("connectwise", "2026-03-31", {})).toEqual(
      value("2026-03-31T00:00:00Z"),
    );
    expect(TRANSFORMS.domain.translate("hubspot", "http://www.acme.com/de", {})).toEqual(
      value("acme.com"),
    );
  });

  it("takes a text of exactly the longest length and refuses one more character", () => {
    const text = "x".repeat(50);

    expect(TRANSFORMS.text.translate("connectwise", text, { maxLength: 50 })).toEqual(value(text));
    expect(TRANSFORMS.text.translate("connectwise", `${text}x`, { maxLength: 50 })).toMatchObject({
      kind: "problem",
      code: "text_too_long",
      message: expect.stringContaining("51"),
    });
  });

  it.each<[TransformName, FieldValue, string]>([
    ["integer", "2.5", "not_a_whole_number"],
    ["integer", "1,000", "not_a_whole_number"],
    ["number", "many", "not_a_number"],
    ["boolean", "perhaps", "not_yes_or_no"],
    ["date", "2026-02-30", "not_a_date"],
    ["date", "31.03.2026", "not_a_date"],
    ["domain", "n/a", "not_a_web_address"],
  ])("%s refuses %j as %s", (name, bad, code) => {
    expect(TRANSFORMS[name].translate("connectwise", bad, {})).toMatchObject({
      kind: "problem",
      code,
    });
  });

  it("finds a country by name, code and reference", () => {
    const context = { valueMap: COUNTRIES };
    const { translate } = TRANSFORMS.country;

    expect(translate("connectwise", "Germany", context)).toEqual(value("49"));
    expect(translate("connectwise", "USA", context)).toEqual(value("1"));
    expect(translate("connectwise", "us", context)).toEqual(value("1"));
    expect(translate("hubspot", "49", context)).toEqual(value("Germany"));
    expect(translate("connectwise", "Atlantis", context)).toMatchObject({
      kind: "problem",
      code: "option_not_mapped",
    });
  });

  it("leaves an option without a row out where the map says so, or takes the fallback", () => {
    const valueMap: ValueMap = { toHubspot: {}, toConnectwise: { a: "1" }, unmapped: "skip" };
    const { translate } = TRANSFORMS["value-map"];

    expect(translate("connectwise", "a", { valueMap })).toEqual(value("1"));
    expect(translate("connectwise", "b", { valueMap })).toMatchObject({ kind: "skip" });
    expect(
      translate("connectwise", "b", {
        valueMap: { ...valueMap, fallback: { toConnectwise: "9" } },
      }),
    ).toEqual(value("9"));
    expect(translate("connectwise", "constructor", { valueMap })).toMatchObject({ kind: "skip" });
  });

  // who is there, what becomes of the owner whose member is 1 and whose fallback is 9
  it.each([
    [["1", "9"], value("1")],
    [["9"], value("9")],
    [["2"], expect.objectContaining({ kind: "skip" })],
  ])("gives nothing to a person who has left, with %j there", (usable, expected) => {
    const valueMap: ValueMap = {
      toHubspot: {},
      toConnectwise: { a: "1" },
      fallback: { toConnectwise: "9" },
      unmapped: "skip",
    };

    const context = { valueMap, usable };
    expect(TRANSFORMS["value-map"].translate("connectwise", "a", context)).toEqual(expected);
  });
});

function value(inner: FieldValue): { kind: "value"; value: FieldValue } {
  return { kind: "value", value: inner };
}
