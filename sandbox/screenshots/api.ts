import { DemoError } from "../demo/demo-error.ts";
import type { Stack } from "../demo/stack.ts";
import { installer } from "../shared/portal-users.ts";
import { signedFetch } from "../shared/signed-fetch.ts";
import type { SignedCall } from "../shared/signed-fetch.ts";

/** Calls the server as its own screens do; the answer is what the route promises. */
export type CallApi = <Answer>(
  method: SignedCall["method"],
  path: string,
  body?: unknown,
) => Promise<Answer>;

/** Opens the API on behalf of who installed the app. A call that is refused throws. */
export function openCalls(stack: Stack, portalId: string): CallApi {
  const { hubspotAppId: appId, hubspotClientSecret: clientSecret } = stack.identity;
  const { userId, email: userEmail } = installer;
  return async <Answer>(method: SignedCall["method"], path: string, body?: unknown) => {
    const { status, body: answer } = await signedFetch(
      { publicUrl: stack.publicUrl, clientSecret },
      { userId, userEmail, portalId, appId },
      { method, path: `/api/v1${path}`, ...(body === undefined ? {} : { body }) },
    );
    if (status < 400) return answer as Answer; // -- the route's contract
    throw new DemoError(`${method} ${path} was refused (${status}): ${JSON.stringify(answer)}`);
  };
}
