import type { LatLng } from "@/generated/guest";

/** A message that the server does not have yet. Its id is ours: sent again, it is said once. */
export interface Outgoing {
  id: string;
  conversationId: string;
  /** Whose it is: another account on this phone neither sees nor sends it. */
  userId: string;
  kind: "text" | "photo" | "voice" | "place";
  text?: string;
  place?: LatLng;
  file?: { id: string; blob: Blob };
  /** Milliseconds since 1970. */
  at: number;
  /** Why the server refused it: it waits for the person. */
  refused?: string;
}

/** Where outgoing messages wait. */
export interface Shelf {
  all: () => Promise<Outgoing[]>;
  put: (message: Outgoing) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

/** For browsers that keep nothing, and for tests. */
export function memoryShelf(): Shelf {
  const kept = new Map<string, Outgoing>();
  return {
    all: async () => [...kept.values()],
    put: async (message) => void kept.set(message.id, message),
    remove: async (id) => void kept.delete(id),
  };
}

const [NAME, STORE] = ["osta-outbox", "messages"];

/** Outlives reloads and the browser's end; holds photos and voice notes as they are. */
export function browserShelf(): Shelf {
  let opening: Promise<IDBDatabase> | undefined;
  const open = () => {
    opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opening;
  };
  const run = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>) => {
    const store = (await open()).transaction(STORE, mode).objectStore(STORE);
    return new Promise<T>((resolve, reject) => {
      const asked = work(store);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  };
  const spare = memoryShelf();
  const orSpare = <A extends unknown[], T>(real: (...a: A) => Promise<T>, other: (...a: A) => Promise<T>) => {
    return (...a: A) => real(...a).catch(() => other(...a));
  };
  return {
    all: orSpare(() => run<Outgoing[]>("readonly", (store) => store.getAll()), spare.all),
    put: orSpare(async (message) => void (await run("readwrite", (store) => store.put(message))), spare.put),
    remove: orSpare(async (id) => void (await run("readwrite", (store) => store.delete(id))), spare.remove),
  };
}

/** Oldest first. */
export const inOrder = (messages: Outgoing[]) => [...messages].sort((a, b) => a.at - b.at);
