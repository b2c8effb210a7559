import { DemoError } from "./demo-error.ts";

/** Opens web pages one after another as a browser does, with its cookies. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async open(url: string, form?: URLSearchParams): Promise<Response> {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...this.#cookies].map((pair) => pair.join("=")).join("; ") },
      ...(form === undefined ? {} : { method: "POST", body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined) this.#cookies.set(name, value ?? "");
    }
    return response;
  }
}

const unescapeHtml = (text: string): string =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

/** The hidden fields of the page's form. */
function readForm(html: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const [, name, value] of html.matchAll(
    /<input type="hidden" name="([^"]*)" value="([^"]*)">/g,
  )) {
    form.append(name ?? "", unescapeHtml(value ?? ""));
  }
  return form;
}

async function explain(response: Response, step: string): Promise<DemoError> {
  const text = (await response.text()).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
  return new DemoError(
    `The install failed at ${step} (${response.status}): ${text.trim().slice(0, 400)}`,
  );
}

async function redirectOf(response: Response, step: string, base: string): Promise<string> {
  const location = response.headers.get("location");
  if (response.status < 300 || response.status > 399 || location === null) {
    throw await explain(response, step);
  }
  await response.arrayBuffer();
  return new URL(location, base).href;
}

/**
 * Installs the app into the stand-in's portal, page by page as a person would: install link,
 * consent page, *Allow*, back to the server.
 *
 * @param publicUrl - the server's own address
 * @returns the portal's id, as the consent page shows it
 * @throws DemoError - with the page that refused
 */
export async function installApp(publicUrl: string): Promise<string> {
  const browser = new Browser();
  const start = await browser.open(`${publicUrl}/oauth/install`);
  const consentUrl = await redirectOf(start, "the install link", publicUrl);
  const consent = await browser.open(consentUrl);
  if (!consent.ok) throw await explain(consent, "HubSpot's consent page");
  const html = await consent.text();
  const portalId = /Account:.*?\((\d+)\)/.exec(html)?.[1];
  const action = /<form method="post" action="([^"]*)"/.exec(html)?.[1];
  if (portalId === undefined || action === undefined) {
    throw new DemoError("HubSpot's consent page shows no account or no form.");
  }
  const allowed = await browser.open(new URL(action, consentUrl).href, readForm(html));
  const callbackUrl = await redirectOf(allowed, "the consent form", consentUrl);
  const done = await browser.open(callbackUrl);
  if (done.status >= 400) throw await explain(done, "the way back to the server");
  await done.arrayBuffer();
  return portalId;
}
