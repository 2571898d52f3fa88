/** Where things wait until the server has them, by their id. */
export interface Shelf<T> {
  all: () => Promise<T[]>;
  put: (one: T) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

/** As long as the page lives. */
export function memoryShelf<T extends { id: string }>(): Shelf<T> {
  const kept = new Map<string, T>();
  return {
    all: async () => [...kept.values()],
    put: async (one) => void kept.set(one.id, one),
    remove: async (id) => void kept.delete(id),
  };
}

/**
 * The same, with memory in its place where the browser keeps nothing: private windows forbid it, and a
 * phone may be full. What could not be removed is not there all the same.
 */
export function orMemory<T extends { id: string }>(real: Shelf<T>): Shelf<T> {
  const spare = new Map<string, T>();
  const gone = new Set<string>();
  return {
    all: async () => {
      const there = await real.all().catch((): T[] => []);
      return [...there.filter(({ id }) => !spare.has(id) && !gone.has(id)), ...spare.values()];
    },
    put: async (one) => {
      gone.delete(one.id);
      await real.put(one).then(
        () => void spare.delete(one.id),
        () => void spare.set(one.id, one),
      );
    },
    remove: async (id) => {
      spare.delete(id);
      await real.remove(id).catch(() => void gone.add(id));
    },
  };
}
