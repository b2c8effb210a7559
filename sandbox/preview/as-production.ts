/**
 * Builds what HubSpot and people would get: bundlers make another program of the same sources when the
 * process says that it is a test.
 */
export async function asProduction<Value>(build: () => Promise<Value>): Promise<Value> {
  const { NODE_ENV } = process.env;
  process.env["NODE_ENV"] = "production";
  try {
    return await build();
  } finally {
    if (NODE_ENV === undefined) delete process.env["NODE_ENV"];
    else process.env["NODE_ENV"] = NODE_ENV;
  }
}
