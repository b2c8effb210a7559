import { describe, expect, it } from "vitest";

import { createEgressPolicy } from "../../../../server/adapters/egress.ts";
import { normaliseSite } from "../../../../server/adapters/connectwise/host.ts";
import { AppError } from "../../../../server/sync/errors.ts";

const guard = createEgressPolicy({ allowedPrivateHosts: ["10.0.0.5:8080", "psa:443"] });

function refusalOf(site: string): AppError {
  try {
    normaliseSite(site, guard);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
  }
  throw new Error(`${site} was not refused`);
}

describe("ConnectWise site as people type it", () => {
  it.each([
    ["na.myconnectwise.net", "https://api-na.myconnectwise.net", "na.myconnectwise.net"],
    [
      "https://api-na.myconnectwise.net/",
      "https://api-na.myconnectwise.net",
      "na.myconnectwise.net",
    ],
    [
      "https://na.myconnectwise.net/v4_6_release/apis/3.0",
      "https://api-na.myconnectwise.net",
      "na.myconnectwise.net",
    ],
    [" EU.MyConnectWise.net ", "https://api-eu.myconnectwise.net", "eu.myconnectwise.net"],
    ["http://au.myconnectwise.net", "https://api-au.myconnectwise.net", "au.myconnectwise.net"],
    ["aus.myconnectwise.net.", "https://api-aus.myconnectwise.net", "aus.myconnectwise.net"],
    ["za.myconnectwise.net:443", "https://api-za.myconnectwise.net", "za.myconnectwise.net"],
    [
      "sandbox-na.myconnectwise.net",
      "https://sandbox-na.myconnectwise.net",
      "sandbox-na.myconnectwise.net",
    ],
    [
      "staging.connectwisedev.com",
      "https://api-staging.connectwisedev.com",
      "staging.connectwisedev.com",
    ],
    [
      "api-staging.connectwisedev.com",
      "https://api-staging.connectwisedev.com",
      "staging.connectwisedev.com",
    ],
    ["psa.example.com", "https://psa.example.com", "psa.example.com"],
    ["PSA.example.com:8443/v4_6_release", "https://psa.example.com:8443", "psa.example.com:8443"],
    ["https://psa.example.com?screen=1#x", "https://psa.example.com", "psa.example.com"],
    ["8.8.4.4", "https://8.8.4.4", "8.8.4.4"],
    ["http://10.0.0.5:8080", "http://10.0.0.5:8080", "10.0.0.5:8080"],
    ["psa", "https://psa", "psa"],
  ])("%s leads to %s", (typed, apiUrl, siteHost) => {
    expect(normaliseSite(typed, guard)).toMatchObject({ apiUrl, siteHost });
  });

  it.each([
    ["", "site_missing"],
    ["   ", "site_missing"],
    ["myconnectwise.net", "invalid_site"],
    ["ftp://psa.example.com", "invalid_site"],
    ["https://", "invalid_site"],
    ["server", "invalid_site"],
    ["http://psa.example.com", "https_required"],
    ["https://user:secret@psa.example.com", "credentials_in_url"],
    ["10.0.0.5", "private_address"],
    ["http://10.0.0.5:8081", "https_required"],
    ["127.0.0.1", "private_address"],
    ["2130706433", "private_address"],
    ["0x7f.1", "private_address"],
    ["[::1]", "private_address"],
    ["https://[::ffff:169.254.169.254]/latest/meta-data", "private_address"],
  ])("%s is refused with the field and what to do", (typed, code) => {
    const refusal = refusalOf(typed);
    expect(refusal).toMatchObject({ code, errorClass: "configuration", field: "site" });
    expect(refusal.remedy).toBeTruthy();
  });

  it("does not take a lookalike for ConnectWise's cloud", () => {
    const site = normaliseSite("na.myconnectwise.net.example.com", guard);
    expect(site).toMatchObject({
      isCloudHost: false,
      apiUrl: "https://na.myconnectwise.net.example.com",
    });
  });
});
