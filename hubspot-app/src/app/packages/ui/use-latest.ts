import { useLayoutEffect, useRef } from "react";

/** The value of the latest rendering, for what runs later than the rendering that set it up. */
export function useLatest<Value>(value: Value): { readonly current: Value } {
  const ref = useRef(value);
  useLayoutEffect(() => {
    ref.current = value;
  });
  return ref;
}
