import type { LatLng } from "@/generated/guest";
import { orMemory, type Shelf } from "@/shared/lib/shelf";

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

const [NAME, STORE] = ["osta-outbox", "messages"];

/** Outlives reloads and the browser's end; holds photos and voice notes as they are. */
export function browserShelf(): Shelf<Outgoing> {
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
  return orMemory({
    all: () => run<Outgoing[]>("readonly", (store) => store.getAll()),
    put: async (message) => void (await run("readwrite", (store) => store.put(message))),
    remove: async (id) => void (await run("readwrite", (store) => store.delete(id))),
  });
}

/** Oldest first. */
export const inOrder = (messages: Outgoing[]) => [...messages].sort((a, b) => a.at - b.at);
