import { describe, expect, it } from "vitest";

import { splitExtension } from "../../../../server/adapters/connectwise/communications.ts";

describe("a phone number as people write it", () => {
  it.each([
    ["+1 555 0100", "+1 555 0100", null],
    ["+1 555 0100 ext. 12", "+1 555 0100", "12"],
    ["+1 555 0100 Ext 12", "+1 555 0100", "12"],
    ["+1 555 0100, extension 12", "+1 555 0100", "12"],
    ["+1 555 0100 x12", "+1 555 0100", "12"],
    ["+1 555 0100x12", "+1 555 0100", "12"],
    ["+15550100;ext=12", "+15550100", "12"],
    ["(555) 010-0 #7", "(555) 010-0", "7"],
    ["x12", "x12", null],
    ["ext. 12", "ext. 12", null],
    ["+1 555 0100 ext. 1234567890123456", "+1 555 0100 ext. 1234567890123456", null],
    ["030 12345-67", "030 12345-67", null],
    ["ask for Max 12", "ask for Max 12", null],
    ["0100 x", "0100 x", null],
  ])("%s is %s with extension %s", (text, value, extension) => {
    expect(splitExtension(text)).toEqual({ value, extension });
  });

  it("is found again in the form in which it is shown", () => {
    const { value, extension } = splitExtension("+1 555 0100 ext. 12");

    expect(splitExtension(`${value} x${extension}`)).toEqual({ value, extension });
  });
});
