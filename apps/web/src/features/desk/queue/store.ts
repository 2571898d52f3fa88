import { memoryShelf, orMemory } from "@/shared/lib/shelf";
import type { Entry, Store } from "./queue";

const [NAME, TABLE] = ["osta-desk", "queue"];

/** Entries in IndexedDB: pictures too are kept there until the server has them, or in memory where that is forbidden. */
export function openStore(): Store {
  if (typeof indexedDB === "undefined") return memoryShelf();
  let opening: Promise<IDBDatabase> | undefined;
  const database = () => {
    opening ??= new Promise((done, fail) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "id" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
    return opening;
  };
  const run = async <T>(mode: IDBTransactionMode, work: (table: IDBObjectStore) => IDBRequest<T>) => {
    const transaction = (await database()).transaction(TABLE, mode, { durability: "strict" });
    const request = work(transaction.objectStore(TABLE));
    return new Promise<T>((done, fail) => {
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  };
  return orMemory({
    all: () => run<Entry[]>("readonly", (table) => table.getAll()),
    put: async (entry) => void (await run("readwrite", (table) => table.put(entry))),
    remove: async (id) => void (await run("readwrite", (table) => table.delete(id))),
  });
}
