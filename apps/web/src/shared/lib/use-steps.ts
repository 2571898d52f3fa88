import { startTransition, useEffect, useState } from "react";

/**
 * How many parts of a long screen to draw by now: first one, then the others one after the other. Each is
 * a step of its own, between which a slow phone answers what is tapped. What comes is below what is there.
 */
export function useSteps(parts: number): number {
  const [drawn, setDrawn] = useState(1);
  useEffect(() => {
    if (drawn < parts) startTransition(() => setDrawn(drawn + 1));
  }, [drawn, parts]);
  return drawn;
}
