import { useCallback, useEffect, useState } from "react";
import { allPages } from "../parts/export";
import type { Page } from "../parts/table";

/**
 * One item of a list that has no address of its own: looked for through the pages. `reload` gives
 * what is stored by then.
 */
export function useItem<T>(load: (cursor: string | undefined) => Promise<Page<T>>, is: (item: T) => boolean) {
  const [found, setFound] = useState<{ item?: T; error?: unknown; done: boolean }>({ done: false });
  const reload = useCallback(async () => {
    try {
      const { items } = await allPages(load, 5000);
      setFound({ item: items.find(is), done: true });
    } catch (error) {
      setFound({ error, done: true });
    }
  }, [load, is]);
  useEffect(() => {
    void reload();
  }, [reload]);
  return { ...found, reload };
}
