import { useCallback, useRef, useState } from "react";
import { useNotices } from "@/shared/ui/notices";

/**
 * A button's work: runs once however often it is tapped, says why it was refused, and calls `after`
 * when it is done.
 */
export function useAction(after?: () => void) {
  const { say, refuse } = useNotices();
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const act = useCallback(
    async (work: () => Promise<unknown>, done?: string): Promise<boolean> => {
      if (running.current) return false;
      running.current = true;
      setBusy(true);
      try {
        await work();
        if (done) say(done);
        return true;
      } catch (error) {
        refuse(error);
        return false;
      } finally {
        running.current = false;
        setBusy(false);
        after?.();
      }
    },
    [say, refuse, after],
  );
  return { act, busy };
}
